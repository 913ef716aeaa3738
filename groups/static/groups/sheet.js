// Where the session is: the point of the plan and its time, whose turn it is, the spotlight, questions to
// all, and reactions in words. Everybody is sent the same; what is one's own is added here.

import {announce, post} from "./page.js";

const TICK_MS = 1000;
const REACTION_SHOWN_MS = 7000;

export class Sheet {
  #room;
  #strip;
  #host;
  #words;
  #me;
  #state = {};
  #chosen = new Map();
  #aside = new Set();

  constructor(room, host) {
    this.#room = room;
    this.#host = host;
    this.#me = Number(room.dataset.me);
    this.#strip = room.querySelector("[data-sheet]");
    this.#words = new Map([...room.querySelectorAll("[data-react]")].map(button => [button.dataset.react, button.textContent]));
    this.#strip.addEventListener("click", event => this.#pressed(event.target.closest("button")));
    for (const button of room.querySelectorAll("[data-react]")) {
      button.addEventListener("click", () => this.#react(button.dataset.react));
    }
    setInterval(() => this.#tick(), TICK_MS);
  }

  take(frame) {
    if (frame.type === "sheet") this.#show(frame);
    if (frame.type === "reaction") this.#reacted(frame);
  }

  // The tiles are there anew, or others than before.
  apply() {
    for (const tile of this.#tiles) {
      const member = Number(tile.dataset.member);
      tile.toggleAttribute("data-turn", member === this.#state.turn);
      tile.toggleAttribute("data-spotlight", member === this.#state.spotlight);
    }
    this.#room.querySelector("[data-faces]").dispatchEvent(new Event("compose"));
  }

  get #tiles() { return this.#room.querySelectorAll("[data-faces] .tile"); }

  #name(member) {
    return [...this.#tiles].find(tile => Number(tile.dataset.member) === member)?.querySelector("[data-name]").textContent ?? "";
  }

  #show(frame) {
    const before = this.#state;
    this.#state = frame;
    const held = this.#strip.contains(document.activeElement) ? document.activeElement.dataset.option : undefined;
    this.#strip.innerHTML = frame.html;
    this.#poll();
    const pass = this.#strip.querySelector("[data-pass]");
    if (pass) pass.hidden = frame.turn !== this.#me;
    this.#strip.hidden = !this.#strip.querySelector("p, section:not([hidden])");
    if (held !== undefined) this.#strip.querySelector(`[data-option="${held}"]`)?.focus();
    this.apply();
    this.#tick();
    this.#host?.showSheet(frame);
    this.#tell(before, frame);
  }

  #tell(before, now) {
    const words = [];
    if (now.point !== before.point && now.point !== null) words.push(this.#strip.querySelector(".sheet-now")?.textContent.trim());
    if (now.turn && now.turn !== before.turn) words.push(now.turn === this.#me ? "It is your turn. You can pass it on." : this.#strip.querySelector(".sheet-turn b")?.textContent + " has the turn.");
    if (now.spotlight && now.spotlight !== before.spotlight) words.push(`${this.#name(now.spotlight)} is shown large.`);
    if (before.lead && now.lead !== before.lead) words.push(`${now.lead_name} leads now.`);
    const poll = this.#strip.querySelector("[data-poll][data-open]")?.dataset.poll;
    if (poll && poll !== before.poll) words.push(`A question to all: ${this.#strip.querySelector("#poll-title").textContent}`);
    this.#state.poll = poll ?? before.poll;
    const said = words.filter(Boolean).join(" ");
    if (said) announce(said);
  }

  #poll() {
    const box = this.#strip.querySelector("[data-poll]");
    if (!box) return;
    box.hidden = this.#aside.has(box.dataset.poll);
    const own = this.#chosen.get(box.dataset.poll);
    for (const button of box.querySelectorAll("[data-option]")) {
      button.setAttribute("aria-pressed", String(button.dataset.option === own));
    }
  }

  async #pressed(button) {
    if (!button) return;
    if (button.hasAttribute("data-pass")) await this.#ask("pass");
    if (button.hasAttribute("data-put-aside")) {
      this.#aside.add(button.closest("[data-poll]").dataset.poll);
      this.#show(this.#state);
      this.#room.querySelector("[data-call-title]").focus();
    }
    if (button.dataset.option !== undefined) {
      const {poll} = button.closest("[data-poll]").dataset;
      if (await this.#ask("vote", {poll, option: button.dataset.option})) {
        this.#chosen.set(poll, button.dataset.option);
        this.#poll();
        announce(`You chose ${button.textContent}.`);
      }
    }
  }

  async #ask(what, fields = {}) {
    const answer = await post(`${this.#room.dataset.roomUrl}${what}/`, fields);
    if (!answer.ok) announce(answer.error ?? "That did not work. Check your connection.");
    return answer.ok;
  }

  async #react(word) {
    if (await this.#ask("react", {word})) this.#room.dispatchEvent(new Event("reacted"));
  }

  #reacted({member, word}) {
    const words = this.#words.get(word);
    const tile = [...this.#tiles].find(one => Number(one.dataset.member) === member);
    if (!words || !tile) return;
    const bubble = tile.querySelector("[data-said]");
    bubble.textContent = words;
    bubble.hidden = false;
    clearTimeout(bubble.hiding);
    bubble.hiding = setTimeout(() => { bubble.hidden = true; }, REACTION_SHOWN_MS);
    announce(`${tile.querySelector("[data-name]").textContent}: ${words}`);
  }

  #tick() {
    const left = this.#strip.querySelector("[data-until]");
    if (!left) return;
    const minutes = Math.ceil((new Date(left.dataset.until) - Date.now()) / 60_000);
    left.textContent = minutes > 0 ? `${minutes} min left` : "time to move on";
    left.toggleAttribute("data-over", minutes <= 0);
  }
}
