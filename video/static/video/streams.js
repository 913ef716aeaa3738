/** What arrives of others: one stream a person, made of their sound and the picture that is being sent. */

// The other picture needs a moment to begin; until then the old one stays.
const CHANGE_PICTURE_MS = 600;

export class Streams {
  /** Map id → MediaStream. */
  streams = new Map();
  /** id → full | small | none */
  views = {};
  #tracks = new Map();
  #emit;

  /** `emit(type, detail)` hears of stream, streamended and views. */
  constructor(emit) { this.#emit = emit; }

  receive(id, kind, track) {
    this.#tracks.set(id, {...this.#tracks.get(id), [kind]: track});
    this.#compose(id);
  }

  /** One stream a person: their sound, and of their two pictures the one that is being sent. */
  #compose(id) {
    const {audio, video, small} = this.#tracks.get(id) ?? {};
    const picture = this.views[id] === "small" ? small ?? video : video;
    const tracks = [audio, picture].filter(Boolean);
    const known = this.streams.get(id);
    if (!tracks.length || (known && tracks.every(track => known.getTracks().includes(track)))) return;
    const stream = known ?? new MediaStream();
    this.streams.set(id, stream);
    for (const old of stream.getTracks()) if (!tracks.includes(old)) stream.removeTrack(old);
    for (const track of tracks) if (!stream.getTracks().includes(track)) stream.addTrack(track);
    this.#emit("stream", {id, stream});
  }

  view({views, why}) {
    this.views = views;
    this.#emit("views", {views, why});
    setTimeout(() => { for (const id of this.#tracks.keys()) this.#compose(id); }, CHANGE_PICTURE_MS);
  }

  /** Lets go of whoever is not among these ids (a Set). */
  keep(ids) {
    for (const id of [...this.streams.keys()]) if (!ids.has(id)) this.#end(id);
  }

  #end(id) {
    this.#tracks.delete(id);
    if (this.streams.delete(id)) this.#emit("streamended", {id});
  }
}
