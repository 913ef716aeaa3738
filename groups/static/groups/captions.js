// Captions. Whoever wants to shares what they say, as their own browser writes it down on their own device: no
// sound goes to anybody for that. The words are screened like the chat and kept nowhere. Whoever wants to reads.

import {keep, kept} from "/static/js/keep.js";
import {systemOf} from "./blocked.js";
import {announce, post} from "./page.js";

const KEPT = "alongside-room-captions";
const SHOWN_MS = 9_000;
const MOST_LINES = 3;
const AGAIN_MS = 400;
const Recognition = globalThis.SpeechRecognition ?? globalThis.webkitSpeechRecognition;
const FINAL = new Set(["not-allowed", "service-not-allowed", "language-not-supported", "audio-capture"]);
const ON_DEVICE = {
  windows: "On Windows 11, press the Windows key, Control and L together.",
  mac: "On a Mac, open System Settings, Accessibility, Live Captions.",
  android: "On Android, press a volume key, then the sign for captions under it.",
  ios: "On an iPhone or iPad, open Settings, Accessibility, Live Captions.",
};

// Only a browser that promises to listen on the device itself is asked. Gives what it says of it.
async function onThisDevice(language) {
  if (!Recognition || !("processLocally" in Recognition.prototype) || !Recognition.available) return "unavailable";
  return Recognition.available({langs: [language], processLocally: true}).catch(() => "unavailable");
}

export class Captions {
  #room;
  #client;
  #bar;
  #list;
  #language = navigator.languages.find(one => one.startsWith("en")) ?? "en-GB";
  #isSharing = false;
  #listening = null;

  constructor(room, client, bar) {
    this.#room = room;
    this.#client = client;
    this.#bar = bar;
    this.#list = room.querySelector("[data-captions]");
    const show = room.querySelector("[data-show-captions]");
    show.checked = kept(KEPT) === true;
    this.#list.hidden = !show.checked;
    show.addEventListener("change", () => this.#show(show.checked));
    this.#share.addEventListener("change", () => this.#setSharing(this.#share.checked));
    client.addEventListener("local", () => this.#mind());
    client.addEventListener("state", () => this.#mind());
    const system = ON_DEVICE[systemOf(navigator.userAgent)];
    if (system) room.querySelector("[data-captions-system]").textContent = system;
    this.#offer();
  }

  // A frame of the session.
  take(frame) {
    if (frame.type !== "caption" || this.#list.hidden || this.#isAway(frame.member)) return;
    const line = document.createElement("li");
    const name = document.createElement("b");
    name.textContent = `${this.#name(frame.member)}: `;
    line.append(name, frame.text);
    this.#list.append(line);
    while (this.#list.children.length > MOST_LINES) this.#list.firstElementChild.remove();
    setTimeout(() => line.remove(), SHOWN_MS);
  }

  get #share() { return this.#room.querySelector("[data-share-captions]"); }

  async #offer() {
    const found = await onThisDevice(this.#language);
    this.#room.querySelector("[data-share-box]").hidden = found === "unavailable";
  }

  #show(on) {
    keep(KEPT, on || null);
    this.#list.hidden = !on;
    this.#list.replaceChildren();
    announce(on ? "Captions are shown." : "Captions are not shown.");
  }

  async #setSharing(on) {
    this.#isSharing = on && await this.#isReady();
    this.#share.checked = this.#isSharing;
    this.#mind();
    if (on && !this.#isSharing) return this.#bar.say("Your browser could not get ready for captions. Nothing is shared.");
    announce(on ? "Captions of what you say are shared while your microphone is on." : "No captions of what you say are shared.");
  }

  // The first time, a browser may have to fetch what it needs for the language.
  async #isReady() {
    const found = await onThisDevice(this.#language);
    if (found === "available") return true;
    if (found === "unavailable") return false;
    this.#bar.say("Your browser is getting ready for captions. That can take a minute.");
    return Recognition.install({langs: [this.#language], processLocally: true}).catch(() => false);
  }

  // It listens while the microphone is on, and never else.
  #mind() {
    const [track] = this.#client.local.getAudioTracks();
    const should = this.#isSharing && this.#client.mic && this.#client.state === "admitted" && Boolean(track);
    if (should && !this.#listening) this.#listen(track);
    if (!should && this.#listening) {
      const listening = this.#listening;
      this.#listening = null;
      listening.abort();
    }
  }

  #listen(track) {
    const listening = new Recognition();
    Object.assign(listening, {lang: this.#language, continuous: true, interimResults: false, processLocally: true});
    listening.onresult = event => {
      for (const result of [...event.results].slice(event.resultIndex)) {
        if (result.isFinal && listening === this.#listening) this.#send(result[0].transcript.trim());
      }
    };
    listening.onerror = ({error}) => { if (FINAL.has(error)) this.#stopped(); };
    listening.onend = () => {
      if (listening !== this.#listening) return;
      this.#listening = null;
      setTimeout(() => this.#mind(), AGAIN_MS);
    };
    this.#listening = listening;
    try {
      listening.start(track);
    } catch {
      this.#stopped();
    }
  }

  #stopped() {
    this.#isSharing = this.#share.checked = false;
    this.#listening = null;
    this.#bar.say("Your browser stopped writing captions. Nothing is shared any more.");
  }

  async #send(text) {
    if (!text) return;
    const answer = await post(`${this.#room.dataset.roomUrl}caption/`, {text});
    if (answer.error) this.#bar.say(answer.error);
  }

  #name(member) {
    const tile = this.#room.querySelector(`[data-faces] .tile[data-member="${Number(member)}"]`);
    return tile?.querySelector(".tile-name [data-name]").textContent ?? "Somebody";
  }

  #isAway(member) { return Boolean(this.#room.dataset.away) && this.#room.dataset.away.includes(`,${member},`); }
}
