// What is behind somebody, blurred by the system that their camera runs on. Offered only where it can be turned
// on here: a browser without it is not made to pretend.

import {keep, kept} from "/static/js/keep.js";
import {announce} from "./page.js";

const KEPT = "alongside-room-blur";

export class Blur {
  #room;
  #track = () => null;

  // track(): one's own camera at this moment, or nothing.
  constructor(room, track) {
    this.#room = room;
    this.#track = track;
    for (const box of this.#boxes) box.addEventListener("change", () => this.#choose(box.checked));
  }

  // The camera may be another one now.
  async look() {
    const track = this.#track();
    const can = Boolean(track) && canBlur(track);
    for (const box of this.#boxes) box.closest("[data-blur-box]").hidden = !can;
    if (!can) return;
    if (kept(KEPT) === true && !isBlurred(track)) await apply(track, true);
    this.#tick(isBlurred(track));
  }

  get #boxes() { return [...this.#room.querySelectorAll("[data-blur]")]; }

  async #choose(on) {
    const done = await apply(this.#track(), on);
    const isOn = done ? on : isBlurred(this.#track());
    keep(KEPT, isOn || null);
    this.#tick(isOn);
    announce(!done ? "Your camera could not do that." : on ? "What is behind you is blurred." : "What is behind you is seen.");
  }

  #tick(on) { for (const box of this.#boxes) box.checked = on; }
}

// Some systems blur for all programs or for none: then there is nothing to choose here.
const canBlur = track => new Set(track.getCapabilities?.().backgroundBlur ?? []).size > 1;
const isBlurred = track => Boolean(track?.getSettings().backgroundBlur);
const apply = (track, on) => track?.applyConstraints({...track.getConstraints(), backgroundBlur: {exact: on}}).then(() => true, () => false);
