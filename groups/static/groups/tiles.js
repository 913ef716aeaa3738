// One tile for each person: their picture, or their initials when the camera is off.

export class Tiles {
  #grid;
  #template;
  #tiles = new Map();

  constructor(grid, template) {
    this.#grid = grid;
    this.#template = template;
  }

  get ids() { return [...this.#tiles.keys()]; }

  // person: {id, name, initials, hue, self, host, mic, camera, isPaused, hand, away, stream}
  put(person) {
    const tile = this.#tiles.get(person.id) ?? this.#make(person);
    if (person.member) tile.dataset.member = person.member;
    tile.querySelector(".tile-name [data-name]").textContent = person.self ? `${person.name} (you)` : person.name;
    tile.toggleAttribute("data-muted", !person.mic);
    tile.toggleAttribute("data-hand", Boolean(person.hand));
    tile.toggleAttribute("data-away", Boolean(person.away));
    tile.querySelector("[data-paused]").hidden = !person.isPaused;
    tile.querySelector("[data-state]").textContent = spoken(person);
    this.#show(tile, person);
  }

  remove(id) {
    const tile = this.#tiles.get(id);
    if (!tile) return;
    for (const media of tile.querySelectorAll("video, audio")) media.srcObject = null;
    tile.remove();
    this.#tiles.delete(id);
  }

  keepOnly(ids) {
    for (const id of this.ids) if (!ids.has(id)) this.remove(id);
  }

  speaking(id, on) {
    this.#tiles.get(id)?.toggleAttribute("data-speaking", on);
  }

  #make(person) {
    const tile = this.#template.content.firstElementChild.cloneNode(true);
    tile.dataset.person = person.id;
    tile.toggleAttribute("data-self", Boolean(person.self));
    tile.style.setProperty("--hue", person.hue);
    tile.querySelector("[data-initials]").textContent = person.initials;
    if (!person.self && person.member) offerReport(tile, person);
    this.#tiles.set(person.id, tile);
    if (person.self) this.#grid.prepend(tile);
    else this.#grid.append(tile);
    return tile;
  }

  #show(tile, person) {
    const video = tile.querySelector("video");
    const audio = tile.querySelector("audio");
    const [picture] = person.stream?.getVideoTracks() ?? [];
    const [sound] = person.stream?.getAudioTracks() ?? [];
    attach(video, picture);
    if (!person.self) attach(audio, sound);
    const show = () => tile.toggleAttribute("data-camera", Boolean(person.camera && picture && !picture.muted));
    // A track from afar is muted until its first packet: until then the initials stay.
    if (picture) picture.onunmute = picture.onmute = show;
    show();
  }
}

// Two touches from a face to a report. It opens beside the room: nobody has to leave for it.
function offerReport(tile, person) {
  const menu = tile.querySelector("[data-person-menu]");
  menu.hidden = false;
  menu.querySelector("[data-name]").textContent = person.name;
  for (const link of menu.querySelectorAll("a")) link.href = link.getAttribute("href").replace("person=0", `person=${person.member}`);
}

function attach(element, track) {
  const held = element.srcObject?.getTracks()[0];
  if (held === track) return;
  element.srcObject = track ? new MediaStream([track]) : null;
  if (track) element.play().catch(error => { if (error.name === "NotAllowedError") waitForTap(element); });
}

// Some browsers play sound only after a touch.
function waitForTap(element) {
  element.dispatchEvent(new Event("needs-tap", {bubbles: true}));
  document.addEventListener("click", () => element.play().catch(() => {}), {once: true});
}

function spoken({mic, camera, isPaused, isNotShown, hand, host, away}) {
  const words = [];
  if (host) words.push("facilitator");
  if (hand) words.push("hand raised");
  if (away) words.push("connection lost, coming back");
  words.push(mic ? "microphone on" : "microphone off");
  words.push(aboutPicture({camera, isPaused, isNotShown}));
  return words.join(", ");
}

function aboutPicture({camera, isPaused, isNotShown}) {
  if (isPaused) return "picture paused to save your connection";
  if (isNotShown) return "camera on, not shown to you";
  return camera ? "camera on" : "camera off";
}
