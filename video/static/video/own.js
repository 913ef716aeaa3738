/** One's own tracks: opened when they are first wanted, given back when they are not. */

export class OwnTracks {
  stream = new MediaStream();
  #lost;

  /** `lost(kind)` is called when a device was unplugged or its permission withdrawn. */
  constructor(lost) { this.#lost = lost; }

  get(kind) {
    return this.stream.getTracks().find(track => track.kind === kind && track.readyState === "live");
  }

  /** Asks for the device; rejects with the browser's DOMException. */
  async open(kind, constraints) {
    const stream = await navigator.mediaDevices.getUserMedia({[kind]: constraints});
    return stream.getTracks()[0];
  }

  take(track) {
    this.drop(track.kind, track);
    if (this.stream.getTracks().includes(track)) return;
    this.stream.addTrack(track);
    track.addEventListener("ended", () => {
      if (!this.stream.getTracks().includes(track)) return;
      this.stream.removeTrack(track);
      this.#lost(track.kind);
    });
  }

  drop(kind, except = null) {
    for (const track of this.stream.getTracks()) {
      if (track.kind !== kind || track === except) continue;
      this.stream.removeTrack(track);
      track.stop();
    }
  }

  dropAll() {
    this.drop("audio");
    this.drop("video");
  }
}
