// The device test: one card a device; each says what it found and, when something is in the way, what to do.

import {canCall, Devices, noSupport} from "./devices.js";
import {stepsFor} from "./blocked.js";

const METER_EVERY_MS = 120;
const HEARD = 0.08;
const QUESTIONS = 10;
const GOOD_MS = 150;
const WEAK_MS = 400;

const page = document.querySelector("[data-device-test]");
const devices = new Devices();
const card = name => page.querySelector(`[data-test=${name}]`);

function say(name, words, steps = null) {
  const box = card(name);
  box.querySelector("[data-words]").textContent = words;
  page.querySelector("[data-said]").textContent = words;
  const list = box.querySelector("[data-steps]");
  if (Array.isArray(steps)) list.replaceChildren(...steps.map(step => Object.assign(document.createElement("li"), {textContent: step})));
  list.hidden = !steps || !list.children.length;
}

function on(name, act) {
  const button = card(name).querySelector("[data-start]");
  button.addEventListener("click", async () => {
    button.disabled = true;
    await act(button);
    button.disabled = false;
  });
}

async function offerChoice(kind, held) {
  const found = (await devices.list())[kind];
  const box = card(kind).querySelector("[data-choice]");
  const select = box.querySelector("select");
  select.replaceChildren(...found.map((one, index) => new Option(one.label || `${kind} ${index + 1}`, one.deviceId)));
  if (held) select.value = held.getSettings().deviceId;
  box.hidden = !held || found.length < 2;
}

async function camera(button) {
  const picture = card("camera").querySelector("video");
  if (devices.video && button) {
    await devices.setCamera(false);
    picture.hidden = true;
    button.textContent = "Test the camera";
    return say("camera", "Your camera is off again.");
  }
  const track = await devices.setCamera(true);
  showCamera(track);
}

function showCamera(track) {
  const picture = card("camera").querySelector("video");
  const button = card("camera").querySelector("[data-start]");
  picture.hidden = !track;
  picture.srcObject = track ? new MediaStream([track]) : null;
  button.textContent = track ? "Turn it off" : "Try again";
  offerChoice("camera", track);
  if (track) return say("camera", "Your camera works. This is how others would see you.");
  say("camera", devices.problems.camera, stepsFor("camera", devices.causes.camera));
}

async function microphone(button) {
  const level = card("microphone").querySelector(".device-level");
  if (devices.audio && button) {
    await devices.setMicrophone(false);
    level.hidden = true;
    button.textContent = "Test the microphone";
    return say("microphone", "Your microphone is off again.");
  }
  showMicrophone(await devices.setMicrophone(true));
}

function showMicrophone(track) {
  const button = card("microphone").querySelector("[data-start]");
  card("microphone").querySelector(".device-level").hidden = !track;
  button.textContent = track ? "Turn it off" : "Try again";
  offerChoice("microphone", track);
  if (track) return say("microphone", "Your microphone is on. Say something: the bar should move.");
  say("microphone", devices.problems.microphone, stepsFor("microphone", devices.causes.microphone));
}

function hear() {
  const {level, audio} = devices;
  if (!audio) return;
  page.querySelector("#test-level").value = level;
  const words = card("microphone").querySelector("[data-words]");
  if (level > HEARD && !words.dataset.heard) {
    words.dataset.heard = "1";
    say("microphone", "Your microphone works. We hear you.");
  }
}

async function sound() {
  const context = new AudioContext();
  for (const [index, pitch] of [440, 554].entries()) {
    const tone = new OscillatorNode(context, {frequency: pitch});
    const soft = new GainNode(context, {gain: .15});
    tone.connect(soft).connect(context.destination);
    tone.start(context.currentTime + index * .7);
    tone.stop(context.currentTime + index * .7 + .5);
  }
  say("sound", "The tones are playing. Do you hear them?");
  for (const part of ["[data-heard]", "[data-silent]"]) card("sound").querySelector(part).hidden = false;
  await new Promise(done => setTimeout(done, 1400));
  await context.close();
}

async function line() {
  say("line", "Asking…");
  const times = [];
  for (let question = 0; question < QUESTIONS; question += 1) {
    const asked = performance.now();
    try {
      await fetch("/healthz/", {cache: "no-store"});
      times.push(performance.now() - asked);
    } catch {
      return say("line", "Our server did not answer. Check that you are online, then try again.", true);
    }
  }
  const usual = times.sort((one, two) => one - two)[Math.floor(QUESTIONS / 2)];
  if (usual < GOOD_MS) return say("line", "Your connection is good.");
  if (usual < WEAK_MS) return say("line", "Your connection is a little slow. Voices will be fine, pictures may stop now and then.", true);
  say("line", "Your connection is slow. Choose “Sound only” in the room.", true);
}

if (canCall()) {
  on("camera", camera);
  on("microphone", microphone);
} else {
  for (const name of ["camera", "microphone"]) {
    say(name, noSupport);
    card(name).querySelector("[data-start]").disabled = true;
  }
}
on("sound", sound);
on("line", line);
card("sound").querySelector("[data-heard]").addEventListener("click", () => say("sound", "Good. You will hear the others."));
card("sound").querySelector("[data-silent]").addEventListener("click", () => say("sound", "Then something is in the way. Try these, one after the other:", true));
page.querySelector("#test-camera").addEventListener("change", async event => showCamera(await devices.choose("camera", event.target.value)));
page.querySelector("#test-microphone").addEventListener("change", async event => showMicrophone(await devices.choose("microphone", event.target.value)));
setInterval(hear, METER_EVERY_MS);
addEventListener("pagehide", () => devices.stop());
