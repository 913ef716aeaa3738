// What facilitators see beside the faces: who is at the door, who is here, who asks for a word.

import {live} from "/static/js/live.js";
import {announce, post} from "./page.js";
import {RunSheet} from "./runsheet.js";

export class HostPanel {
  #room;
  #client;
  #waiting = new Map();
  #here = new Map();
  #people = [];
  #removing = null;
  #runsheet;

  constructor(room, client) {
    this.#room = room;
    this.#client = client;
    this.#runsheet = new RunSheet(room);
    this.#on("[data-mute-all]", () => { if (client.muteAll()) announce("Everybody but facilitators is muted."); });
    this.#on("[data-admit-all]", () => { if (client.admitAll()) announce("Everybody at the door is let in."); });
    this.#on("[data-lock]", event => client.lock(!event.currentTarget.hasAttribute("data-locked")));
    this.#on("[data-end]", () => this.#dialog("end-dialog").showModal());
    this.#dialog("end-dialog").addEventListener("close", event => {
      if (event.target.returnValue === "end") client.end();
    });
    this.#on("[data-confirm-remove]", event => { event.preventDefault(); this.#remove(); });
    this.#on("[data-signals]", event => {
      this.#see(event.target.closest("[data-see]"));
      this.#openCase(event.target.closest("[data-case]"));
    });
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
    this.#people = people;
    this.#runsheet.showPeople(people);
  }

  showSheet(state) {
    this.#runsheet.show(state);
    for (const person of this.#people) this.#describe(this.#here.get(person.id), person);
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
    act("[data-ask]", `Ask ${person.name} to speak`, () => this.#runsheet.askToSpeak(person));
    act("[data-lower]", `Lower the hand of ${person.name}`, () => this.#client.lowerHand(person.id));
    act("[data-give-turn]", `Give the turn to ${person.name}`, () => this.#runsheet.giveTurn(person));
    act("[data-spot]", `Show ${person.name} large`, () => this.#runsheet.spotlight(person));
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
    row.querySelector("[data-mute]").hidden = !person.mic;
    row.querySelector("[data-ask]").hidden = person.mic;
    row.querySelector("[data-lower]").hidden = !person.hand;
    row.querySelector("[data-close-camera]").hidden = !person.camera;
    const large = this.#runsheet.inSpotlight(person);
    row.querySelector("[data-spot]").textContent = large ? "No longer large" : "Show large";
    label(row, "[data-spot]", large ? `${person.name} no longer large` : `Show ${person.name} large`);
    row.querySelector("[data-remove]").hidden = Boolean(person.host);
  }

  #askRemove(person) {
    this.#removing = person;
    const dialog = this.#dialog("remove-dialog");
    dialog.querySelector("[data-remove-name]").textContent = person.name;
    dialog.querySelector("[data-remove-error]").textContent = "";
    // What was chosen for the last person says nothing of this one.
    dialog.querySelector("form").reset();
    dialog.showModal();
  }

  async #remove() {
    const dialog = this.#dialog("remove-dialog");
    const reason = dialog.querySelector("#remove-reason").value;
    const mayReturn = dialog.querySelector("[name=may_return]:checked").value;
    const fields = {member: this.#removing.member, reason, may_return: mayReturn};
    const answer = await post(this.#room.dataset.removeUrl, fields);
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

  async #openCase(button) {
    if (!button) return;
    const fields = {signal: button.dataset.case, risk: button.dataset.risk};
    const answer = await post(`${this.#room.dataset.roomUrl}case/`, fields);
    announce(answer.ok ? "A crisis lead was called." : answer.error ?? "That did not work. Try again.");
  }

  // Whoever asked for a word before this page listened, or while it was off line, is shown too.
  async #catchUp() {
    const answer = await fetch(location.href).catch(() => null);
    if (!answer?.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const list = this.#room.querySelector("[data-signals]");
    for (const item of page.querySelectorAll("[data-signals] > [data-signal]")) {
      const shown = document.getElementById(item.id);
      if (shown && shown.textContent === item.textContent) continue;
      if (shown) shown.replaceWith(item);
      else list.append(item);
      if (!("seen" in item.dataset)) {
        announce(`${item.querySelector("p").textContent} Only facilitators hear this.`);
      }
    }
    this.#countSignals();
  }

  #signal(frame) {
    if (frame.type === "subscribed") return this.#catchUp();
    if (frame.type === "note") this.#runsheet.addNote(frame.html);
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
