// The queue: live rows, keys, the lease's heartbeat, deadlines that count down.

import {live} from "../js/live.js";
import {deadline} from "./deadlines.js";
import {listen} from "./keys.js";

const HEARTBEAT_MS = 60_000;
const RECOUNT_MS = 2_000;
const LISTENING_MS = 100;
const REFRESH = "Alongside-Refresh";
const root = document.querySelector("[data-queue]");
const list = document.getElementById("queue-rows");
const news = document.querySelector("[data-queue-news]");

const desk = () => document.querySelector("[data-desk]");
const rowOf = id => document.getElementById(`row-${id}`);
const csrf = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";

// ---- rows

function place(id, html) {
  const old = rowOf(id);
  const hadFocus = old?.contains(document.activeElement);
  const fresh = document.createRange().createContextualFragment(html).firstElementChild;
  if (!fresh) return remove(id);
  if (root.dataset.band && fresh.dataset.band !== root.dataset.band) return;
  old?.remove();
  const after = [...list.children].find(row => row.dataset.order > fresh.dataset.order);
  list.insertBefore(fresh, after ?? null);
  globalThis.htmx?.process(fresh);
  if (!old) {
    fresh.classList.add("is-new");
    news.textContent = `New in the queue: ${fresh.querySelector(".tier").textContent}`;
  }
  if (fresh.dataset.degraded) document.querySelector("[data-degraded-banner]").hidden = false;
  if (hadFocus) fresh.querySelector("a").focus();
  settle();
}

function remove(id) {
  const row = rowOf(id);
  if (!row) return;
  if (row.contains(document.activeElement)) {
    (row.nextElementSibling ?? row.previousElementSibling)?.querySelector("a").focus();
  }
  row.remove();
  settle();
}

function settle() {
  if ("more" in list.dataset) return recount();
  const counts = {};
  for (const row of list.children) counts[row.dataset.tier] = (counts[row.dataset.tier] ?? 0) + 1;
  for (const count of document.querySelectorAll("[data-count]")) {
    count.textContent = counts[count.dataset.count] ?? 0;
  }
  document.querySelector("[data-empty]").hidden = list.children.length > 0;
  select();
}

// More waits than is listed, so only the server can count it.
let counting = 0;

function recount() {
  counting ||= setTimeout(() => { counting = 0; catchUp(); }, RECOUNT_MS);
}

function select() {
  const open = desk()?.dataset.desk;
  for (const row of list.children) {
    const current = row.dataset.row === open;
    row.classList.toggle("is-open", current);
    const link = row.querySelector("a");
    current ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current");
  }
}

async function changed(frame) {
  if (frame.ask) {
    const answer = await fetch(`/moderation/${frame.id}/row/`);
    if (answer.ok) place(frame.id, await answer.text());
  } else if (frame.html) {
    place(frame.id, frame.html);
  } else {
    remove(frame.id);
  }
  tellDesk(frame);
}

// What somebody else did to the open item: shown at once, unless a decision is being written.
let heard = null;

function tellDesk(frame) {
  const open = desk();
  if (!open || Number(open.dataset.desk) !== frame.id) return;
  if (frame.version <= Number(open.dataset.version)) return;
  heard = frame;
  if (sending) return;
  if (deciding(open)) announce(open, frame.said);
  else refresh(frame.id);
}

const deciding = open => open.dataset.mine && open.querySelector("[data-bar] :checked");

function announce(open, said) {
  const box = open.querySelector("[data-desk-news]");
  box.querySelector("p").textContent = said || "This changed while you were reading.";
  box.hidden = false;
}

function refresh(id) {
  globalThis.htmx?.ajax("GET", `/moderation/${id}/`, {target: "#desk", headers: {[REFRESH]: String(id)}});
}

// A refresh was asked for a moment ago: by now the desk may show something newer, another item,
// or a decision half made, and none of these may be swept away.
function mayReplace(id, html) {
  const open = desk();
  if (sending || !open || open.dataset.desk !== id) return false;
  if (deciding(open)) {
    announce(open, heard?.id === Number(id) ? heard.said : "");
    return false;
  }
  const version = Number(html.match(/data-version="(\d+)"/)?.[1] ?? Infinity);
  return version >= Number(open.dataset.version);
}

for (const topic of root.dataset.topics.split(" ").filter(Boolean)) {
  live.subscribe(topic, {on: frame => {
    if (frame.type === "reviewable") changed(frame);
    else if (frame.type === "subscribed") catchUpSoon();
  }, gone: () => location.reload()});
}

// What happened before the page listened, or while it was off line, was not heard: the list is
// read anew, once for all bands.
let listening = 0;

function catchUpSoon() {
  listening ||= setTimeout(() => { listening = 0; catchUp(); }, LISTENING_MS);
}

// Rows that say the same stay as they are, so that nobody's click or focus is swept away.
function showRows(rows) {
  const wanted = rows.map(row => {
    const shown = rowOf(row.dataset.row);
    return shown && says(shown) === says(row) ? shown : row;
  });
  const same = wanted.length === list.children.length
    && wanted.every((row, place) => row === list.children[place]);
  if (same) return;
  list.replaceChildren(...wanted);
  globalThis.htmx?.process(list);
}

// Times count down by themselves.
function says(row) {
  const copy = row.cloneNode(true);
  for (const time of copy.querySelectorAll("time")) time.remove();
  return row.dataset.order + copy.textContent;
}

async function catchUp() {
  const answer = await fetch(location.href).catch(() => null);
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById("queue-rows");
  list.toggleAttribute("data-more", "more" in fresh.dataset);
  showRows([...fresh.children]);
  for (const count of page.querySelectorAll("[data-count]")) {
    document.querySelector(`[data-count="${count.dataset.count}"]`).textContent = count.textContent;
  }
  document.querySelector("[data-empty]").hidden = list.children.length > 0;
  select();
  const open = desk(), now = page.querySelector("[data-desk]");
  if (!open || !now || open.dataset.version === now.dataset.version) return;
  tellDesk({id: Number(open.dataset.desk), version: Number(now.dataset.version)});
}

// ---- the open item

// One's own request to the desk brings the item as it is afterwards; news waits for it.
let sending = 0;
const isOwn = event => event.detail.target?.id === "desk" && !refreshed(event);
const refreshed = event => event.detail.requestConfig?.headers[REFRESH];
document.addEventListener("htmx:beforeSend", event => {
  if (!isOwn(event)) return;
  sending += 1;
  // Not by an event of the row that was pressed: it may be gone from the page by then.
  event.detail.xhr.addEventListener("loadend", () => {
    sending -= 1;
    if (heard) tellDesk(heard);
  });
});

// A conflict or a refusal brings the item as it is now: it is shown, not swallowed.
document.addEventListener("htmx:beforeSwap", event => {
  const {xhr, target} = event.detail;
  if (target.id !== "desk") return;
  const id = refreshed(event);
  if (id && !mayReplace(id, xhr.responseText)) {
    event.detail.shouldSwap = false;
  } else if (xhr.status === 409 || xhr.status === 422) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});
document.addEventListener("htmx:afterSwap", event => {
  if (event.detail.target.id !== "desk") return;
  const lost = !document.activeElement || document.activeElement === document.body;
  ready();
  if (lost || matchMedia("(width < 60rem)").matches) {
    document.querySelector("#desk .desk-title")?.focus({preventScroll: lost});
  }
});
document.addEventListener("change", event => {
  if (event.target.name === "action") chosen(event.target);
});

// Who skips by key goes on by key.
document.addEventListener("toggle", event => {
  if (event.target.matches?.("[data-skip][open]")) event.target.querySelector("input[name=why]")?.focus();
}, true);

const UNDO_MS = 10_000;

function ready() {
  const undo = document.querySelector("[data-undo]");
  if (undo) setTimeout(() => undo.remove(), UNDO_MS);
  select();
  watch();
  showViewers();
  const radio = document.querySelector("[data-bar] [name=action]:checked");
  if (radio) chosen(radio);
}

// Offers the reasons that fit the decision, the likeliest one chosen.
function chosen(radio) {
  const bar = radio.closest("[data-bar]");
  const reasons = bar.querySelector("[data-reasons]");
  if (!reasons) return;
  let first = null;
  for (const option of reasons.options) {
    const fits = option.dataset.actions.split(" ").includes(radio.value);
    option.disabled = option.hidden = !fits;
    if (fits) first ??= option;
  }
  if (first && reasons.selectedOptions[0]?.disabled) first.selected = true;
  reasons.closest(".bar-reason").hidden = !first;
  if (!first) reasons.value = "";
  else if (!reasons.value) first.selected = true;
  bar.dataset.chosen = radio.value;
}

// Who else has this item open: good to know, and it holds nobody up.
let watched = null;
let viewers = [];

function watch() {
  const id = desk()?.dataset.desk ?? null;
  if (id === watched) return;
  if (watched) live.unsubscribe(`desk:${watched}`);
  watched = id;
  viewers = [];
  if (id) live.subscribe(`desk:${id}`, {on: frame => { if (frame.type === "presence") showViewers(frame.people); }});
}

function showViewers(people = viewers) {
  viewers = people;
  const box = document.querySelector("[data-viewers]");
  if (!box) return;
  const others = people.filter(person => String(person.id) !== root.dataset.member).map(person => person.name);
  box.hidden = others.length === 0;
  box.textContent = others.length > 1 ? `${others.join(", ")} are viewing this` : `${others[0]} is viewing this`;
}

setInterval(async () => {
  const {heartbeat, token, desk: id} = desk()?.dataset ?? {};
  if (!heartbeat) return;
  const body = new URLSearchParams({lease_token: token, csrfmiddlewaretoken: csrf()});
  const answer = await fetch(heartbeat, {method: "POST", body}).catch(() => null);
  if (answer?.status === 409) refresh(id);
  if (!answer?.ok) return;
  const {until} = await answer.json();
  const shown = document.querySelector("[data-lease]");
  if (shown) shown.textContent = new Date(until).toLocaleTimeString([], {hour: "2-digit", minute: "2-digit"});
}, HEARTBEAT_MS);

setInterval(() => document.querySelectorAll("time[data-due]").forEach(deadline), 20_000);
listen({list});
ready();
