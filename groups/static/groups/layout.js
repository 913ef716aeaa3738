// How large faces can be, for any number of people on any screen, and how many of them have room.

const NARROWEST = 5 / 6;
const WIDEST = 16 / 10;
// Smaller than this, a face says little. Then some stand in a row of names, and come forward when they speak.
// On a screen so low that the row would leave less than the lowest for faces, there is none.
const AMONG_ALL = {least: 140, lowest: 100};
const BESIDE_ONE = {least: 100, lowest: 64};
const ROW = 64;
const NARROWEST_NAME = 48;
const FEWEST = 2;

// The size of one tile, in CSS pixels: all are equal, and all fit without scrolling.
export function bestTile(count, width, height, gap) {
  let best = {width: 0, height: 0, columns: 1};
  for (let columns = 1; columns <= count; columns += 1) {
    const tile = fitted(count, columns, width, height, gap);
    if (isBetter(tile, best)) best = tile;
  }
  return best;
}

// {limit, tile, isMany}: how many faces are shown, how large each is, and whether there are more than fit well.
// all: everybody is wanted on the stage, however small.
export function plan(count, width, height, gap, all = false, {least, lowest} = AMONG_ALL) {
  const tile = bestTile(count, width, height, gap);
  const left = height - ROW - 2 * gap;
  if (count <= FEWEST || face(tile) >= least || left < lowest) return {limit: count, tile, isMany: false};
  if (all) return {limit: count, tile: bestTile(count, width, left, gap), isMany: true};
  const inRow = Math.floor(width / NARROWEST_NAME) - 1;
  // Where nobody can be that large, as many as are about as large as two would be.
  const enough = Math.min(least, .9 * face(bestTile(FEWEST, width, left, gap)));
  let limit = count - 1;
  while (limit > Math.max(FEWEST, count - inRow) && face(bestTile(limit, width, left, gap)) < enough) limit -= 1;
  return {limit, tile: bestTile(limit, width, left, gap), isMany: true};
}

// Somebody in the spotlight has two thirds of the height, the others share what is left.
export function planBeside(count, width, height, gap, all = false) {
  const large = bestTile(1, width, height * 2 / 3, gap);
  const rest = plan(count - 1, width, height / 3 - 2 * gap, gap, all, BESIDE_ONE);
  return {...rest, limit: rest.limit + 1, large};
}

const face = tile => Math.min(tile.width, tile.height);

function fitted(count, columns, width, height, gap) {
  const rows = Math.ceil(count / columns);
  const cellWidth = (width - gap * (columns - 1)) / columns;
  const cellHeight = (height - gap * (rows - 1)) / rows;
  return {
    columns,
    width: Math.floor(Math.min(cellWidth, cellHeight * WIDEST)),
    height: Math.floor(Math.min(cellHeight, cellWidth / NARROWEST)),
  };
}

// A face needs the shorter side; of two alike, the one with more picture.
function isBetter(tile, best) {
  if (Math.abs(face(tile) - face(best)) > 4) return face(tile) > face(best);
  return tile.width * tile.height > best.width * best.height;
}
