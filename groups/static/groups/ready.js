// Before the door: how you want to be here, how you look and sound, what is in the way.

import {announce} from "./page.js";
import {canCall, noSupport} from "./devices.js";

const METER_EVERY_MS = 120;
const HEARD = 0.08;

export class Ready {
  #room;
  #devices;
  #tiles;
  #me;
  #timer = 0;
  #chosen = Promise.resolve();
  #waiting = null;

  constructor(room, devices, tiles, me) {
    this.#room = room;
    this.#devices = devices;
    this.#tiles = tiles;
    this.#me = me;
    for (const radio of this.#ways) radio.addEventListener("change", () => this.#begin());
    for (const kind of ["camera", "microphone"]) {
      room.querySelector(`#${kind}`).addEventListener("change", event => devices.choose(kind, event.target.value));
    }
    devices.addEventListener("change", () => this.#show());
    devices.addEventListener("list", () => this.#list());
    this.#timer = setInterval(() => this.#hear(), METER_EVERY_MS);
    this.#show();
    // Somebody was faster than this script, or the browser remembers an earlier choice.
    if (this.way !== "none") this.#begin();
  }

  get way() { return this.#ways.find(radio => radio.checked).value; }

  stop() { clearInterval(this.#timer); }

  // Whoever wants sound only needs no camera; their microphone is still their own to choose.
  withoutCamera() {
    if (this.way !== "both") return;
    this.#ways.find(radio => radio.value === "audio").checked = true;
    this.#begin();
  }

  // Done when what was chosen last is on, so that nobody goes in unseen and unheard by being quick.
  settled() {
    return new Promise(done => {
      this.#waiting = chosen => chosen.finally(() => { if (chosen === this.#chosen) done(); });
      this.#waiting(this.#chosen);
    });
  }

  get #ways() { return [...this.#room.querySelectorAll("input[name=way]")]; }

  #begin() {
    this.#chosen = this.#choose();
    this.#waiting?.(this.#chosen);
  }

  async #choose() {
    if (!canCall()) return this.#say([noSupport]);
    await this.#devices.use(this.way);
    const words = {both: "Camera and microphone are on.", audio: "Your microphone is on.", none: "Camera and microphone are off."};
    if (!Object.keys(this.#devices.problems).length) announce(words[this.way]);
  }

  #show() {
    const {video, audio, problems} = this.#devices;
    const stream = video ? new MediaStream([video]) : null;
    this.#tiles.put({...this.#me, self: true, stream, camera: Boolean(video), mic: Boolean(audio)});
    this.#room.querySelector(".level").hidden = !audio;
    this.#say(Object.values(problems));
  }

  #say(problems) {
    const box = this.#room.querySelector("[data-problems]");
    box.replaceChildren(...problems.map(words => {
      const line = document.createElement("p");
      line.textContent = words;
      return line;
    }));
  }

  async #list() {
    const found = await this.#devices.list();
    const held = {camera: this.#devices.video, microphone: this.#devices.audio};
    for (const [kind, devices] of Object.entries(found)) {
      const select = this.#room.querySelector(`#${kind}`);
      select.replaceChildren(...devices.map((device, index) => new Option(device.label || `${kind} ${index + 1}`, device.deviceId)));
      const used = held[kind]?.getSettings().deviceId;
      if (used) select.value = used;
      select.closest("[data-device]").hidden = !held[kind];
    }
    this.#room.querySelector("[data-devices]").hidden = !(held.camera || held.microphone);
  }

  #hear() {
    const {level, audio} = this.#devices;
    if (!audio) return;
    this.#room.querySelector("[data-level]").value = level;
    if (level > HEARD) this.#room.querySelector("[data-level-words]").textContent = "We hear you.";
  }
}
