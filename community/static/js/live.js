// The page's one socket. It comes back by itself, and asks for what it missed meanwhile.
//
//   import {live} from "./live.js";
//   live.subscribe("thread:7", {after: 41, on(frame) {}, gone() {}});
//   live.typing("thread:7");
//   live.onState(state => {});            "online" | "offline" | "closed"

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15000;
const PING_EVERY_MS = 25000;
const FINAL_CODES = new Set([4401, 4403]);

class Live extends EventTarget {
  #socket = null;
  #topics = new Map();
  #wait = FIRST_WAIT_MS;
  #timer = 0;
  #ping = 0;
  #state = "offline";
  reason = "";
  code = 0;

  constructor(url) {
    super();
    this.url = url;
    addEventListener("online", () => this.#again(0));
    addEventListener("offline", () => this.#socket?.close());
    addEventListener("pageshow", event => { if (event.persisted) this.#again(0); });
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden && this.#state === "offline") this.#again(0);
    });
  }

  get state() { return this.#state; }

  // after: the last sequence number already on the page; frames with a `seq` move it on.
  subscribe(topic, {after = null, on = () => {}, gone = () => {}} = {}) {
    this.#topics.set(topic, {after, on, gone});
    this.connect();
    this.#ask(topic);
  }

  unsubscribe(topic) {
    if (this.#topics.delete(topic)) this.#send({type: "unsubscribe", topic});
  }

  typing(topic) { this.#send({type: "typing", topic}); }

  onState(tell) {
    this.addEventListener("state", () => tell(this.#state));
    tell(this.#state);
  }

  connect() {
    if (this.#socket || this.#state === "closed") return;
    const socket = this.#socket = new WebSocket(this.url);
    socket.addEventListener("open", () => this.#opened());
    socket.addEventListener("message", event => this.#take(JSON.parse(event.data)));
    socket.addEventListener("close", event => this.#closed(event));
  }

  #opened() {
    this.#wait = FIRST_WAIT_MS;
    for (const topic of this.#topics.keys()) this.#ask(topic);
    clearInterval(this.#ping);
    this.#ping = setInterval(() => this.#send({type: "ping"}), PING_EVERY_MS);
    this.#become("online");
  }

  #closed({code, reason}) {
    clearInterval(this.#ping);
    this.#socket = null;
    this.reason = reason;
    this.code = code;
    if (FINAL_CODES.has(code)) return this.#become("closed");
    this.#become("offline");
    this.#again(this.#wait + Math.random() * this.#wait);
    this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT_MS);
  }

  #again(wait) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.connect(), wait);
  }

  #ask(topic) {
    const {after} = this.#topics.get(topic);
    this.#send(after === null ? {type: "subscribe", topic} : {type: "subscribe", topic, after});
  }

  #send(message) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  #take(frame) {
    if (frame.topic?.startsWith("member:")) {
      this.dispatchEvent(new CustomEvent(frame.type, {detail: frame}));
    }
    const topic = this.#topics.get(frame.topic);
    if (!topic) return;
    if (frame.type === "gone") {
      this.#topics.delete(frame.topic);
      return topic.gone();
    }
    if (topic.after !== null && frame.seq > topic.after) topic.after = frame.seq;
    topic.on(frame);
  }

  #become(state) {
    if (state === this.#state) return;
    this.#state = state;
    document.documentElement.dataset.live = state;
    this.dispatchEvent(new Event("state"));
  }
}

const scheme = location.protocol === "https:" ? "wss:" : "ws:";
export const live = new Live(`${scheme}//${location.host}/ws/live/`);
