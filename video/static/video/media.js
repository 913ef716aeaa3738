/** The media connection with the node, and how well it goes. */

const STATS_EVERY_MS = 5_000;
const DISCONNECTED_FOR_MS = 3_000;
// Sections come in threes: our own first, then those of each other person.
const KINDS = ["audio", "video", "small"];
const OWN_SECTIONS = KINDS.length;
const LIMITS = {
  video: {maxBitrate: 350_000},
  small: {maxBitrate: 60_000, maxFramerate: 10, scaleResolutionDownBy: 4},
};

// Where so large a share of packets is asked for again, pictures and sound are shown a little later, so that what is
// sent again comes in time; below the lower share they are shown as soon as can be.
const UNEVEN = 0.05, EVEN = 0.02;
const PATIENT_MS = 150;
const ENOUGH_PACKETS = 50;

const UNMEASURED = {quality: "none", lossPercent: 0, roundTripMs: 0, inboundKbps: 0, outboundKbps: 0};

/**
 * One media connection with the node: answers its offers, sends and receives tracks.
 *
 * Hooks: track("audio" | "video") → the track to send or null, received(id, kind, track), connected(bool), broke().
 * The kind `small` is the camera once more, small, sent only while the node asks for it.
 */
export class Media {
  #hooks;
  #senders = {};
  #sendsSmall = false;
  #answered = {seq: 0, sdp: ""};
  #patience = null;
  #before = null;
  #isPatient = false;
  #closed = false;

  constructor(peer, iceServers, hooks) {
    this.peer = peer;
    this.#hooks = hooks;
    this.connection = new RTCPeerConnection({bundlePolicy: "max-bundle", iceServers});
    this.connection.ontrack = event => {
      const [stream] = event.streams;
      if (stream) hooks.received(stream.id, kindOf(event.transceiver), event.track);
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
      if (Number(transceiver.mid) >= OWN_SECTIONS) continue;
      const kind = kindOf(transceiver);
      transceiver.direction = "sendonly";
      this.#senders[kind] = transceiver.sender;
      await transceiver.sender.replaceTrack(kind === "small" ? null : this.#hooks.track(kind) ?? null);
    }
  }

  async #limitBitRate() {
    for (const [kind, limits] of Object.entries(LIMITS)) {
      const parameters = this.#senders[kind]?.getParameters();
      if (!parameters?.encodings?.length) continue;
      Object.assign(parameters.encodings[0], limits);
      await this.#senders[kind].setParameters(parameters).catch(() => {});
    }
  }

  send(kind, track) {
    this.#replace(kind, track);
    if (kind === "video") this.#replace("small", this.#sendsSmall ? track : null);
  }

  /** Sends the camera a second time, small, for those whose connection bears no more. */
  sendSmall(on) {
    this.#sendsSmall = on;
    this.#replace("small", on ? this.#hooks.track("video") : null);
  }

  #replace(kind, track) {
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
    const now = {at: performance.now(), received: 0, lost: 0, nacks: 0, bytesIn: 0, bytesOut: 0, roundTrip: 0};
    for (const item of (await this.connection.getStats()).values()) {
      if (item.type === "inbound-rtp") {
        now.received += item.packetsReceived ?? 0;
        now.lost += Math.max(0, item.packetsLost ?? 0);
        now.nacks += item.nackCount ?? 0;
        now.bytesIn += item.bytesReceived ?? 0;
      } else if (item.type === "outbound-rtp") {
        now.bytesOut += item.bytesSent ?? 0;
      } else if (item.type === "candidate-pair" && item.nominated && item.currentRoundTripTime) {
        now.roundTrip = item.currentRoundTripTime;
      }
    }
    const before = this.#before ?? {...now, at: now.at - STATS_EVERY_MS};
    this.#before = now;
    this.#bePatient(now.nacks - before.nacks, now.received - before.received);
    return judge(before, now);
  }

  #bePatient(askedAgain, received) {
    if (received < ENOUGH_PACKETS) return;
    const share = askedAgain / received;
    this.#isPatient = share > (this.#isPatient ? EVEN : UNEVEN);
    for (const receiver of this.connection.getReceivers()) {
      if ("jitterBufferTarget" in receiver) receiver.jitterBufferTarget = this.#isPatient ? PATIENT_MS : null;
    }
  }

  close() {
    this.#closed = true;
    clearTimeout(this.#patience);
    this.connection.close();
  }
}

function kindOf(transceiver) { return KINDS[Number(transceiver.mid) % KINDS.length]; }

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
