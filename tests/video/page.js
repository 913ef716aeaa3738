import {RoomClient} from "/client.js";

// Kept so that a test can misbehave on purpose.
window.connections = [];
window.RTCPeerConnection = class extends RTCPeerConnection {
  constructor(...given) {
    super(...given);
    window.connections.push(this);
  }
};
window.sendAnyway = async () => {
  const stream = await navigator.mediaDevices.getUserMedia({audio: true});
  const transceiver = window.connections.at(-1).getTransceivers().find(t => t.mid === "0");
  await transceiver.sender.replaceTrack(stream.getAudioTracks()[0]);
};
window.sent = async () => {
  const report = await window.connections.at(-1).getStats();
  return [...report.values()].find(item => item.type === "outbound-rtp" && item.kind === "audio")?.packetsSent ?? 0;
};

const query = new URLSearchParams(location.search);
const member = query.get("member");
const client = new RoomClient();
window.client = client;
window.seen = [];
const names = ["state", "lobby", "admitted", "participants", "waiting", "room", "stream", "streamended", "chat",
  "chatoutcome", "muted", "removed", "denied", "ended", "replaced", "refused", "error", "reconnecting", "media", "speaking", "views"];
for (const name of names) {
  client.addEventListener(name, event => {
    window.seen.push([name, Math.round(performance.now()), name === "stream" ? event.detail.id : event.detail]);
  });
}
client.addEventListener("stream", event => {
  const {id, stream} = event.detail;
  let video = document.getElementById(id);
  if (!video) {
    video = Object.assign(document.createElement("video"), {id, autoplay: true, muted: true, playsInline: true, width: 160});
    document.getElementById("tiles").append(video);
  }
  video.srcObject = stream;
});
client.addEventListener("streamended", event => document.getElementById(event.detail.id)?.remove());

window.inbound = async () => {
  const report = await client.report();
  const streams = {};
  if (!report) return streams;
  for (const item of report.values()) {
    if (item.type !== "inbound-rtp") continue;
    const track = item.trackIdentifier;
    const owner = [...client.streams].find(([, s]) => s.getTracks().some(t => t.id === track))?.[0];
    const person = client.participants.find(p => p.id === owner)?.name ?? "?";
    streams[`${person}:${item.kind}`] = {
      frames: item.framesDecoded ?? 0, packets: item.packetsReceived, lost: item.packetsLost,
      freezes: item.freezeCount ?? 0, keyframes: item.keyFramesDecoded ?? 0,
    };
  }
  return streams;
};
window.candidates = async () => {
  const found = [];
  for (const item of (await client.report()).values()) {
    if (item.type === "remote-candidate") found.push(`${item.address ?? item.ip}:${item.port}`);
  }
  return found;
};
if (query.get("media") === "1") {
  await client.setMic(true);
  await client.setCamera(true);
}
const url = `/token?${query}`;
client.connect(`/ws/video/?member=${member}`, async () => (await fetch(url)).text());
