// The bar: microphone, camera, hand. What a button does is what it says.

import {inTheWay} from "./devices.js";
import {announce} from "./page.js";

export class Bar {
  #room;
  #bar;
  #client;
  #hiding = 0;

  constructor(room, client) {
    this.#room = room;
    this.#bar = room.querySelector(".bar");
    this.#client = client;
    this.#on("[data-mic]", () => this.#turn("microphone", on => client.setMic(on), !client.mic));
    this.#on("[data-camera]", () => this.#turn("camera", on => client.setCamera(on), !client.camera));
    this.#on("[data-hand]", () => this.#hand());
    client.addEventListener("local", () => this.#show());
    client.addEventListener("handlowered", ({detail}) => { this.#show(); this.say(detail.message); });
    client.addEventListener("muted", ({detail}) => this.say(detail.message));
    this.#show();
  }

  async #turn(kind, act, on) {
    try {
      await act(on);
      announce(`Your ${kind} is ${on ? "on" : "off"}.`);
    } catch (error) {
      this.say(inTheWay(error, kind));
    }
    this.#show();
  }

  #hand() {
    this.#client.raiseHand(!this.#client.hand);
    announce(this.#client.hand ? "Your hand is up." : "Your hand is down.");
    this.#show();
  }

  #show() {
    const {mic, camera, hand} = this.#client;
    this.#press("[data-mic]", mic, mic ? "Mute" : "Unmute");
    this.#press("[data-camera]", camera, camera ? "Camera off" : "Camera on");
    this.#press("[data-hand]", hand, hand ? "Lower hand" : "Raise hand");
  }

  #press(selector, on, words) {
    const button = this.#bar.querySelector(selector);
    button.toggleAttribute("data-on", on);
    button.querySelector("[data-label]").textContent = words;
  }

  // Seen for a while above the bar, and read out.
  say(words) {
    const toast = this.#room.querySelector("[data-toast]");
    toast.textContent = words;
    toast.hidden = false;
    clearTimeout(this.#hiding);
    this.#hiding = setTimeout(() => { toast.hidden = true; }, 12000);
  }

  #on(selector, act) { this.#bar.querySelector(selector)?.addEventListener("click", act); }
}
