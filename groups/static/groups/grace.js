// A room with young people goes on for a minute while one of its adults is away. How much of it is left is said
// in words, three times and no more: a ticking clock helps nobody.

const GRACE_MS = 60_000;
const STEPS = [[GRACE_MS, "In about a minute"], [30_000, "In about half a minute"], [10_000, "In a few seconds"]];

export class Grace {
  #say;
  #timers = [];

  // say(words): empty when it is over.
  constructor(say) { this.#say = say; }

  show(isPausing) {
    if (isPausing === this.#timers.length > 0) return;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers = isPausing ? STEPS.map(([left, when]) => setTimeout(() => this.#say(sentence(when)), GRACE_MS - left)) : [];
    if (!isPausing) this.#say("");
  }
}

const sentence = when => `One of the two adults is away. ${when}, sound and pictures pause until they are back. You can still write in the chat.`;
