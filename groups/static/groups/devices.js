// Camera and microphone before and during the call: what there is, what was chosen, what is in the way.

const WORDS = {
  NotAllowedError: {
    camera: "Your browser blocks the camera. Press the camera or lock sign beside the address, choose “Allow”, then try again. You can also come in without it.",
    microphone: "Your browser blocks the microphone. Press the lock sign beside the address, choose “Allow”, then try again. You can also listen and type.",
  },
  NotFoundError: {
    camera: "We found no camera. You can come in with your microphone, or listen and type.",
    microphone: "We found no microphone. You can listen and type.",
  },
  NotReadableError: {
    camera: "Another program is using the camera. Close it, then try again.",
    microphone: "Another program is using the microphone. Close it, then try again.",
  },
};
const UNKNOWN = {
  camera: "The camera did not start. Unplug it and plug it in again, or come in without it.",
  microphone: "The microphone did not start. Unplug it and plug it in again, or listen and type.",
};
const NO_SUPPORT = "This browser cannot make calls here. Try a current Firefox, Chrome, Edge or Safari.";

const VIDEO = {width: {ideal: 640}, height: {ideal: 480}, frameRate: {ideal: 20, max: 24}};
const AUDIO = {echoCancellation: true, noiseSuppression: true, autoGainControl: true};

// What went wrong with a device, and what to do about it. kind: "camera" | "microphone".
export function inTheWay(error, kind) {
  return (WORDS[error.name] ?? UNKNOWN)[kind];
}

export const canCall = () => Boolean(navigator.mediaDevices?.getUserMedia && window.RTCPeerConnection);
export const noSupport = NO_SUPPORT;

export class Devices extends EventTarget {
  video = null;
  audio = null;
  problems = {};
  causes = {};
  #wanted = {camera: "", microphone: ""};
  #meter = null;

  constructor() {
    super();
    navigator.mediaDevices?.addEventListener?.("devicechange", () => this.#say("list"));
  }

  // mode: "both" | "audio" | "none". Never throws: what went wrong is in `problems`, in words.
  async use(mode) {
    this.problems = {};
    if (mode !== "both" || !await this.#both()) {
      await this.setCamera(mode === "both");
      await this.setMicrophone(mode !== "none");
    }
    this.#say("list");
  }

  // The tracks go on to the call: from now on they are its to stop.
  handOver() {
    const tracks = [this.audio, this.video].filter(Boolean);
    this.audio = this.video = null;
    this.#listen();
    return new MediaStream(tracks);
  }

  get chosen() { return {...this.#wanted}; }

  async setCamera(on) {
    this.#stop("video");
    delete this.problems.camera;
    if (on) await this.#start("camera", "video", {video: {...VIDEO, ...this.#exactly("camera")}});
    this.#say("change");
    return this.video;
  }

  async setMicrophone(on) {
    this.#stop("audio");
    delete this.problems.microphone;
    if (on) await this.#start("microphone", "audio", {audio: {...AUDIO, ...this.#exactly("microphone")}});
    this.#listen();
    this.#say("change");
    return this.audio;
  }

  async choose(kind, id) {
    this.#wanted[kind] = id;
    return kind === "camera" ? this.setCamera(true) : this.setMicrophone(true);
  }

  async list() {
    const found = await navigator.mediaDevices?.enumerateDevices?.() ?? [];
    const of = kind => found.filter(device => device.kind === kind && device.deviceId);
    return {camera: of("videoinput"), microphone: of("audioinput")};
  }

  // 0 to 1, how loud the microphone is now.
  get level() {
    if (!this.#meter) return 0;
    this.#meter.analyser.getByteTimeDomainData(this.#meter.samples);
    const peak = this.#meter.samples.reduce((top, sample) => Math.max(top, Math.abs(sample - 128)), 0);
    return Math.min(1, peak / 64);
  }

  stop() {
    this.#stop("video");
    this.#stop("audio");
    this.#listen();
  }

  // One question of the browser for both; when it says no, each is asked for alone.
  async #both() {
    this.#stop("video");
    this.#stop("audio");
    const video = {...VIDEO, ...this.#exactly("camera")};
    const audio = {...AUDIO, ...this.#exactly("microphone")};
    const stream = await navigator.mediaDevices.getUserMedia({video, audio}).catch(() => null);
    if (!stream) return false;
    this.#hold("camera", "video", stream.getVideoTracks()[0]);
    this.#hold("microphone", "audio", stream.getAudioTracks()[0]);
    this.#listen();
    this.#say("change");
    return true;
  }

  #hold(kind, name, track) {
    this[name] = track;
    track.addEventListener("ended", () => this[name] === track && this.#lost(kind, name));
  }

  async #start(kind, track, constraints) {
    try {
      const stream = await navigator.mediaDevices.getUserMedia(constraints);
      this.#hold(kind, track, stream.getTracks()[0]);
    } catch (error) {
      this.problems[kind] = inTheWay(error, kind);
      this.causes[kind] = error.name;
    }
  }

  #lost(kind, track) {
    this[track] = null;
    this.problems[kind] = UNKNOWN[kind];
    this.#say("change");
  }

  #exactly(kind) {
    return this.#wanted[kind] ? {deviceId: {exact: this.#wanted[kind]}} : {};
  }

  #stop(track) {
    this[track]?.stop();
    this[track] = null;
  }

  #listen() {
    this.#meter?.context.close();
    this.#meter = null;
    if (!this.audio) return;
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    analyser.fftSize = 512;
    context.createMediaStreamSource(new MediaStream([this.audio])).connect(analyser);
    this.#meter = {context, analyser, samples: new Uint8Array(analyser.fftSize)};
  }

  #say(type) { this.dispatchEvent(new Event(type)); }
}
