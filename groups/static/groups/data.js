// How much data somebody wants to use: as usual, little, or sound only. Remembered on this device.

import {keep, kept} from "/static/js/keep.js";
import {announce} from "./page.js";

const KEPT = "alongside-room-data";
const SMALL = {width: {ideal: 320}, height: {ideal: 240}, frameRate: {ideal: 8, max: 10}};
const WANT = {usual: "all", less: "small", sound: "none"};
const WORDS = {
  usual: "Pictures are as good as your connection allows.",
  less: "Pictures are small now, yours too.",
  sound: "You hear everybody, and see initials.",
};
// Whoever looks at something else needs no pictures; a glance aside is too short to matter.
const UNSEEN_AFTER_MS = 8_000;

export class Data extends EventTarget {
  #room;
  #client;
  #usual;
  #choice = "usual";
  #seen = {most: {}, first: []};
  #isUnseen = false;
  #timer = 0;
  #limited = null;

  constructor(room, client) {
    super();
    this.#room = room;
    this.#client = client;
    this.#usual = client.constraints.video;
    for (const radio of this.#radios) radio.addEventListener("change", () => this.choose(radio.value));
    document.addEventListener("visibilitychange", () => this.#look());
    client.addEventListener("local", () => this.#limitOwn());
    const before = kept(KEPT);
    if (before in WANT) this.#use(before);
  }

  get choice() { return this.#choice; }

  async choose(choice) {
    keep(KEPT, choice === "usual" ? null : choice);
    this.#use(choice);
    this.dispatchEvent(new Event("choice"));
    announce(WORDS[choice]);
    if (choice === "sound" && this.#client.camera) await this.#client.setCamera(false);
    await this.#limitOwn();
  }

  // One step further down, for a line that bears no more.
  lessen() { return this.choose(this.#choice === "usual" ? "less" : "sound"); }

  // What of others' pictures is on the screen.
  seen(seen) {
    this.#seen = seen;
    this.#tell();
  }

  get #radios() { return [...this.#room.querySelectorAll("[data-much]")]; }

  #use(choice) {
    this.#choice = choice;
    for (const radio of this.#radios) radio.checked = radio.value === choice;
    this.#room.toggleAttribute("data-sound-only", choice === "sound");
    const {deviceId} = this.#client.constraints.video;
    this.#client.constraints.video = {...(choice === "usual" ? this.#usual : SMALL), ...(deviceId ? {deviceId} : {})};
    this.#tell();
  }

  // Of what a phone uses, one's own picture is a good part.
  async #limitOwn() {
    const [track] = this.#client.local.getVideoTracks();
    const wish = this.#choice === "usual" ? this.#usual : SMALL;
    if (!track || (this.#limited?.track === track ? this.#limited.wish === wish : wish === this.#usual)) return;
    this.#limited = {track, wish};
    await track.applyConstraints({...track.getConstraints(), ...wish}).catch(() => {});
  }

  #look() {
    clearTimeout(this.#timer);
    const change = () => {
      this.#isUnseen = document.hidden;
      this.#tell();
    };
    if (document.hidden) this.#timer = setTimeout(change, UNSEEN_AFTER_MS);
    else change();
  }

  #tell() {
    const {most, first} = this.#seen;
    this.#client.wantPictures(this.#isUnseen ? "none" : WANT[this.#choice], first.slice(0, 4), most);
  }
}
