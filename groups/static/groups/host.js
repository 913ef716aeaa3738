// What facilitators see beside the faces: who is at the door, who is here, who asks for a word.

import {live} from "/static/js/live.js";
import {announce, post} from "./page.js";

export class HostPanel {
  #room;
  #client;
  #waiting = new Map();
  #here = new Map();
  #removing = null;

  constructor(room, client) {
    this.#room = room;
    this.#client = client;
    this.#on("[data-admit-all]", () => client.admitAll());
    this.#on("[data-lock]", event => client.lock(!event.currentTarget.hasAttribute("data-locked")));
    this.#on("[data-end]", () => this.#dialog("end-dialog").showModal());
    this.#dialog("end-dialog").addEventListener("close", event => {
      if (event.target.returnValue === "end") client.end();
    });
    this.#on("[data-confirm-remove]", event => { event.preventDefault(); this.#remove(); });
    this.#on("[data-signals]", event => this.#see(event.target.closest("[data-see]")));
    live.subscribe(`hosts:${room.dataset.session}`, {on: frame => this.#signal(frame)});
    this.#countSignals();
  }

  // people: [{id, name}] at the door, in the order of arrival.
  showWaiting(people) {
    const list = this.#room.querySelector("[data-waiting]");
    for (const person of people) {
      if (!this.#waiting.has(person.id)) announce(`${person.name} is at the door.`);
    }
    keep(this.#waiting, people, list, person => this.#waitingRow(person));
    this.#room.querySelector("[data-nobody-waits]").hidden = people.length > 0;
    this.#room.querySelector("[data-admit-all]").hidden = people.length < 2;
    this.#count();
  }

  // people: everybody else in the room.
  showHere(people) {
    keep(this.#here, people, this.#room.querySelector("[data-here]"), person => this.#hereRow(person));
    for (const person of people) this.#describe(this.#here.get(person.id), person);
  }

  showLocked(locked) {
    const button = this.#room.querySelector("[data-lock]");
    button.toggleAttribute("data-locked", locked);
    button.textContent = locked ? "Unlock the door" : "Lock the door";
  }

  #waitingRow(person) {
    const row = clone("waiting-person");
    row.querySelector("[data-name]").textContent = person.name;
    label(row, "[data-admit]", `Let ${person.name} in`);
    label(row, "[data-deny]", `Not now, ${person.name}`);
    row.querySelector("[data-admit]").addEventListener("click", () => this.#client.admit(person.id));
    row.querySelector("[data-deny]").addEventListener("click", () => this.#client.deny(person.id));
    return row;
  }

  #hereRow(person) {
    const row = clone("here-person");
    row.querySelector("[data-name]").textContent = person.name;
    const menu = row.querySelector("details");
    row.querySelector("[data-menu-label]").textContent = `What to do for ${person.name}`;
    const act = (selector, words, action) => {
      label(row, selector, words);
      row.querySelector(selector).addEventListener("click", () => { menu.open = false; action(); });
    };
    act("[data-mute]", `Mute ${person.name}`, () => this.#client.mute(person.id));
    act("[data-close-camera]", `Close the camera of ${person.name}`, () => this.#client.closeCamera(person.id));
    act("[data-remove]", `Remove ${person.name}`, () => this.#askRemove(person));
    menu.addEventListener("keydown", event => closeOnEscape(event, menu));
    return row;
  }

  #describe(row, person) {
    const words = [];
    if (person.host) words.push("facilitator");
    if (person.hand) words.push("hand raised");
    words.push(person.mic ? "microphone on" : "muted", person.camera ? "camera on" : "camera off");
    row.querySelector("[data-words]").textContent = words.join(", ");
    row.querySelector("[data-mute]").disabled = !person.mic;
    row.querySelector("[data-close-camera]").disabled = !person.camera;
    row.querySelector("[data-remove]").hidden = Boolean(person.host);
  }

  #askRemove(person) {
    this.#removing = person;
    const dialog = this.#dialog("remove-dialog");
    dialog.querySelector("[data-remove-name]").textContent = person.name;
    dialog.querySelector("[data-remove-error]").textContent = "";
    dialog.querySelector("input").value = "";
    dialog.showModal();
  }

  async #remove() {
    const dialog = this.#dialog("remove-dialog");
    const reason = dialog.querySelector("input").value;
    const answer = await post(this.#room.dataset.removeUrl, {member: this.#removing.member, reason});
    if (!answer.ok) {
      dialog.querySelector("[data-remove-error]").textContent = answer.error ?? "That did not work. Try again.";
      return;
    }
    dialog.close();
    announce(`${this.#removing.name} was removed.`);
  }

  async #see(button) {
    if (button) await post(`${this.#room.dataset.signalsUrl}${button.dataset.see}/`);
  }

  #signal(frame) {
    if (frame.type !== "signal") return;
    const holder = document.createElement("template");
    holder.innerHTML = frame.html;
    const item = holder.content.firstElementChild;
    const shown = document.getElementById(item.id);
    if (shown) shown.replaceWith(item);
    else this.#room.querySelector("[data-signals]").append(item);
    if (!frame.seen) announce(`${frame.name} ${frame.why}. Only facilitators hear this.`);
    this.#countSignals();
  }

  #countSignals() {
    const list = this.#room.querySelector("[data-signals]");
    this.#room.querySelector("[data-signals-box]").hidden = !list.children.length;
    this.#count();
  }

  #count() {
    const open = this.#room.querySelectorAll("[data-signal]:not([data-seen])").length;
    const badge = this.#room.querySelector("[data-waiting-count]");
    const number = open + this.#waiting.size;
    badge.hidden = !number;
    badge.textContent = number;
    badge.toggleAttribute("data-care", open > 0);
  }

  #on(selector, act) { this.#room.querySelector(selector).addEventListener("click", act); }

  #dialog(id) { return document.getElementById(id); }
}

function keep(rows, people, list, make) {
  const ids = new Set(people.map(person => person.id));
  for (const [id, row] of rows) {
    if (ids.has(id)) continue;
    row.remove();
    rows.delete(id);
  }
  for (const person of people) {
    if (rows.has(person.id)) continue;
    const row = make(person);
    rows.set(person.id, row);
    list.append(row);
  }
}

function clone(id) { return document.getElementById(id).content.firstElementChild.cloneNode(true); }

function label(row, selector, words) { row.querySelector(selector).setAttribute("aria-label", words); }

function closeOnEscape(event, menu) {
  if (event.key !== "Escape" || !menu.open) return;
  event.preventDefault();
  menu.open = false;
  menu.querySelector("summary").focus();
}
