// Private messages: what arrives on the member's own topic, a draft that keeps itself, and sending.

import {live} from "../js/live.js";
import {keep, kept, newKey} from "../js/keep.js";
import {refresh} from "../forums/times.js";

const SAVE_AFTER_MS = 1500;
const list = document.querySelector("[data-correspondence]");
const form = document.querySelector("[data-letter]");

function put(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  const message = holder.content.firstElementChild;
  const before = document.getElementById(message.id);
  const token = document.querySelector("[name=csrfmiddlewaretoken]");
  for (const one of message.querySelectorAll("form[method=post]")) {
    if (token && !one.elements.csrfmiddlewaretoken) one.prepend(token.cloneNode());
  }
  if (before) before.replaceWith(message);
  else {
    const later = [...list.children].find(other => Number(other.dataset.seq) > Number(message.dataset.seq));
    if (later) later.before(message);
    else list.append(message);
  }
  refresh(list);
  return message;
}

function markRead() {
  const data = new FormData();
  data.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
  fetch(list.dataset.readUrl, {method: "POST", body: data, keepalive: true}).catch(() => {});
}

if (list) {
  live.addEventListener("private", ({detail}) => {
    if (String(detail.correspondence) !== list.dataset.correspondence) return;
    const isNew = !document.getElementById(`message-${detail.message}`);
    if (isNew && list.dataset.lastPage !== "yes") return;
    const message = put(detail.html);
    if (!isNew || detail.mine) return;
    document.querySelector("[data-announce]").textContent = "A new message.";
    if (!document.hidden) { markRead(); message.scrollIntoView({block: "nearest"}); }
  });
  if (list.children.length > 3) list.lastElementChild.scrollIntoView({block: "nearest"});
}

class Letter {
  #timer = 0;

  constructor(form) {
    this.form = form;
    this.body = form.elements.body;
    this.status = form.querySelector("[data-status]");
    this.name = `letter:${form.dataset.member}:${form.dataset.to}`;
    form.classList.add("is-live");
    const mine = kept(this.name);
    if (mine && !this.body.value) { this.body.value = mine.body; form.elements.client_key.value = mine.key; }
    if (this.body.value) this.#say("Your draft is here.");
    form.addEventListener("input", () => this.#changed());
    form.addEventListener("submit", event => { event.preventDefault(); this.#send(); });
    this.body.addEventListener("keydown", event => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
    });
    addEventListener("pagehide", () => this.#save());
    document.addEventListener("alongside:leaving", () => this.#save());
  }

  #changed() {
    keep(this.name, {body: this.body.value, key: this.form.elements.client_key.value});
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#save(), SAVE_AFTER_MS);
  }

  async #save() {
    clearTimeout(this.#timer);
    const mine = kept(this.name);
    if (!mine || mine.saved) return;
    const data = new FormData();
    data.set("csrfmiddlewaretoken", this.form.elements.csrfmiddlewaretoken.value);
    data.set("body", mine.body);
    try {
      const answer = await fetch(this.form.dataset.draftUrl, {method: "POST", body: data, keepalive: true});
      if (!answer.ok || answer.redirected || kept(this.name)?.body !== mine.body) return;
      keep(this.name, {...mine, saved: true});
      if (mine.body) this.#say("Draft saved.");
    } catch { /* kept here; the next change tries again */ }
  }

  async #send() {
    if (!this.body.value.trim()) return this.#say("Write something first.", "error");
    clearTimeout(this.#timer);
    this.#say("Sending…");
    let answer;
    let said;
    try {
      answer = await fetch(this.form.action, {method: "POST", body: new FormData(this.form), headers: {Accept: "application/json"}});
      said = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
    } catch {
      return this.#say("Not sent. Your words are kept: press Send again when the line is back.", "warn");
    }
    if (answer.redirected || !answer.ok) {
      return this.#say(said.error ?? "You cannot send this now. Your words are kept.", "error");
    }
    keep(this.name, null);
    this.body.value = "";
    this.form.elements.client_key.value = newKey();
    if (!list) return location.assign(said.url);
    put(said.html).scrollIntoView({block: "nearest"});
    this.#say(said.state === "published" ? "Sent." : "Sent. A moderator looks at it first.");
  }

  #say(text, tone = "") {
    this.status.textContent = text;
    this.status.dataset.tone = tone;
  }
}

if (form) new Letter(form);
