// The room page: from "how would you like to be here" over the door to the faces, and out again.

import {RoomClient} from "/static/video/client.js";
import {Bar} from "./bar.js";
import {Blur} from "./blur.js";
import {Captions} from "./captions.js";
import {Chat} from "./chat.js";
import {Data} from "./data.js";
import {Devices} from "./devices.js";
import {HostPanel} from "./host.js";
import {Asked} from "./asked.js";
import {announce, Panels, post} from "./page.js";
import {Ready} from "./ready.js";
import {Sheet} from "./sheet.js";
import {Stage} from "./stage.js";
import {Tiles} from "./tiles.js";
import {Talk} from "./talk.js";
import {offerAWord} from "./word.js";

// What the node says at a door that is not locked; here the facilitators' names say it better.
const DOOR_OPEN = "The facilitator will let you in.";
const room = document.querySelector("[data-room]");
const isHost = Boolean(room.dataset.host);
const template = document.getElementById("tile");
const me = {
  id: "me",
  name: room.dataset.name,
  initials: room.dataset.initials,
  hue: room.dataset.hue,
};

const devices = new Devices();
const ready = new Ready(room, devices, new Tiles(room.querySelector("[data-preview]"), template), me);
const client = room.roomClient = new RoomClient();
const panels = new Panels();
const host = isHost ? new HostPanel(room, client) : null;
const sheet = new Sheet(room, host);
const chat = new Chat(room, panels, frame => { sheet.take(frame); captions.take(frame); });
const lobby = new Tiles(room.querySelector("[data-lobby-preview]"), template);

const bar = new Bar(room, client);
const captions = new Captions(room, client, bar);
const data = new Data(room, client);
const blur = new Blur(room, () => devices.video ?? client.local.getVideoTracks()[0]);
devices.addEventListener("change", () => blur.look());
client.addEventListener("local", () => blur.look());
const faces = room.querySelector("[data-faces]");
data.addEventListener("choice", () => { if (data.choice === "sound") ready.withoutCamera(); });
const stage = new Stage(faces, seen => data.seen(seen));
new Talk(room, client, new Tiles(faces, template), {host, sheet, stage, data});
new Asked(room, client, bar);
const {wordUrl} = room.dataset;
const atTheDoorSaid = room.querySelector("[data-word-said]");
offerAWord(room.querySelector(".bar [data-word]"), wordUrl, words => bar.say(words));
offerAWord(room.querySelector(".lobby [data-word]"), wordUrl, words => { atTheDoorSaid.textContent = words; });

const door = room.querySelector("[data-enter]");
door.disabled = false;
door.addEventListener("click", enter);
room.addEventListener("needs-tap", () => bar.say("Touch the page once to hear the others."));
for (const button of room.querySelectorAll("[data-leave]")) button.addEventListener("click", () => client.leave());

client.addEventListener("lobby", ({detail}) => atTheDoor(detail));
client.addEventListener("admitted", inside);
client.addEventListener("local", ({detail}) => showInLobby(detail));
client.addEventListener("state", ({detail}) => { if (detail.state === "closed") goodbye(); });
for (const ending of ["removed", "denied", "ended", "replaced", "refused"]) {
  client.addEventListener(ending, ({detail}) => { room.dataset.ending = ending; announce(detail.message); });
}

async function enter() {
  door.disabled = true;
  await ready.settled();
  ready.stop();
  const {camera, microphone} = devices.chosen;
  if (camera) client.constraints.video.deviceId = {exact: camera};
  if (microphone) client.constraints.audio.deviceId = {exact: microphone};
  client.publish(devices.handOver());
  client.connect("/ws/video/", freshToken);
}

// A refusal is final and said in words; anything else is tried again by the client.
async function freshToken() {
  const answer = await post(room.dataset.tokenUrl);
  if (answer.status === 403 || answer.status === 404) {
    room.dataset.ending = "refused";
    client.leave();
  }
  if (!answer.ok) throw new Error(answer.error ?? "no token");
  return answer.token;
}

function atTheDoor({hosts_present: present, message}) {
  const who = room.dataset.hosts;
  const usual = `${who} will let you in. You can stretch meanwhile.`;
  const alone = `${who} is not here yet. You can stretch meanwhile; this page goes on by itself.`;
  const words = present ? (message === DOOR_OPEN ? usual : message) : alone;
  room.querySelector("[data-lobby-words]").textContent = words;
  if (room.dataset.stage !== "lobby") {
    show("lobby");
    room.querySelector("#lobby-title").focus();
  }
  showInLobby(client);
}

function inside() {
  chat.listen();
  if (room.dataset.stage === "call") return;
  show("call");
  room.querySelector("[data-call-title]").focus();
  announce("You are in the room.");
  stayHere();
  keepScreenOn();
}

// Help and the other links of the frame open beside the call, not in its place.
function stayHere() {
  for (const link of document.querySelectorAll(".top a:not([data-exit])")) link.target = "_blank";
}

function keepScreenOn() {
  const ask = () => { if (!document.hidden) navigator.wakeLock?.request("screen").catch(() => {}); };
  document.addEventListener("visibilitychange", ask);
  ask();
}

function showInLobby({mic, camera, local, stream = local}) {
  lobby.put({...me, self: true, mic, camera, stream});
}

function show(stage) {
  room.dataset.stage = stage;
  for (const section of room.querySelectorAll("[data-at]")) section.hidden = section.dataset.at !== stage;
}

function goodbye() {
  const why = room.dataset.ending ?? "left";
  location.assign(`${room.dataset.goodbyeUrl}?why=${why}`);
}
