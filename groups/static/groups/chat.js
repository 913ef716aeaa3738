// The chat beside the faces. Lines arrive on the page's one socket, and are sent by a plain request.

import {live} from "/static/js/live.js";
import {announce, post} from "./page.js";

const TYPING_SHOWN_MS = 4000;
const TRY_AGAIN_MS = 700;
const MOST_TRIES = 8;

export class Chat {
  #room;
  #log;
  #list;
  #clock;
  #form;
  #field;
  #error;
  #key = crypto.randomUUID();
  #typingTimer = 0;
  #unread = 0;
  #beside;

  // beside: takes the frames of the session that are no lines.
  constructor(room, panels, beside) {
    this.#beside = beside;
    this.#room = room;
    this.panels = panels;
    this.#log = room.querySelector("[data-log]");
    this.#list = room.querySelector("[data-lines]");
    this.#clock = new Intl.DateTimeFormat("en-GB", {timeStyle: "short", timeZone: room.dataset.zone});
    this.#form = room.querySelector("[data-say]");
    this.#field = this.#form.querySelector("textarea");
    this.#error = this.#form.querySelector("[data-say-error]");
    this.#form.addEventListener("submit", event => { event.preventDefault(); this.#send(); });
    this.#field.addEventListener("keydown", event => this.#keydown(event));
    this.#field.addEventListener("input", () => live.typing(this.topic));
    room.querySelector("[data-help]").addEventListener("click", event => {
      if (event.target.closest("[data-close-help]")) event.currentTarget.replaceChildren();
    });
    panels.addEventListener("open", event => { if (event.detail === "chat") this.#read(); });
  }

  get topic() { return `session:${this.#room.dataset.session}`; }

  // The page learns that it was let in a moment before the chat does: so it asks a few times.
  listen(tries = MOST_TRIES) {
    const seqs = [...this.#list.children].map(line => Number(line.dataset.seq) || 0);
    live.subscribe(this.topic, {
      after: Math.max(0, ...seqs),
      on: frame => this.#take(frame),
      gone: () => { if (tries > 1) setTimeout(() => this.listen(tries - 1), TRY_AGAIN_MS); },
    });
  }

  stop() { live.unsubscribe(this.topic); }

  #keydown(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.#send();
  }

  async #send() {
    const text = this.#field.value.trim();
    if (!text) return;
    this.#error.textContent = "";
    const answer = await post(this.#room.dataset.chatUrl, {text, key: this.#key});
    if (!answer.ok) {
      this.#error.textContent = answer.error ?? "Not sent. Check your connection, then press Send again.";
      return;
    }
    this.#key = crypto.randomUUID();
    if (this.#field.value.trim() === text) this.#field.value = "";
    this.#put(answer.html, answer.seq);
    if (answer.held) announce("Your line waits for a moderator. Only you see it.");
    if (answer.help) this.#offerHelp(answer.help);
  }

  #offerHelp(html) {
    const box = this.#room.querySelector("[data-help]");
    box.innerHTML = html;
    announce("People who can help are shown above the message field.");
  }

  #take(frame) {
    if (frame.type === "line") this.#arrived(frame);
    if (frame.type === "line_gone") document.getElementById(`line-${frame.id}`)?.remove();
    if (frame.type === "typing") this.#typing(frame.name);
    this.#beside(frame);
  }

  #arrived(frame) {
    const isNew = !document.getElementById(`line-${frame.id}`);
    this.#put(frame.html, frame.seq);
    const own = String(frame.author) === this.#room.dataset.me;
    if (!isNew || own || this.#isAway(frame.author) || this.panels.current === "chat") return;
    this.#count(this.#unread + 1);
    announce(`New message from ${frame.name}`);
  }

  #put(html, seq) {
    const holder = document.createElement("template");
    holder.innerHTML = html;
    const line = holder.content.firstElementChild;
    this.#own(line);
    document.getElementById(line.id)?.remove();
    const atEnd = this.#log.scrollHeight - this.#log.scrollTop - this.#log.clientHeight < 80;
    const later = [...this.#list.children].find(other => isLater(other, line, seq));
    if (later) later.before(line);
    else this.#list.append(line);
    window.htmx?.process(line);
    if (atEnd || line.hasAttribute("data-own")) this.#toEnd();
  }

  // A line is made once for everybody: whose it is, and what the clock says here, is added here.
  #own(line) {
    const time = line.querySelector("time");
    time.textContent = this.#clock.format(new Date(time.dateTime));
    // To report somebody is no reason to leave the room.
    for (const link of line.querySelectorAll("a")) link.target = "_blank";
    line.toggleAttribute("data-own", line.dataset.author === this.#room.dataset.me);
    if (this.#isAway(line.dataset.author)) fold(line);
  }

  #isAway(id) { return Boolean(this.#room.dataset.away) && this.#room.dataset.away.includes(`,${id},`); }

  #typing(name) {
    const words = this.#room.querySelector("[data-typing]");
    words.textContent = `${name} is writing…`;
    clearTimeout(this.#typingTimer);
    this.#typingTimer = setTimeout(() => { words.textContent = ""; }, TYPING_SHOWN_MS);
  }

  #read() {
    this.#count(0);
    this.#toEnd();
    this.#field.focus();
  }

  #count(number) {
    this.#unread = number;
    const badge = this.#room.querySelector("[data-unread]");
    badge.hidden = !number;
    badge.textContent = number;
  }

  #toEnd() { this.#log.scrollTop = this.#log.scrollHeight; }
}

// What somebody wrote who is kept away is one touch further off.
function fold(line) {
  const details = Object.assign(document.createElement("details"), {className: "kept-away"});
  const summary = document.createElement("summary");
  summary.append(Object.assign(document.createElement("span"), {textContent: "A line by somebody you keep away"}));
  const words = document.createElement("div");
  words.append(...line.children);
  details.append(summary, words);
  line.append(details);
}

// Lines stand in the order in which they were sent; one that waits stands where it was written.
function isLater(other, line, seq) {
  if (seq && other.dataset.seq) return Number(other.dataset.seq) > seq;
  const written = element => element.querySelector("time").dateTime;
  return written(other) > written(line);
}
