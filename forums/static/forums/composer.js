// The composer: keeps a draft here and on the server, and sends until the server has said yes.
// Without this script it is a plain form that works.

import {live} from "../js/live.js";
import {keep, kept, newKey} from "../js/keep.js";
import {chosen, choosing} from "./resources.js";

const SAVE_AFTER_MS = 1500;
const FIRST_RETRY_MS = 3000;
const LONGEST_RETRY_MS = 30000;
const TYPING_EVERY_MS = 2500;

class Composer {
  #saveTimer = 0;
  #retryTimer = 0;
  #retryIn = FIRST_RETRY_MS;
  #typedAt = 0;
  #sending = false;
  #waiting = false;

  constructor(form) {
    this.form = form;
    this.body = form.elements.body;
    this.status = form.querySelector("[data-status]");
    this.button = form.querySelector("button[type=submit]");
    const {thread, space, member} = form.dataset;
    this.topic = thread ? `thread:${thread}` : null;
    this.name = `draft:${member}:${thread ? `thread:${thread}` : `space:${space}`}`;
    form.noValidate = true;
    form.classList.add("is-live");
    form.querySelectorAll("[data-preview-button], [data-suggest]").forEach(el => el.hidden = false);
    choosing(form, () => this.#changed());
    this.#listen();
    this.#restore();
    this.#grow();
  }

  #listen() {
    this.form.addEventListener("input", () => this.#changed());
    this.form.addEventListener("focusin", () => this.form.classList.add("is-open"));
    // Somebody may have begun before this script was there.
    if (this.form.contains(document.activeElement)) this.form.classList.add("is-open");
    this.form.addEventListener("submit", event => { event.preventDefault(); this.send(); });
    this.body.addEventListener("keydown", event => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.form.requestSubmit();
    });
    addEventListener("pagehide", () => this.#saveNow(true));
    document.addEventListener("alongside:leaving", () => this.#saveNow(true));
    addEventListener("online", () => this.#again());
    live.onState(state => {
      if (state === "online") this.#again();
      else if (state === "offline" && !navigator.onLine) this.#say("You are offline. Your words are kept.");
    });
    document.addEventListener("forums:quote", event => this.insert(event.detail));
  }

  // The newer of the two drafts. One that the server had and has no more was sent elsewhere.
  #restore() {
    if (this.body.value !== this.body.defaultValue) {
      // Typed before this script was there: newer than any draft.
      this.form.classList.add("is-open");
      this.#changed();
      return;
    }
    const mine = kept(this.name);
    const saved = Date.parse(this.form.dataset.draftSaved ?? "") || 0;
    const settled = "filled" in this.form.dataset || new URLSearchParams(location.search).has("quote");
    if (mine && !settled) {
      if (mine.at > saved && !(mine.synced && !saved)) this.#fill(mine);
      else if (mine.synced && !saved) keep(this.name, null);
    }
    if (settled || !this.topic) this.form.classList.add("is-open");
    if (mine?.waiting && this.body.value === mine.body) this.#wait();
    else if (this.body.value && !settled) this.#say("Your draft is here.");
  }

  #fill(draft) {
    this.body.value = draft.body;
    if (this.form.elements.title) this.form.elements.title.value = draft.title;
    this.form.elements.content_note.value = draft.note;
    this.form.elements.client_key.value = draft.key;
    chosen.set(this.form, draft.resources ?? []);
  }

  #words() {
    return {
      body: this.body.value,
      title: this.form.elements.title?.value ?? "",
      note: this.form.elements.content_note.value,
      key: this.form.elements.client_key.value,
      resources: chosen.get(this.form),
      at: Date.now(),
    };
  }

  insert(text) {
    const before = this.body.value.trimEnd();
    this.body.value = `${before}${before ? "\n\n" : ""}${text}\n\n`;
    this.#changed();
    this.body.focus();
    this.body.setSelectionRange(this.body.value.length, this.body.value.length);
  }

  #changed() {
    this.#grow();
    this.#stopWaiting();
    keep(this.name, this.#words());
    clearTimeout(this.#saveTimer);
    this.#saveTimer = setTimeout(() => this.#saveNow(), SAVE_AFTER_MS);
    if (this.topic && this.body.value && Date.now() - this.#typedAt > TYPING_EVERY_MS) {
      this.#typedAt = Date.now();
      live.typing(this.topic);
    }
  }

  #grow() {
    if (CSS.supports("field-sizing", "content")) return;
    this.body.style.height = "auto";
    this.body.style.height = `${this.body.scrollHeight + 2}px`;
  }

  async #saveNow(leaving = false) {
    clearTimeout(this.#saveTimer);
    const mine = kept(this.name);
    if (!mine || mine.synced || this.#sending) return;
    const {thread = "", space = ""} = this.form.dataset;
    const data = new FormData();
    data.set("csrfmiddlewaretoken", this.form.elements.csrfmiddlewaretoken.value);
    data.set("thread", thread);
    data.set("space", space);
    data.set("title", mine.title);
    data.set("body", mine.body);
    data.set("content_note", mine.note);
    try {
      const answer = await fetch(this.form.dataset.draftUrl, {method: "POST", body: data, keepalive: leaving});
      if (!answer.ok || answer.redirected) return;
      const now = kept(this.name);
      if (now?.at === mine.at) {
        keep(this.name, {...now, synced: true});
        if (!this.#waiting && mine.body) this.#say("Draft saved.");
      }
    } catch { /* kept in this browser; the next change tries again */ }
  }

  async send() {
    if (this.#sending) return;
    if (!this.body.value.trim()) return this.#refuse("Write something first.");
    this.#sending = true;
    this.button.setAttribute("aria-disabled", "true");
    keep(this.name, {...this.#words(), waiting: true});
    this.#say("Sending…");
    let answer = null;
    try {
      answer = await fetch(this.form.action, {
        method: "POST",
        body: new FormData(this.form),
        headers: {Accept: "application/json"},
      });
      if (answer.status < 500) await this.#answered(answer);
      else this.#wait();
    } catch {
      this.#wait();
    }
    this.#sending = false;
    this.button.removeAttribute("aria-disabled");
  }

  async #answered(answer) {
    if (answer.redirected) {
      return this.#refuse("You are signed out. Your words are kept: sign in again, and they will be here.");
    }
    const isJson = answer.headers.get("Content-Type")?.includes("json");
    const said = isJson ? await answer.json() : {};
    if (!answer.ok) {
      return this.#refuse(said.error ?? "You cannot write here just now. Your words are kept.");
    }
    keep(this.name, null);
    clearTimeout(this.#saveTimer);
    if (!this.topic) return location.assign(said.url);
    this.#reset();
    this.#say(said.state === "published" ? "Sent." : "Sent. A moderator looks at it first.");
    document.dispatchEvent(new CustomEvent("forums:sent", {detail: said}));
  }

  #reset() {
    this.#waiting = false;
    this.#retryIn = FIRST_RETRY_MS;
    this.body.value = "";
    this.form.elements.content_note.value = "";
    this.form.elements.client_key.value = newKey();
    chosen.set(this.form, []);
    this.form.querySelector("[data-preview]").replaceChildren();
    this.form.querySelectorAll("details[open]").forEach(details => details.open = false);
    this.#grow();
  }

  #wait() {
    this.#waiting = true;
    this.#say("Not sent yet — we will try again. Your words are kept.", "warn");
    clearTimeout(this.#retryTimer);
    this.#retryTimer = setTimeout(() => this.#again(), this.#retryIn);
    this.#retryIn = Math.min(this.#retryIn * 2, LONGEST_RETRY_MS);
  }

  #again() {
    if (this.#waiting && !this.#sending) this.send();
  }

  // Whoever writes on wants to send by themselves when they are done.
  #stopWaiting() {
    clearTimeout(this.#retryTimer);
    if (this.#waiting) this.#say("Not sent yet. Send it when you are ready.", "warn");
    this.#waiting = false;
  }

  #refuse(text) {
    this.#waiting = false;
    clearTimeout(this.#retryTimer);
    keep(this.name, this.#words());
    this.#say(text, "error");
    this.body.focus();
  }

  #say(text, tone = "") {
    this.status.textContent = text;
    this.status.dataset.tone = tone;
  }
}

for (const form of document.querySelectorAll("[data-composer]")) new Composer(form);
