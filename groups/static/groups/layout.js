// How many columns show the faces largest, for any number of people on any screen.

const GAP = 12;
const NARROWEST = 5 / 6;
const WIDEST = 16 / 10;

// Returns the size of one tile, in CSS pixels: all are equal, and all fit without scrolling.
export function bestTile(count, width, height, gap = GAP) {
  let best = {width: 0, height: 0, columns: 1};
  for (let columns = 1; columns <= count; columns += 1) {
    const tile = fitted(count, columns, width, height, gap);
    if (isBetter(tile, best)) best = tile;
  }
  return best;
}

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
  const face = Math.min(tile.width, tile.height);
  const bestFace = Math.min(best.width, best.height);
  if (Math.abs(face - bestFace) > 4) return face > bestFace;
  return tile.width * tile.height > best.width * best.height;
}

export function keepComposed(grid) {
  const compose = () => {
    const count = grid.children.length;
    if (!count) return;
    const style = getComputedStyle(grid);
    const gap = parseFloat(style.columnGap) || GAP;
    const width = grid.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    const height = grid.clientHeight - parseFloat(style.paddingTop) - parseFloat(style.paddingBottom);
    // Somebody in the spotlight has two thirds of the height, the others share what is left.
    const spot = grid.querySelector("[data-spotlight]") && count > 1;
    grid.toggleAttribute("data-spot", Boolean(spot));
    const tile = spot ? bestTile(count - 1, width, height / 3 - 2 * gap, gap) : bestTile(count, width, height, gap);
    if (spot) {
      const large = bestTile(1, width, height * 2 / 3, gap);
      grid.style.setProperty("--spot-width", `${large.width}px`);
      grid.style.setProperty("--spot-height", `${large.height}px`);
    }
    grid.style.setProperty("--tile-width", `${tile.width}px`);
    grid.style.setProperty("--tile-height", `${tile.height}px`);
    grid.dataset.size = Math.min(tile.width, tile.height) < 140 ? "small" : "large";
  };
  new ResizeObserver(compose).observe(grid);
  grid.addEventListener("compose", compose);
  new MutationObserver(compose).observe(grid, {childList: true});
  compose();
}
