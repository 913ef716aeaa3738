// What every page of a signed-in person does: says when the line is down, counts new notices.
import {live} from "../live.js";
import "./early.js";
import "./exit.js";
import "./focus.js";
import "./shared.js";

const ACCESS_CHANGED = 4403;
const strip = document.getElementById("connection");
const unread = document.querySelector("[data-unread-notices]");
const AFTER_MS = 1500;
let timer = 0;

const words = {
  offline: "You are offline. What you write is kept on this device.",
  changed: "Your access has changed. Copy what you have written, then load this page again.",
  closed: "You are signed out here. Copy what you have written, then sign in again.",
};

function say(state) {
  clearTimeout(timer);
  if (!strip) return;
  if (state === "online") {
    strip.hidden = true;
    return;
  }
  // A short gap, as on every change of page, is not worth a word.
  timer = setTimeout(() => {
    strip.textContent = live.code === ACCESS_CHANGED && state === "closed" ? words.changed
      : state === "closed" && live.reason ? `${live.reason} ${words.closed}` : words[state];
    strip.hidden = false;
  }, AFTER_MS);
}

live.connect();
live.onState(say);
live.subscribe(`member:${document.body.dataset.member}`, {
  on(frame) {
    if (frame.type === "notice" && unread) unread.textContent = frame.unread || "";
  },
});
