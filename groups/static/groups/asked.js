// When a facilitator asks whether somebody would like to speak: a question, and never more.

import {live} from "/static/js/live.js";
import {inTheWay} from "./devices.js";
import {announce} from "./page.js";

export class Asked {
  #room;
  #client;
  #bar;

  constructor(room, client, bar) {
    this.#room = room;
    this.#client = client;
    this.#bar = bar;
    live.addEventListener("asked_to_speak", ({detail}) => this.#asked(detail));
    const question = room.querySelector("[data-asked]");
    question.querySelector("[data-yes]").addEventListener("click", () => this.#speak(question));
    question.querySelector("[data-no]").addEventListener("click", () => this.#answered(question, "Your microphone stays off."));
    client.addEventListener("local", () => { if (client.mic) question.hidden = true; });
  }

  #asked({session, name}) {
    if (String(session) !== this.#room.dataset.session || this.#client.state !== "admitted" || this.#client.mic) return;
    const question = this.#room.querySelector("[data-asked]");
    question.querySelector("[data-asker]").textContent = name;
    question.hidden = false;
    announce(`${name} asks whether you would like to say something. Your microphone stays off unless you turn it on.`);
  }

  async #speak(question) {
    try {
      await this.#client.setMic(true);
      this.#answered(question, "Your microphone is on.");
    } catch (error) {
      this.#answered(question, inTheWay(error, "microphone"));
    }
  }

  #answered(question, words) {
    const held = question.contains(document.activeElement);
    question.hidden = true;
    if (held) this.#room.querySelector("[data-mic]").focus();
    this.#bar.say(words);
  }
}
