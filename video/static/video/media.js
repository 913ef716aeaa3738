/** The media connection with the node, and how well it goes. */

const STATS_EVERY_MS = 5_000;
const DISCONNECTED_FOR_MS = 3_000;
const VIDEO_BITS_PER_S = 350_000;
const OWN_SECTIONS = {0: "audio", 1: "video"};

const UNMEASURED = {quality: "none", lossPercent: 0, roundTripMs: 0, inboundKbps: 0, outboundKbps: 0};

/**
 * One media connection with the node: answers its offers, sends and receives tracks.
 *
 * Hooks: track(kind) → the track to send or null, received(id, track), connected(bool), broke().
 */
export class Media {
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
    if (this.connection.connectionState !== "connected") return UNMEASURED;
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
