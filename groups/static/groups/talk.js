// The faces, and what is said about the call in words.

import {announce} from "./page.js";
import {Banner} from "./banner.js";
import {Grace} from "./grace.js";

const CONNECTION = {
  connecting: "Connecting…",
  lobby: "Waiting at the door",
  admitted: "Connected",
  reconnecting: "Connection lost. We are trying again…",
  closed: "You have left",
};
const QUALITY = {
  good: "Connected",
  weak: "Connected, a little weak",
  poor: "Connected, weak",
  none: "Connected. Waiting for sound and pictures…",
};
const AWAY = "The connection was lost. Your place is kept, and we are trying to bring you back.";
const WEAK = "Your connection is weak just now.";
// One bad moment is no weak line.
const POOR_FOR = 2;

export class Talk {
  #room;
  #client;
  #tiles;
  #host;
  #sheet;
  #stage;
  #data;
  #banner;
  #grace;
  #known = null;
  #why = "";
  #poor = 0;

  constructor(room, client, tiles, {host, sheet, stage, data}) {
    this.#room = room;
    this.#client = client;
    this.#tiles = tiles;
    this.#host = host;
    this.#sheet = sheet;
    this.#stage = stage;
    this.#data = data;
    this.#banner = new Banner(room.querySelector("[data-banner]"));
    this.#grace = new Grace(words => this.#banner.set("pausing", words));
    data.addEventListener("choice", () => this.#weak(0));
    const on = (type, act) => client.addEventListener(type, event => act(event.detail));
    on("participants", () => this.#people());
    on("stream", () => this.#people());
    on("streamended", () => this.#people());
    on("local", () => this.#people());
    on("views", ({why}) => { this.#why = why; this.#people(); });
    on("speaking", ({ids}) => this.#speaking(new Set(ids)));
    on("waiting", ({waiting}) => host?.showWaiting(waiting));
    on("room", detail => { this.#aboutRoom(detail.room); this.#people(); });
    on("admitted", detail => this.#aboutRoom(detail.room));
    on("state", ({state}) => this.#state(state));
    on("stats", ({quality}) => this.#quality(quality));
    on("error", ({message}) => announce(message));
  }

  #people() {
    const {participants, me, state} = this.#client;
    if (!me || state === "lobby") return;
    const people = participants.map(person => this.#person(person, me.id));
    this.#tiles.keepOnly(new Set(people.map(person => person.id)));
    for (const person of people) this.#tiles.put(person);
    this.#sheet.apply();
    this.#host?.showHere(people.filter(person => !person.self));
    this.#tellChanges(people);
  }

  #person(person, own) {
    const self = person.id === own;
    const isOn = self ? this.#client.camera : person.camera && (this.#client.room?.media.open ?? true);
    const isSent = self || this.#client.views[person.id] !== "none";
    return {
      id: person.id,
      member: person.member,
      name: person.name,
      initials: person.about?.initials ?? person.name.slice(0, 1),
      hue: person.about?.hue ?? 200,
      host: person.role === "host",
      self,
      mic: self ? this.#client.mic : person.mic,
      camera: isOn && isSent,
      isPaused: isOn && !isSent && this.#why === "network",
      isNotShown: isOn && !isSent && this.#why !== "network",
      hand: self ? this.#client.hand : person.hand,
      away: person.connected === false,
      stream: self ? this.#client.local : this.#client.streams.get(person.id),
    };
  }

  // Who came, who left, who raised a hand: said once, to those who cannot see it.
  #tellChanges(people) {
    const now = new Map(people.map(person => [person.id, person]));
    const before = this.#known;
    this.#known = now;
    if (!before) return;
    const words = [];
    for (const [id, person] of now) {
      const known = before.get(id);
      if (!known) words.push(`${person.name} is here.`);
      else if (person.hand && !known.hand && !person.self) words.push(`${person.name} raised a hand.`);
    }
    for (const [id, person] of before) if (!now.has(id)) words.push(`${person.name} has left.`);
    if (words.length) announce(words.join(" "));
  }

  #speaking(ids) {
    for (const id of this.#tiles.ids) this.#tiles.speaking(id, ids.has(id));
    this.#stage.speaking(ids);
  }

  #aboutRoom({locked, media}) {
    this.#host?.showLocked(locked);
    this.#banner.set("adults", media.open ? "" : this.#room.dataset.waitingForAdults);
    this.#grace.show(media.open && media.pausing);
  }

  #state(state) {
    this.#say(CONNECTION[state] ?? "");
    this.#banner.set("away", state === "reconnecting" ? AWAY : "");
    if (state === "reconnecting") this.#weak(0);
  }

  #quality(quality) {
    if (this.#client.state !== "admitted") return;
    this.#say(QUALITY[quality]);
    this.#weak(quality === "poor" ? this.#poor + 1 : 0);
  }

  // A weak line is said with what helps: one touch, one step down.
  #weak(poor) {
    this.#poor = poor;
    const isWeak = poor >= POOR_FOR && this.#data.choice !== "sound";
    const label = this.#data.choice === "usual" ? "Use less data" : "Sound only";
    this.#banner.set("weak", isWeak ? WEAK : "", label, () => this.#data.lessen());
  }

  #say(words) {
    const line = this.#room.querySelector("[data-connection]");
    if (line.textContent !== words) line.textContent = words;
  }
}
