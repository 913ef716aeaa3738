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
 * Properties: state, me, room, participants, waiting, local (MediaStream of one's own tracks), streams (Map id → MediaStream),
 *   mic, camera, hand (what one has on).
 *
 * Events (CustomEvent, data in `detail`):
 *   state         {state}  idle | connecting | lobby | admitted | reconnecting | closed
 *   lobby         {you, hosts_present, message}
 *   admitted      {you, room, participants, chat}     once on coming in, and again after coming back
 *   participants  {participants}      the whole list, in order of arrival
 *   waiting       {waiting}           hosts: who is in the lobby
 *   room          {room}              locked, hosts_present, media.open and media.message
 *   speaking      {ids}
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

const VERSION = 1;
const BACK_OFF_MS = [500, 1000, 2000, 4000, 8000];
const PING_EVERY_MS = 10_000;
const SILENCE_MS = 25_000;
const STATS_EVERY_MS = 5_000;
const DISCONNECTED_FOR_MS = 3_000;
const VIDEO_BITS_PER_S = 350_000;
const FINAL = new Set([1000, 4400, 4403, 4409, 4410, 4411, 4412, 4413, 4426]);
const ENDINGS = new Set(["removed", "denied", "ended", "replaced"]);
const OWN_SECTIONS = {0: "audio", 1: "video"};
const MOST_FRESH_TOKENS = 2;

export class RoomClient extends EventTarget {
  state = "idle";
  me = null;
  room = null;
  participants = [];
  waiting = [];
  local = new MediaStream();
  streams = new Map();
  mic = false;
  camera = false;
  hand = false;
  constraints = {
    audio: {echoCancellation: true, noiseSuppression: true, autoGainControl: true},
    video: {width: {ideal: 640}, height: {ideal: 360}, frameRate: {ideal: 20, max: 24}},
  };

  #url = null;
  #token = null;
  #socket = null;
  #attempt = 0;
  #refusals = 0;
  #resume = null;
  #heardAt = 0;
  #timers = new Set();
  #reconnectTimer = null;
  #media = null;
  #broken = null;
  #offers = Promise.resolve();
  #announced = {mic: null, camera: null, hand: null};
  #ending = null;
  #last = null;

  /** Opens the socket. `token` is a string, or a function that fetches a fresh one (also used for coming back). */
  connect(url, token) {
    if (this.#url) throw new Error("This client is already connected.");
    this.#url = new URL(url, location.href);
    this.#url.protocol = this.#url.protocol.replace("http", "ws");
    this.#token = token;
    this.#every(PING_EVERY_MS, () => this.#ping());
    this.#every(STATS_EVERY_MS, () => this.#measure());
    this.#online = () => this.#hurry();
    addEventListener("online", this.#online);
    this.#setState("connecting");
    this.#open();
  }

  /** Takes over tracks that are already open, for example from a preview, and turns them on. */
  publish(stream) {
    const [audio] = stream.getAudioTracks();
    const [video] = stream.getVideoTracks();
    if (audio) { this.#setTrack("audio", audio); this.mic = true; }
    if (video) { this.#setTrack("video", video); this.camera = true; }
    this.#announce();
    this.#localChanged();
  }

  /** Turns one's microphone on or off. The first time it asks for the device. */
  async setMic(on) {
    if (on && !this.#track("audio")) await this.#acquire("audio");
    const track = this.#track("audio");
    if (track) track.enabled = on;
    this.mic = on;
    this.#media?.send("audio", on ? track : null);
    this.#announce();
    this.#localChanged();
  }

  /** Turns one's camera on or off. Off gives the device back, so its light goes out. */
  async setCamera(on) {
    if (on && !this.#track("video")) await this.#acquire("video");
    this.camera = on;
    this.#media?.send("video", on ? this.#track("video") : null);
    if (!on) this.#dropTrack("video");
    this.#announce();
    this.#localChanged();
  }

  /** Changes to another microphone or camera. */
  async setDevice(kind, deviceId) {
    this.constraints[kind] = {...this.constraints[kind], deviceId: {exact: deviceId}};
    const on = kind === "audio" ? this.mic : this.camera;
    this.#dropTrack(kind);
    if (on) await (kind === "audio" ? this.setMic(true) : this.setCamera(true));
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

  // What hosts may do.
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

  // ---- the socket

  #online = null;

  async #open() {
    this.#reconnectTimer = null;
    let token;
    try {
      token = typeof this.#token === "function" ? await this.#token() : this.#token;
    } catch (error) {
      return this.#again();
    }
    if (this.state === "closed") return;
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    this.#heardAt = performance.now();
    socket.onopen = () => {
      const hello = {type: "hello", version: VERSION, token: String(token).trim()};
      if (this.#resume) hello.resume = this.#resume;
      socket.send(JSON.stringify(hello));
    };
    socket.onmessage = event => {
      if (socket !== this.#socket) return;
      this.#heardAt = performance.now();
      this.#take(JSON.parse(event.data));
    };
    socket.onclose = event => {
      if (socket === this.#socket) this.#closed(event);
    };
  }

  #closed(event) {
    this.#socket = null;
    this.#announced = {mic: null, camera: null, hand: null};
    if (this.state === "closed") return;
    const tokenRefused = event.code === 4401;
    if (tokenRefused) this.#refusals += 1;
    const mayAskAgain = typeof this.#token === "function" && this.#refusals < MOST_FRESH_TOKENS;
    if (FINAL.has(event.code) || (tokenRefused && !mayAskAgain)) {
      const {code = String(event.code), message = event.reason} = this.#last ?? {};
      if (!this.#ending && event.code !== 1000) this.#emit("refused", {code, message});
      this.#finish();
      return;
    }
    this.#again();
  }

  #again() {
    if (this.state === "closed") return;
    const inMs = BACK_OFF_MS[Math.min(this.#attempt, BACK_OFF_MS.length - 1)];
    this.#attempt += 1;
    this.#setState("reconnecting");
    this.#emit("reconnecting", {attempt: this.#attempt, inMs});
    // Some spread, so that a room does not come back in one instant.
    this.#reconnectTimer = setTimeout(() => this.#open(), inMs * (0.8 + Math.random() * 0.4));
  }

  #hurry() {
    if (!this.#reconnectTimer) return;
    clearTimeout(this.#reconnectTimer);
    this.#open();
  }

  #ping() {
    if (!this.#socket) return;
    if (performance.now() - this.#heardAt > SILENCE_MS) {
      const silent = this.#socket;
      this.#socket = null;
      silent.close();
      this.#closed({code: 1006, reason: ""});
      return;
    }
    this.#send({type: "ping"});
  }

  #send(message) {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

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
        this.waiting = message.waiting;
        this.#emit("waiting", {waiting: message.waiting});
        break;
      case "room":
        this.room = message.room;
        this.#emit("room", {room: message.room});
        break;
      case "offer":
        this.#offers = this.#offers.then(() => this.#answer(message)).catch(error => this.#mediaBroke(error));
        break;
      case "muted":
        this.#mutedByHost(message);
        break;
      case "hand_lowered":
        this.hand = this.#announced.hand = false;
        this.#emit("handlowered", message);
        break;
      case "speaking":
      case "chat":
        this.#emit(message.type, message);
        break;
      case "chat_held":
      case "chat_refused":
        this.#emit("chatoutcome", {ref: message.ref, state: message.type.slice(5), message: message.message});
        break;
      case "error":
        this.#last = message;
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
    this.#attempt = 0;
    this.#refusals = 0;
    this.#last = null;
  }

  #admitted(message) {
    this.me = message.you;
    this.room = message.room;
    this.#resume = message.resume;
    this.#settled();
    if (this.#media && this.#media.peer !== message.peer) this.#dropMedia();
    this.#setState("admitted");
    this.#emit("admitted", message);
    this.#people(message.participants);
    this.#announce();
    // It broke while the socket was away.
    if (this.#broken === message.peer && message.peer) this.#send({type: "restart", peer: message.peer});
  }

  #people(participants) {
    this.participants = participants;
    const here = new Set(participants.map(person => person.id));
    for (const id of [...this.streams.keys()]) if (!here.has(id)) this.#streamEnded(id);
    this.#emit("participants", {participants});
  }

  #mutedByHost(message) {
    if (message.kind === "audio") {
      this.mic = this.#announced.mic = false;
      this.#media?.send("audio", null);
      const track = this.#track("audio");
      if (track) track.enabled = false;
    } else {
      this.camera = this.#announced.camera = false;
      this.#media?.send("video", null);
      this.#dropTrack("video");
    }
    this.#localChanged();
    this.#emit("muted", message);
  }

  /** Tells the node what has changed since it last heard. */
  #announce() {
    if (this.state !== "admitted") return;
    const now = {mic: this.mic, camera: this.camera, hand: this.hand};
    for (const [type, value] of Object.entries(now)) {
      if (this.#announced[type] === value) continue;
      const sent = this.#send(type === "hand" ? {type, up: value} : {type, on: value});
      if (sent) this.#announced[type] = value;
    }
  }

  // ---- media

  async #answer({peer, seq, sdp}) {
    if (this.state === "closed" || peer === this.#broken) return;
    if (this.#media?.peer !== peer) {
      this.#dropMedia();
      this.#media = new Media(peer, {
        track: kind => (kind === "audio" ? this.mic : this.camera) ? this.#track(kind) : null,
        received: (id, track) => this.#received(id, track),
        gone: id => this.#streamEnded(id),
        connected: connected => this.#emit("media", {connected}),
        broke: error => this.#mediaBroke(error),
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

  #received(id, track) {
    let stream = this.streams.get(id);
    if (!stream) {
      stream = new MediaStream();
      this.streams.set(id, stream);
    }
    for (const old of stream.getTracks()) if (old.kind === track.kind && old !== track) stream.removeTrack(old);
    if (!stream.getTracks().includes(track)) stream.addTrack(track);
    this.#emit("stream", {id, stream});
  }

  #streamEnded(id) {
    if (this.streams.delete(id)) this.#emit("streamended", {id});
  }

  #dropMedia() {
    if (!this.#media) return;
    this.#media.close();
    this.#media = null;
    for (const id of [...this.streams.keys()]) this.#streamEnded(id);
    this.#emit("media", {connected: false});
  }

  async #measure() {
    const stats = await this.#media?.measure();
    if (stats) this.#emit("stats", stats);
  }

  /** Raw WebRTC statistics of the media connection, or null; for device tests and diagnosis. */
  async report() { return this.#media ? this.#media.connection.getStats() : null; }

  // ---- one's own tracks

  #track(kind) {
    return this.local.getTracks().find(track => track.kind === kind && track.readyState === "live");
  }

  async #acquire(kind) {
    const stream = await navigator.mediaDevices.getUserMedia({[kind]: this.constraints[kind]});
    if (this.state === "closed") {
      for (const track of stream.getTracks()) track.stop();
      throw new DOMException("The call is over.", "AbortError");
    }
    this.#setTrack(kind, stream.getTracks()[0]);
  }

  #setTrack(kind, track) {
    this.#dropTrack(kind, track);
    if (!this.local.getTracks().includes(track)) this.local.addTrack(track);
    track.addEventListener("ended", () => this.#lost(kind, track));
    this.#media?.send(kind, track);
  }

  #dropTrack(kind, except = null) {
    for (const track of this.local.getTracks()) {
      if (track.kind !== kind || track === except) continue;
      this.local.removeTrack(track);
      track.stop();
    }
  }

  /** The device was unplugged or its permission withdrawn. */
  #lost(kind, track) {
    if (!this.local.getTracks().includes(track)) return;
    this.local.removeTrack(track);
    if (kind === "audio") this.mic = false; else this.camera = false;
    this.#media?.send(kind, null);
    this.#announce();
    this.#localChanged();
  }

  #localChanged() {
    this.#emit("local", {stream: this.local, mic: this.mic, camera: this.camera});
  }

  // ---- the end

  #finish() {
    if (this.state === "closed") return;
    this.#setState("closed");
    for (const timer of this.#timers) clearInterval(timer);
    clearTimeout(this.#reconnectTimer);
    removeEventListener("online", this.#online);
    this.#dropMedia();
    for (const track of this.local.getTracks()) { this.local.removeTrack(track); track.stop(); }
    const socket = this.#socket;
    this.#socket = null;
    socket?.close(1000);
  }

  #every(ms, call) { this.#timers.add(setInterval(call, ms)); }

  #setState(state) {
    if (this.state === state) return;
    this.state = state;
    this.#emit("state", {state});
  }

  #emit(type, detail) { this.dispatchEvent(new CustomEvent(type, {detail})); }
}

/** One media connection with the node: answers its offers, sends and receives tracks. */
class Media {
  #hooks;
  #senders = {};
  #answered = {seq: 0, sdp: ""};
  #patience = null;
  #before = null;
  #closed = false;

  constructor(peer, hooks) {
    this.peer = peer;
    this.#hooks = hooks;
    this.connection = new RTCPeerConnection({bundlePolicy: "max-bundle"});
    this.connection.ontrack = event => {
      const [stream] = event.streams;
      if (stream) hooks.received(stream.id, event.track);
    };
    this.connection.onconnectionstatechange = () => this.#stateChanged();
  }

  /** The answer to an offer; the same answer again to an offer that comes again. */
  async answer(seq, sdp) {
    if (seq === this.#answered.seq) return this.#answered.sdp;
    await this.connection.setRemoteDescription({type: "offer", sdp});
    if (seq === 1) await this.#prepareSending();
    const answer = await this.connection.createAnswer();
    await this.connection.setLocalDescription(answer);
    if (seq === 1) await this.#limitBitRate();
    // The node needs no addresses of ours, so none leave.
    const bare = answer.sdp.replace(/^a=candidate:.*\r\n/gm, "");
    this.#answered = {seq, sdp: bare};
    return bare;
  }

  async #prepareSending() {
    for (const transceiver of this.connection.getTransceivers()) {
      const kind = OWN_SECTIONS[transceiver.mid];
      if (!kind) continue;
      transceiver.direction = "sendonly";
      this.#senders[kind] = transceiver.sender;
      await transceiver.sender.replaceTrack(this.#hooks.track(kind) ?? null);
    }
  }

  async #limitBitRate() {
    const sender = this.#senders.video;
    const parameters = sender?.getParameters();
    if (!parameters?.encodings?.length) return;
    parameters.encodings[0].maxBitrate = VIDEO_BITS_PER_S;
    await sender.setParameters(parameters).catch(() => {});
  }

  send(kind, track) {
    this.#senders[kind]?.replaceTrack(track ?? null).catch(error => this.#hooks.broke(error));
  }

  #stateChanged() {
    clearTimeout(this.#patience);
    if (this.#closed) return;
    const state = this.connection.connectionState;
    if (state === "connected") this.#hooks.connected(true);
    if (state === "failed") this.#hooks.broke(new Error("failed"));
    if (state === "disconnected") {
      this.#hooks.connected(false);
      this.#patience = setTimeout(() => this.#hooks.broke(new Error("disconnected")), DISCONNECTED_FOR_MS);
    }
  }

  async measure() {
    if (this.connection.connectionState !== "connected") return {quality: "none", lossPercent: 0, roundTripMs: 0, inboundKbps: 0, outboundKbps: 0};
    const now = {at: performance.now(), received: 0, lost: 0, bytesIn: 0, bytesOut: 0, roundTrip: 0};
    for (const item of (await this.connection.getStats()).values()) {
      if (item.type === "inbound-rtp") {
        now.received += item.packetsReceived ?? 0;
        now.lost += Math.max(0, item.packetsLost ?? 0);
        now.bytesIn += item.bytesReceived ?? 0;
      } else if (item.type === "outbound-rtp") {
        now.bytesOut += item.bytesSent ?? 0;
      } else if (item.type === "candidate-pair" && item.nominated && item.currentRoundTripTime) {
        now.roundTrip = item.currentRoundTripTime;
      }
    }
    const before = this.#before ?? {...now, at: now.at - STATS_EVERY_MS};
    this.#before = now;
    return judge(before, now);
  }

  close() {
    this.#closed = true;
    clearTimeout(this.#patience);
    this.connection.close();
  }
}

/** Two measurements made into words and figures. */
function judge(before, now) {
  const seconds = Math.max(0.5, (now.at - before.at) / 1000);
  const received = Math.max(0, now.received - before.received);
  const lost = Math.max(0, now.lost - before.lost);
  const lossPercent = received + lost ? (100 * lost) / (received + lost) : 0;
  const roundTripMs = now.roundTrip * 1000;
  const poor = lossPercent > 8 || roundTripMs > 600;
  const weak = lossPercent > 2 || roundTripMs > 300;
  return {
    quality: poor ? "poor" : weak ? "weak" : "good",
    lossPercent,
    roundTripMs,
    inboundKbps: Math.max(0, now.bytesIn - before.bytesIn) * 0.008 / seconds,
    outboundKbps: Math.max(0, now.bytesOut - before.bytesOut) * 0.008 / seconds,
  };
}
