/**
 * A member's side of a call. No interface in here: the room page listens to events and calls methods.
 * The protocol is in docs/signalling.md.
 *
 * Using RoomClient
 *
 *   import {RoomClient} from "/static/video/client.js";
 *   const client = new RoomClient();
 *   client.addEventListener("participants", e => draw(e.detail.participants));
 *   client.addEventListener("stream", e => tile(e.detail.id).srcObject = e.detail.stream);
 *   client.connect("/ws/video/", async () => (await fetch(tokenUrl, …)).text());   // or a token string
 *   await client.setMic(true);          // asks for the device the first time; works before and during the call
 *   await client.setCamera(true);       // rejects with the browser's DOMException when the device is not to be had
 *   client.publish(stream);             // or: hand over tracks that a preview has already opened
 *
 * Joining with neither is a full way to take part. `client.constraints.audio|video` chooses devices.
 *
 *   client.wantPictures("small");       // "all", "small" for low data, "none" for sound alone; a list of ids that come
 *                                       // first; and {id: "small" | "none"} for those whom one shows small or not at all
 *
 * Properties: state, me, room, participants, waiting, local (MediaStream of one's own tracks), streams (Map id → MediaStream),
 *   views (id → full | small | none), mic, camera, hand (what one has on).
 *
 * Events (CustomEvent, data in `detail`):
 *   state         {state}  idle | connecting | lobby | admitted | reconnecting | closed
 *   lobby         {you, hosts_present, message}
 *   admitted      {you, room, participants, chat}     once on coming in, and again after coming back
 *   participants  {participants}      the whole list, in order of arrival
 *   waiting       {waiting}           hosts: who is in the lobby
 *   room          {room}              locked, hosts_present, media.open and media.message
 *   speaking      {ids}               the active speaker first
 *   views         {views, why}        which picture one gets of whom (id → full | small | none), and why not the full one:
 *                                     "network" (it is weak), "choice" (see wantPictures), or ""
 *   stream        {id, stream}        a participant's MediaStream, audio and video in one
 *   streamended   {id}
 *   local         {stream, mic, camera}   one's own tracks changed
 *   chat          {line}
 *   chatoutcome   {ref, state: "held"|"refused", message}
 *   muted         {kind, message}     a host turned your microphone or camera off
 *   handlowered   {message}
 *   removed | denied | ended | replaced   {message}   the end
 *   refused       {code, message}     not let in, or no longer allowed; the end too
 *   error         {code, message, ref}    one message was not followed; the call goes on
 *   reconnecting  {attempt, inMs}
 *   media         {connected}         the media connection came up or went down
 *   stats         {quality: "good"|"weak"|"poor"|"none", lossPercent, roundTripMs, inboundKbps, outboundKbps}   every 5 s
 */

import {Media} from "./media.js";
import {OwnTracks} from "./own.js";
import {SignallingSocket} from "./socket.js";
import {Streams} from "./streams.js";

const STATS_EVERY_MS = 5_000;
const ENDINGS = new Set(["removed", "denied", "ended", "replaced"]);

export class RoomClient extends EventTarget {
  state = "idle";
  me = null;
  room = null;
  participants = [];
  waiting = [];
  mic = false;
  camera = false;
  hand = false;
  constraints = {
    audio: {echoCancellation: true, noiseSuppression: true, autoGainControl: true},
    video: {width: {ideal: 640}, height: {ideal: 360}, frameRate: {ideal: 20, max: 24}},
  };

  #own = new OwnTracks(kind => this.#deviceLost(kind));
  #others = new Streams((type, detail) => this.#emit(type, detail));
  #socket = null;
  #resume = null;
  #media = null;
  #broken = null;
  #offers = Promise.resolve();
  #announced = {};
  #iceServers = [];
  #pictures = {want: "all", first: [], most: {}};
  #ending = null;
  #lastError = null;
  #measuring = null;

  /** One's own tracks, for a preview. */
  get local() { return this.#own.stream; }
  get streams() { return this.#others.streams; }
  get views() { return this.#others.views; }

  /** Opens the socket. `token` is a string, or a function that fetches a fresh one (also used for coming back). */
  connect(url, token) {
    if (this.#socket) throw new Error("This client is already connected.");
    this.#setState("connecting");
    this.#measuring = setInterval(() => this.#measure(), STATS_EVERY_MS);
    this.#socket = new SignallingSocket(url, token, {
      hello: () => (this.#resume ? {resume: this.#resume} : {}),
      message: message => this.#take(message),
      away: detail => { this.#setState("reconnecting"); this.#emit("reconnecting", detail); },
      over: detail => this.#over(detail),
    });
  }

  /** Takes over tracks that are already open, for example from a preview, and turns them on. */
  publish(stream) {
    for (const track of stream.getTracks()) {
      this.#own.take(track);
      if (track.kind === "audio") this.mic = true; else this.camera = true;
      this.#media?.send(track.kind, track);
    }
    this.#announce();
    this.#localChanged();
  }

  /** Turns one's microphone on or off. The first time it asks for the device. */
  async setMic(on) {
    if (on) await this.#acquire("audio");
    const track = this.#own.get("audio");
    if (track) track.enabled = on;
    this.mic = on;
    this.#media?.send("audio", on ? track : null);
    this.#announce();
    this.#localChanged();
  }

  /** Turns one's camera on or off. Off gives the device back, so its light goes out. */
  async setCamera(on) {
    if (on) await this.#acquire("video");
    this.camera = on;
    this.#media?.send("video", on ? this.#own.get("video") : null);
    if (!on) this.#own.drop("video");
    this.#announce();
    this.#localChanged();
  }

  /** Changes to another microphone (`audio`) or camera (`video`). */
  async setDevice(kind, deviceId) {
    this.constraints[kind] = {...this.constraints[kind], deviceId: {exact: deviceId}};
    const on = kind === "audio" ? this.mic : this.camera;
    this.#own.drop(kind);
    if (on) await (kind === "audio" ? this.setMic(true) : this.setCamera(true));
  }

  /**
   * How much of others' pictures one wants, whose come first when not all can, and how much one has use for of
   * single people (id → full | small | none). Kept for the whole call; each call replaces the one before.
   */
  wantPictures(want, first = [], most = {}) {
    const wish = {want, first, most};
    if (JSON.stringify(wish) === JSON.stringify(this.#pictures)) return;
    this.#pictures = wish;
    this.#send({type: "pictures", ...wish});
  }

  raiseHand(up = true) { this.hand = up; this.#announce(); }

  /** Sends a line; returns the `ref` that a `chatoutcome` will name. False when the socket is away. */
  chat(text) {
    const ref = crypto.randomUUID?.() ?? String(Math.random());
    return this.#send({type: "chat", text, ref}) && ref;
  }

  leave() {
    this.#send({type: "leave"});
    this.#finish();
  }

  // What hosts may do. Each returns false when the socket is away.
  admit(id) { return this.#send({type: "admit", id}); }
  admitAll() { return this.#send({type: "admit_all"}); }
  deny(id) { return this.#send({type: "deny", id}); }
  mute(id) { return this.#send({type: "mute", id}); }
  muteAll() { return this.#send({type: "mute_all"}); }
  closeCamera(id) { return this.#send({type: "close_camera", id}); }
  lowerHand(id) { return this.#send({type: "lower_hand", id}); }
  remove(id) { return this.#send({type: "remove", id}); }
  lock(on = true) { return this.#send({type: "lock", on}); }
  end() { return this.#send({type: "end"}); }

  /** Raw WebRTC statistics of the media connection, or null; for device tests and diagnosis. */
  async report() { return this.#media ? this.#media.connection.getStats() : null; }

  // ---- what the node says

  #take(message) {
    switch (message.type) {
      case "lobby":
        this.me = message.you;
        this.#settled();
        this.#dropMedia();
        this.#setState("lobby");
        this.#emit("lobby", message);
        break;
      case "admitted":
        this.#admitted(message);
        break;
      case "participants":
        this.#people(message.participants);
        break;
      case "waiting":
      case "room":
        this[message.type] = message[message.type];
        this.#emit(message.type, message);
        break;
      case "offer":
        this.#offers = this.#offers.then(() => this.#answer(message)).catch(() => this.#mediaBroke());
        break;
      case "muted":
        this.#turnedOff(message.kind);
        this.#emit("muted", message);
        break;
      case "hand_lowered":
        this.hand = this.#announced.hand = false;
        this.#emit("handlowered", message);
        break;
      case "views":
        this.#others.view(message);
        break;
      case "send_small":
        this.#media?.sendSmall(message.on);
        break;
      case "speaking":
      case "chat":
        this.#emit(message.type, message);
        break;
      case "chat_held":
      case "chat_refused":
        this.#emit("chatoutcome", {ref: message.ref, state: message.type.slice(5), message: message.message});
        break;
      case "moved":
        this.#socket.moved(message.url);
        break;
      case "error":
        this.#lastError = message;
        this.#emit("error", message);
        break;
      default:
        if (ENDINGS.has(message.type)) {
          this.#ending = message.type;
          this.#emit(message.type, message);
        }
    }
  }

  #settled() {
    this.#socket.settled();
    this.#lastError = null;
  }

  #admitted(message) {
    this.me = message.you;
    this.room = message.room;
    this.#resume = message.resume;
    this.#iceServers = message.ice_servers ?? [];
    this.#settled();
    if (this.#media && this.#media.peer !== message.peer) this.#dropMedia();
    if (message.resumed) this.#adopt(message.participants.find(person => person.id === this.me.id));
    else this.#announced = {};
    this.#setState("admitted");
    this.#emit("admitted", message);
    this.#people(message.participants);
    this.#announce();
    this.#others.view({views: {}, why: ""});
    this.#media?.sendSmall(false);
    this.#send({type: "pictures", ...this.#pictures});
    // It broke while the socket was away.
    if (message.peer && message.peer === this.#broken) this.#send({type: "restart", peer: message.peer});
  }

  /** What a host turned off while our socket was away stays off until we turn it on ourselves. */
  #adopt(self) {
    if (!self) return;
    if (this.#announced.mic && !self.mic) this.#turnedOff("audio");
    if (this.#announced.camera && !self.camera) this.#turnedOff("video");
    if (this.#announced.hand && !self.hand) this.hand = false;
    this.#announced = {mic: self.mic, camera: self.camera, hand: self.hand};
  }

  #people(participants) {
    this.participants = participants;
    this.#others.keep(new Set(participants.map(person => person.id)));
    this.#emit("participants", {participants});
  }

  #turnedOff(kind) {
    this.#media?.send(kind, null);
    if (kind === "audio") {
      this.mic = this.#announced.mic = false;
      const track = this.#own.get("audio");
      if (track) track.enabled = false;
    } else {
      this.camera = this.#announced.camera = false;
      this.#own.drop("video");
    }
    this.#localChanged();
  }

  /** Tells the node what has changed since it last heard. */
  #announce() {
    if (this.state !== "admitted") return;
    for (const type of ["mic", "camera", "hand"]) {
      const value = this[type];
      if (Boolean(this.#announced[type]) === value) continue;
      if (this.#send({type, [type === "hand" ? "up" : "on"]: value})) this.#announced[type] = value;
    }
  }

  #send(message) { return this.#socket?.send(message) ?? false; }

  // ---- media

  async #answer({peer, seq, sdp, ice_servers: fresh}) {
    if (this.state === "closed" || peer === this.#broken) return;
    if (this.#media?.peer !== peer) {
      this.#dropMedia();
      this.#iceServers = fresh ?? this.#iceServers;
      this.#media = new Media(peer, this.#iceServers, {
        track: kind => ((kind === "audio" ? this.mic : this.camera) ? this.#own.get(kind) : null),
        received: (id, kind, track) => this.#others.receive(id, kind, track),
        connected: connected => this.#emit("media", {connected}),
        broke: () => this.#mediaBroke(),
      });
    }
    const answer = await this.#media.answer(seq, sdp);
    this.#send({type: "answer", peer, seq, sdp: answer});
  }

  #mediaBroke() {
    if (!this.#media || this.state === "closed") return;
    this.#broken = this.#media.peer;
    this.#dropMedia();
    if (this.state === "admitted") this.#send({type: "restart", peer: this.#broken});
  }

  #dropMedia() {
    if (!this.#media) return;
    this.#media.close();
    this.#media = null;
    this.#others.keep(new Set());
    this.#emit("media", {connected: false});
  }

  async #measure() {
    const stats = await this.#media?.measure();
    if (stats) this.#emit("stats", stats);
  }

  // ---- one's own tracks

  async #acquire(kind) {
    if (this.#own.get(kind)) return;
    const track = await this.#own.open(kind, this.constraints[kind]);
    if (this.state === "closed") {
      track.stop();
      throw new DOMException("The call is over.", "AbortError");
    }
    this.#own.take(track);
  }

  #deviceLost(kind) {
    if (kind === "audio") this.mic = false; else this.camera = false;
    this.#media?.send(kind, null);
    this.#announce();
    this.#localChanged();
  }

  #localChanged() {
    this.#emit("local", {stream: this.local, mic: this.mic, camera: this.camera});
  }

  // ---- the end

  #over({code, reason}) {
    const {code: word = String(code), message = reason} = this.#lastError ?? {};
    if (!this.#ending && code !== 1000) this.#emit("refused", {code: word, message});
    this.#finish();
  }

  #finish() {
    if (this.state === "closed") return;
    this.#setState("closed");
    clearInterval(this.#measuring);
    this.#socket?.close();
    this.#dropMedia();
    this.#own.dropAll();
  }

  #setState(state) {
    if (this.state === state) return;
    this.state = state;
    this.#emit("state", {state});
  }

  #emit(type, detail) { this.dispatchEvent(new CustomEvent(type, {detail})); }
}
