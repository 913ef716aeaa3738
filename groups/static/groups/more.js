// How somebody wants to be here, changed during the call: less data, sound only, asked to speak.

import {live} from "/static/js/live.js";
import {inTheWay} from "./devices.js";
import {announce} from "./page.js";

const SMALL = {width: {ideal: 320}, height: {ideal: 240}, frameRate: {ideal: 8, max: 10}};

export class More {
  #room;
  #client;
  #bar;
  #usual;

  constructor(room, client, bar) {
    this.#room = room;
    this.#client = client;
    this.#bar = bar;
    this.#usual = client.constraints.video;
    this.#on("[data-low]", on => this.#lowData(on));
    this.#on("[data-sound-only]", on => this.#soundOnly(on));
    live.addEventListener("asked_to_speak", ({detail}) => this.#asked(detail));
    const question = room.querySelector("[data-asked]");
    question.querySelector("[data-yes]").addEventListener("click", () => this.#speak(question));
    question.querySelector("[data-no]").addEventListener("click", () => this.#answered(question, "Your microphone stays off."));
    client.addEventListener("local", () => { if (client.mic) question.hidden = true; });
  }

  // One's own picture gets small and slow, which is most of what a phone sends.
  async #lowData(on) {
    this.#room.toggleAttribute("data-low", on);
    const {deviceId} = this.#client.constraints.video;
    this.#client.constraints.video = {...(on ? SMALL : this.#usual), ...(deviceId ? {deviceId} : {})};
    const [track] = this.#client.local.getVideoTracks();
    await track?.applyConstraints(on ? SMALL : this.#usual).catch(() => {});
    announce(on ? "Your picture is smaller now, and uses less data." : "Your picture is as usual.");
  }

  // No pictures in either direction on this device; voices and the chat go on.
  async #soundOnly(on) {
    this.#room.toggleAttribute("data-sound-only", on);
    if (on && this.#client.camera) await this.#client.setCamera(false);
    announce(on ? "You hear everybody, and see initials." : "You see pictures again.");
  }

  #asked({session, name}) {
    if (String(session) !== this.#room.dataset.session || this.#client.state !== "admitted" || this.#client.mic) return;
    const question = this.#room.querySelector("[data-asked]");
    question.querySelector("[data-asker]").textContent = name;
    question.hidden = false;
    announce(`${name} asks whether you would like to say something. Your microphone stays off unless you turn it on.`);
  }

  async #speak(question) {
    try {
      await this.#client.setMic(true);
      this.#answered(question, "Your microphone is on.");
    } catch (error) {
      this.#answered(question, inTheWay(error, "microphone"));
    }
  }

  #answered(question, words) {
    const held = question.contains(document.activeElement);
    question.hidden = true;
    if (held) this.#room.querySelector("[data-mic]").focus();
    this.#bar.say(words);
  }

  #on(selector, act) {
    this.#room.querySelector(selector).addEventListener("change", event => act(event.currentTarget.checked));
  }
}
