// The faces, and what is said about the call in words.

import {announce} from "./page.js";

const CONNECTION = {
  connecting: "Connecting…",
  lobby: "Waiting at the door",
  admitted: "Connected",
  reconnecting: "Connection lost. We are trying again…",
  closed: "You have left",
};
const QUALITY = {
  good: "Connected",
  weak: "Connected. The line is a little weak.",
  poor: "Connected. The line is weak; closing your camera can help.",
  none: "Connected. Waiting for sound and pictures…",
};

export class Talk {
  #room;
  #client;
  #tiles;
  #host;
  #sheet;
  #known = null;

  constructor(room, client, tiles, host, sheet) {
    this.#room = room;
    this.#client = client;
    this.#tiles = tiles;
    this.#host = host;
    this.#sheet = sheet;
    const on = (type, act) => client.addEventListener(type, event => act(event.detail));
    on("participants", () => this.#people());
    on("stream", () => this.#people());
    on("streamended", () => this.#people());
    on("local", () => this.#people());
    on("speaking", ({ids}) => this.#speaking(new Set(ids)));
    on("waiting", ({waiting}) => host?.showWaiting(waiting));
    on("room", detail => { this.#aboutRoom(detail.room); this.#people(); });
    on("admitted", detail => this.#aboutRoom(detail.room));
    on("state", ({state}) => this.#say(CONNECTION[state] ?? ""));
    on("stats", ({quality}) => { if (client.state === "admitted") this.#say(QUALITY[quality]); });
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
    return {
      id: person.id,
      member: person.member,
      name: person.name,
      initials: person.about?.initials ?? person.name.slice(0, 1),
      hue: person.about?.hue ?? 200,
      host: person.role === "host",
      self,
      mic: self ? this.#client.mic : person.mic,
      camera: self ? this.#client.camera : person.camera && (this.#client.room?.media.open ?? true),
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
  }

  #aboutRoom({locked, media}) {
    this.#host?.showLocked(locked);
    const banner = this.#room.querySelector("[data-banner]");
    banner.hidden = media.open;
    banner.textContent = media.open ? "" : this.#room.dataset.waitingForAdults;
  }

  #say(words) {
    const line = this.#room.querySelector("[data-connection]");
    if (line.textContent !== words) line.textContent = words;
  }
}
