// An open conversation: new posts, changes, who is here and who is writing, without reloading.

import {live} from "../js/live.js";
import {refresh} from "./times.js";
import {PostList} from "./posts.js";

const TYPING_SHOWN_MS = 6000;
const READ_AFTER_MS = 800;

const root = document.querySelector("[data-conversation]");
const thread = root.dataset.conversation;
const topic = `thread:${thread}`;
const onLastPage = root.dataset.lastPage === "yes";
const posts = new PostList(root, root.dataset.member);
const bar = document.querySelector("[data-new-bar]");
const link = bar.querySelector("[data-new-link]");
const announce = document.querySelector("[data-announce]");
const presence = document.querySelector("[data-presence]");
const typing = document.querySelector("[data-typing]");
const writing = new Map();
const readsNotes = "readsNotes" in root.dataset;
const isAway = id => Boolean(root.dataset.away) && root.dataset.away.includes(`,${id},`);
let unseen = [];
let seq = Number(root.dataset.seq);
let readTimer = 0;

function atTheEnd() {
  const last = root.lastElementChild?.getBoundingClientRect();
  return !document.hidden && (!last || last.top < innerHeight - 80);
}

function showBar() {
  bar.hidden = unseen.length === 0;
  if (unseen.length) link.textContent = `${unseen.length} new`;
}

// A new post below what is being read makes no jump: it is counted, and read when it comes in sight.
function arrived(frame, inSight) {
  stoppedWriting(frame.author);
  announce.textContent = `${frame.name} replied.`;
  if (onLastPage && inSight) return readSoon();
  unseen.push(frame.id);
  showBar();
}

function take(frame) {
  if (frame.seq > seq) seq = frame.seq;
  if (frame.type === "post") takePost(frame);
  else if (frame.type === "reactions") takeReactions(frame);
  else if (frame.type === "presence") showPresence(frame.people);
  else if (frame.type === "typing") startedWriting(frame);
  else if (frame.type === "reload") { link.textContent = "Many new posts"; bar.hidden = false; }
}

function takePost(frame) {
  const before = posts.find(frame.id);
  if (String(frame.author) === root.dataset.member) {
    const isOlder = !before || Number(before.dataset.seq) < frame.seq;
    if (isOlder && (before || onLastPage)) posts.fetchOwn(frame.id);
    return;
  }
  // The server folds what somebody wrote who is kept away; nothing is said of it.
  if (isAway(frame.author)) {
    if (before || onLastPage) posts.fetchOwn(frame.id);
    return;
  }
  const inSight = atTheEnd();
  // How a content note is met is each reader's own choice: the server knows it.
  if (readsNotes && frame.noted && (before || onLastPage)) posts.fetchOwn(frame.id);
  else if (before || onLastPage) posts.put(frame.html);
  if (!before && frame.state === "published") arrived(frame, inSight);
}

function takeReactions(frame) {
  const ids = [...frame.html.matchAll(/data-by="([\d,]*)"/g)].flatMap(found => found[1].split(","));
  if (ids.some(id => id && isAway(id))) posts.fetchOwn(frame.post);
  else posts.putReactions(frame.post, frame.html);
}

function showPresence(people) {
  const count = people.length;
  presence.hidden = count < 2;
  presence.textContent = `${count} here now`;
  presence.title = people.map(person => person.name).join(", ");
}

function startedWriting({id, name}) {
  clearTimeout(writing.get(id)?.timer);
  writing.set(id, {name, timer: setTimeout(() => stoppedWriting(id), TYPING_SHOWN_MS)});
  showWriting();
}

function stoppedWriting(id) {
  clearTimeout(writing.get(id)?.timer);
  if (writing.delete(id)) showWriting();
}

function showWriting() {
  const names = [...writing.values()].map(one => one.name);
  typing.textContent = names.length === 0 ? ""
    : names.length === 1 ? `${names[0]} is writing…`
    : names.length === 2 ? `${names[0]} and ${names[1]} are writing…`
    : "Several people are writing…";
}

function readSoon() {
  clearTimeout(readTimer);
  readTimer = setTimeout(() => {
    const data = new FormData();
    data.set("seq", seq);
    data.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
    fetch(root.dataset.readUrl, {method: "POST", body: data, keepalive: true}).catch(() => {});
  }, READ_AFTER_MS);
}

link.addEventListener("click", event => {
  const first = posts.find(unseen[0]);
  if (!first) return;
  event.preventDefault();
  first.scrollIntoView({block: "start"});
  first.focus({preventScroll: true});
  seen();
});

function seen() {
  if (!unseen.length || !onLastPage || !atTheEnd()) return;
  unseen = [];
  showBar();
  readSoon();
}

addEventListener("scroll", seen, {passive: true});
document.addEventListener("visibilitychange", seen);

root.addEventListener("click", async event => {
  const quote = event.target.closest("[data-quote]");
  if (!quote || !document.querySelector("[data-composer]")) return;
  event.preventDefault();
  try {
    const answer = await fetch(quote.dataset.quote);
    if (!answer.ok || answer.redirected) throw new Error(answer.status);
    document.dispatchEvent(new CustomEvent("forums:quote", {detail: await answer.text()}));
  } catch { location.assign(quote.href); }
});

document.addEventListener("forums:sent", ({detail}) => {
  if (!onLastPage) return location.assign(detail.url);
  posts.put(detail.html, {own: true});
  posts.find(detail.id)?.scrollIntoView({block: "nearest"});
  refresh(root);
});

live.addEventListener("own_post", ({detail}) => {
  if (String(detail.thread) !== thread) return;
  const shown = posts.find(detail.post);
  if (shown ? shown.dataset.state !== detail.state : onLastPage) posts.fetchOwn(detail.post);
});

let wasOffline = false;
live.onState(state => {
  if (state === "online" && wasOffline) posts.refetchOwnWaiting();
  wasOffline = state === "offline";
});

live.subscribe(topic, {
  after: seq,
  on: take,
  gone() {
    announce.textContent = "This conversation is no longer here.";
    presence.hidden = true;
    typing.textContent = "This conversation is no longer here. Your words are kept in the box below.";
  },
});
