// The faces on the screen: as many as can be seen well, those who speak among them, the others in a row of names.

import {plan, planBeside} from "./layout.js";
import {Order} from "./order.js";

const GAP = 12;
const SMALL = 140;
const WIDEST_NAME = 72;
// The node's small picture is this wide: whoever is shown no larger needs no other.
const SMALL_PICTURE = 160;
// A cough brings nobody forward.
const SPEAKS_AFTER_MS = 900;

const px = size => `${size}px`;

export class Stage {
  #faces;
  #more;
  #seen;
  #order = new Order();
  #since = new Map();
  #all = false;

  // seen({most, first}): told how much of whose picture is of use, and whose come first. Who speaks the node knows.
  constructor(faces, seen) {
    this.#faces = faces;
    this.#seen = seen;
    this.#more = faces.querySelector("[data-faces-more]");
    this.#more.querySelector("button").addEventListener("click", () => this.#toggle());
    faces.addEventListener("compose", () => this.compose());
    new ResizeObserver(() => this.compose()).observe(faces);
  }

  // ids: who speaks now.
  speaking(ids) {
    const now = performance.now();
    for (const id of this.#since.keys()) if (!ids.has(id)) this.#since.delete(id);
    for (const id of ids) if (!this.#since.has(id)) this.#since.set(id, now);
    this.#order.heard(ids, now);
    if (ids.size) setTimeout(() => this.compose(), SPEAKS_AFTER_MS + 50);
  }

  compose() {
    const tiles = new Map([...this.#faces.querySelectorAll(":scope > .tile")].map(tile => [tile.dataset.person, tile]));
    if (!tiles.size) return;
    this.#order.keep([...tiles.keys()]);
    const has = name => [...tiles.keys()].filter(id => tiles.get(id).hasAttribute(name));
    const found = this.#plan(tiles.size, has("data-spotlight").length > 0);
    const leading = [...has("data-spotlight"), ...has("data-turn")];
    const first = [...leading, ...has("data-hand"), ...this.#speakers()];
    const held = [...tiles.keys()].filter(id => tiles.get(id).contains(document.activeElement));
    const places = this.#order.arrange(found.limit, first.filter(id => tiles.has(id)), [...has("data-self"), ...held]);
    this.#place(places.map(id => tiles.get(id)), found);
    this.#more.hidden = !found.isMany;
    this.#seen({most: sizes(places, tiles, found), first: leading.filter(id => !tiles.get(id).hasAttribute("data-self"))});
  }

  #plan(count, isSpot) {
    const faces = this.#faces;
    const style = getComputedStyle(faces);
    const gap = parseFloat(style.columnGap) || GAP;
    const width = faces.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    const height = faces.clientHeight - parseFloat(style.paddingTop) - parseFloat(style.paddingBottom);
    const found = (isSpot && count > 1 ? planBeside : plan)(count, width, height, gap, this.#all);
    faces.toggleAttribute("data-spot", Boolean(found.large));
    faces.toggleAttribute("data-row", found.isMany);
    if (found.large) {
      faces.style.setProperty("--spot-width", px(found.large.width));
      faces.style.setProperty("--spot-height", px(found.large.height));
    }
    faces.style.setProperty("--tile-width", px(found.tile.width));
    faces.style.setProperty("--tile-height", px(found.tile.height));
    const names = count - found.limit + 1;
    faces.style.setProperty("--name-width", px(Math.min(WIDEST_NAME, Math.floor((width - gap * (names - 1)) / names))));
    faces.dataset.size = Math.min(found.tile.width, found.tile.height) < SMALL ? "small" : "large";
    return found;
  }

  // The order of the page is the order on the screen, also for those who hear it.
  #place(tiles, {limit}) {
    for (const [at, tile] of tiles.entries()) {
      tile.toggleAttribute("data-offstage", at >= limit);
      const there = this.#faces.children[at];
      if (there !== tile) this.#faces.insertBefore(tile, there);
    }
  }

  #speakers() {
    const now = performance.now();
    return [...this.#since.keys()].filter(id => now - this.#since.get(id) >= SPEAKS_AFTER_MS);
  }

  #toggle() {
    this.#all = !this.#all;
    const button = this.#more.querySelector("button");
    button.setAttribute("aria-pressed", String(this.#all));
    button.querySelector("[data-label]").textContent = this.#all ? "Larger" : "Show all";
    this.compose();
  }
}

function sizes(places, tiles, {limit, tile}) {
  const most = {};
  for (const [at, id] of places.entries()) {
    const one = tiles.get(id);
    if (one.hasAttribute("data-self")) continue;
    if (at >= limit) most[id] = "none";
    else if (tile.width <= SMALL_PICTURE && !one.hasAttribute("data-spotlight")) most[id] = "small";
  }
  return most;
}
