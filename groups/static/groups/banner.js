// One sentence above the faces about what is in the way just now. Of several, the most important.

import {announce} from "./page.js";

const ORDER = ["away", "adults", "pausing", "weak"];

export class Banner {
  #box;
  #words;
  #button;
  #said = new Map();

  constructor(box) {
    this.#box = box;
    this.#words = box.querySelector("[data-banner-words]");
    this.#button = box.querySelector("[data-banner-act]");
    this.#button.addEventListener("click", () => this.#said.get(this.#now)?.act());
  }

  // Without words it is over. label, act: what can be done about it.
  set(kind, words, label = "", act = null) {
    if (words) this.#said.set(kind, {words, label, act});
    else this.#said.delete(kind);
    const now = this.#said.get(this.#now);
    this.#box.hidden = !now;
    const sentence = now?.words ?? "";
    if (sentence && this.#words.textContent !== sentence) announce(sentence);
    this.#words.textContent = sentence;
    this.#button.hidden = !now?.label;
    this.#button.textContent = now?.label ?? "";
  }

  get #now() { return ORDER.find(kind => this.#said.has(kind)); }
}
