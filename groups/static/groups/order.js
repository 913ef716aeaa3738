// Who is on the stage when not all fit, and in which place. Nobody jumps about: two people change places
// only when one of them has something to say and cannot be seen.

export class Order {
  #places = [];
  #heard = new Map();
  #limit = Infinity;

  // ids: everybody who is here. Who comes stands last; a place that becomes free on the stage is taken by the
  // first who is not on it, so that the others stay where they are.
  keep(ids) {
    const here = new Set(ids);
    for (const id of this.#places.filter(one => !here.has(one))) this.#goes(id);
    for (const id of ids) if (!this.#places.includes(id)) this.#places.push(id);
  }

  // ids: who speaks at this time (any growing number).
  heard(ids, now) { for (const id of ids) this.#heard.set(id, now); }

  // limit: how many have room. wanted: who should be seen, the most important first; fixed: who stays besides.
  // Returns all ids in their places; the first `limit` are on the stage.
  arrange(limit, wanted, fixed = []) {
    this.#limit = limit;
    const keeps = new Set([...wanted, ...fixed]);
    for (const id of [...fixed, ...wanted]) {
      const from = this.#places.indexOf(id);
      if (from < limit) continue;
      const to = this.#quietest(limit, keeps);
      if (to < 0) break;
      [this.#places[from], this.#places[to]] = [this.#places[to], this.#places[from]];
    }
    return [...this.#places];
  }

  #goes(id) {
    const at = this.#places.indexOf(id);
    const next = at < this.#limit ? this.#places[this.#limit] : undefined;
    if (next !== undefined) {
      this.#places.splice(this.#limit, 1);
      this.#places[at] = next;
    } else {
      this.#places.splice(at, 1);
    }
    this.#heard.delete(id);
  }

  #quietest(limit, keeps) {
    const may = this.#places.slice(0, limit).filter(id => !keeps.has(id));
    const last = id => this.#heard.get(id) ?? -1;
    const quietest = may.reduce((best, id) => (best === null || last(id) <= last(best) ? id : best), null);
    return quietest === null ? -1 : this.#places.indexOf(quietest);
  }
}
