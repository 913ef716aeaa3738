/**
 * The signalling socket: says hello, stays alive, and comes back by itself until the end is final.
 *
 * Handlers: message(body), away({attempt, inMs}) when it will be tried again, over({code, reason}) when it will not.
 * hello() gives what a new socket says besides the token: `{resume}` or nothing.
 */

const VERSION = 2;
// A node that died is missed after four seconds: whoever tries shortly after that is back soonest.
const BACK_OFF_MS = [500, 1000, 1000, 2000, 4000, 8000];
const PING_EVERY_MS = 10_000;
const SILENCE_MS = 25_000;
const MOVED = 4307;
const MOST_MOVES = 5;
const FINAL = new Set([1000, 4400, 4403, 4409, 4410, 4411, 4412, 4413, 4426]);
const TOKEN_REFUSED = 4401;
const MOST_FRESH_TOKENS = 2;

export class SignallingSocket {
  #url;
  #elsewhere = null;
  #moves = 0;
  #token;
  #handlers;
  #socket = null;
  #attempt = 0;
  #refusals = 0;
  #heardAt = 0;
  #timer = null;
  #pinging;
  #isOver = false;
  #hurry = () => this.#hurryUp();

  constructor(url, token, handlers) {
    this.#url = webSocketUrl(url);
    this.#token = token;
    this.#handlers = handlers;
    this.#pinging = setInterval(() => this.#ping(), PING_EVERY_MS);
    addEventListener("online", this.#hurry);
    this.#open();
  }

  /** False when the socket is away; nothing is queued. */
  send(message) {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  /** The node has taken us in: the next loss starts counting afresh. */
  settled() {
    this.#attempt = 0;
    this.#refusals = 0;
    this.#moves = 0;
  }

  /** The room is on another node: the next socket goes there, and after that to the usual address again. */
  moved(url) {
    const elsewhere = webSocketUrl(url);
    elsewhere.search ||= this.#url.search;
    if (elsewhere.host === this.#url.host) this.#elsewhere = elsewhere;
  }

  close() {
    this.#isOver = true;
    clearInterval(this.#pinging);
    clearTimeout(this.#timer);
    removeEventListener("online", this.#hurry);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close(1000);
  }

  async #open() {
    this.#timer = null;
    let token;
    try {
      token = typeof this.#token === "function" ? await this.#token() : this.#token;
    } catch {
      return this.#again();
    }
    if (this.#isOver) return;
    const socket = new WebSocket(this.#elsewhere ?? this.#url);
    this.#elsewhere = null;
    this.#socket = socket;
    this.#heardAt = performance.now();
    socket.onopen = () => {
      const hello = {type: "hello", version: VERSION, token: String(token).trim(), ...this.#handlers.hello()};
      socket.send(JSON.stringify(hello));
    };
    socket.onmessage = event => {
      if (socket !== this.#socket) return;
      this.#heardAt = performance.now();
      this.#handlers.message(JSON.parse(event.data));
    };
    socket.onclose = event => {
      if (socket === this.#socket) this.#closed(event);
    };
  }

  #closed({code, reason}) {
    this.#socket = null;
    if (this.#isOver) return;
    if (code === MOVED && this.#moves < MOST_MOVES) {
      this.#moves += 1;
      this.#open();
      return;
    }
    this.#elsewhere = null;
    if (code === TOKEN_REFUSED) this.#refusals += 1;
    const noFreshToken = typeof this.#token !== "function" || this.#refusals >= MOST_FRESH_TOKENS;
    if (FINAL.has(code) || (code === TOKEN_REFUSED && noFreshToken)) this.#handlers.over({code, reason});
    else this.#again();
  }

  #again() {
    if (this.#isOver) return;
    const inMs = BACK_OFF_MS[Math.min(this.#attempt, BACK_OFF_MS.length - 1)];
    this.#attempt += 1;
    // Some spread, so that a room does not come back in one instant.
    this.#timer = setTimeout(() => this.#open(), inMs * (0.8 + Math.random() * 0.4));
    this.#handlers.away({attempt: this.#attempt, inMs});
  }

  #hurryUp() {
    if (!this.#timer) return;
    clearTimeout(this.#timer);
    this.#open();
  }

  #ping() {
    if (!this.#socket) return;
    if (performance.now() - this.#heardAt <= SILENCE_MS) {
      this.send({type: "ping"});
      return;
    }
    const silent = this.#socket;
    this.#closed({code: 1006, reason: ""});
    silent.close();
  }
}

function webSocketUrl(url) {
  const full = new URL(url, location.href);
  full.protocol = full.protocol.replace("http", "ws");
  return full;
}
