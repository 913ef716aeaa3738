// The list of conversations: what is new comes to the top, quietly.

import {live} from "../js/live.js";
import "./times.js";

const list = document.querySelector("[data-space]");
const isAway = id => Boolean(list.dataset.away) && list.dataset.away.includes(`,${id},`);
const onFirstPage = list.dataset.firstPage === "1";

function put(frame) {
  const before = document.getElementById(`thread-${frame.id}`);
  if (!before && !onFirstPage) return;
  const holder = document.createElement("template");
  holder.innerHTML = frame.html;
  const row = holder.content.firstElementChild;
  if (before && "read" in before.dataset) row.dataset.read = "";
  if (before && "read" in before.dataset && String(frame.author) !== list.dataset.member) addDot(row);
  before?.remove();
  if ("pinned" in row.dataset) list.prepend(row);
  else {
    const pinned = list.querySelectorAll(":scope > [data-pinned]");
    if (pinned.length) pinned[pinned.length - 1].after(row);
    else list.prepend(row);
  }
  list.hidden = false;
  document.querySelector("[data-empty]")?.remove();
}

function addDot(row) {
  const dot = Object.assign(document.createElement("span"), {className: "dot", ariaHidden: "true"});
  const words = Object.assign(document.createElement("span"), {className: "visually-hidden", textContent: "New replies"});
  row.querySelector(".dot-slot").replaceChildren(dot, words);
}

async function readAgain() {
  try {
    const answer = await fetch(location.href);
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-space]");
    if (fresh) list.replaceChildren(...fresh.children);
  } catch { /* the line is down again; the next time it comes back this runs again */ }
}

live.subscribe(`space:${list.dataset.space}`, {
  on(frame) {
    if (frame.type === "thread") isAway(frame.starter) ? readAgain() : put(frame);
    if (frame.type === "thread_gone") document.getElementById(`thread-${frame.id}`)?.remove();
  },
});

let wasOffline = false;
live.onState(state => {
  if (state === "online" && wasOffline) readAgain();
  wasOffline = state === "offline";
});
