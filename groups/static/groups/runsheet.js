// For facilitators: the plan point by point, rounds, questions to all, notes for the other facilitator.

import {announce, post} from "./page.js";

export class RunSheet {
  #room;
  #panel;
  #people = [];
  #state = {};

  constructor(room) {
    this.#room = room;
    this.#panel = room.querySelector("[data-runsheet]");
    this.#on("[data-points]", event => this.#point(event.target.closest("button")));
    this.#on("[data-next-turn]", () => this.#ask("turn"));
    this.#on("[data-end-round]", () => this.#ask("turn", {end: 1}));
    this.#on("[data-close-poll]", () => this.#ask("poll", {close: 1}));
    this.#on("[data-leads]", event => this.#lead(event.target.closest("button")));
    this.#submit("[data-poll-form]", form => this.#ask("poll", {question: form.question.value, options: form.options.value}));
    this.#submit("[data-note-form]", form => this.#ask("note", {text: form.text.value}));
  }

  // What the menu of a person offers.
  giveTurn(person) { return this.#ask("turn", {member: person.member}); }
  askToSpeak(person) { return this.#ask("ask", {member: person.member}); }
  spotlight(person) {
    return this.#ask("spotlight", person.member === this.#state.spotlight ? {} : {member: person.member});
  }

  inSpotlight(person) { return person.member === this.#state.spotlight; }

  show(state) {
    this.#state = state;
    for (const [index, row] of [...this.#panel.querySelectorAll("[data-point]")].entries()) {
      const now = index === state.point;
      row.toggleAttribute("data-now", now);
      row.querySelector("[data-word]").textContent = now ? "Now" : "Begin";
      row.querySelector("button").setAttribute("aria-pressed", String(now));
    }
    this.#panel.querySelector("[data-next-turn]").textContent = state.turn ? "Give the turn to the next" : "Start a round";
    this.#panel.querySelector("[data-end-round]").hidden = !state.turn;
    this.#panel.querySelector("[data-close-poll]").hidden = !/data-open/.test(state.html);
    this.#showLead();
  }

  // people: everybody else in the room. The lead can be given to the other facilitators.
  showPeople(people) {
    this.#people = people.filter(person => person.host);
    this.#showLead();
  }

  addNote(html) {
    const holder = document.createElement("template");
    holder.innerHTML = html;
    const item = holder.content.firstElementChild;
    if (!document.getElementById(item.id)) this.#panel.querySelector("[data-notes]").append(item);
  }

  #showLead() {
    const {lead, lead_name: name} = this.#state;
    const own = String(lead) === this.#room.dataset.me;
    this.#panel.querySelector("[data-lead-words]").textContent = !lead ? "" : own ? "You lead." : `${name} leads.`;
    const others = this.#people.filter(person => person.member !== lead);
    this.#panel.querySelector("[data-leads]").replaceChildren(...others.map(person => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button-quiet";
      button.dataset.lead = person.member;
      button.textContent = `Hand over to ${person.name}`;
      return button;
    }));
  }

  #point(button) {
    const row = button?.closest("[data-point]");
    if (row) this.#ask("point", row.hasAttribute("data-now") ? {} : {point: row.dataset.point});
  }

  #lead(button) {
    if (button) this.#ask("lead", {member: button.dataset.lead});
  }

  async #ask(what, fields = {}) {
    const answer = await post(`${this.#room.dataset.roomUrl}${what}/`, fields);
    const words = answer.ok ? "" : answer.error ?? "That did not work. Check your connection, then try again.";
    this.#panel.querySelector("[data-runsheet-error]").textContent = words;
    if (words) announce(words);
    return answer.ok;
  }

  #on(selector, act) { this.#panel.querySelector(selector).addEventListener("click", act); }

  // A form is emptied once it was taken, so that nothing written is lost.
  #submit(selector, send) {
    const form = this.#panel.querySelector(selector);
    form.addEventListener("submit", async event => {
      event.preventDefault();
      if (!await send(form.elements)) return;
      form.reset();
      form.closest("details")?.removeAttribute("open");
    });
  }
}
