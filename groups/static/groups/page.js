// What every part of the room page shares: requests, words for screen readers, panels.

const room = document.querySelector("[data-room]");

// Answers {ok, …} and never throws: a lost connection is {ok: false}.
export async function post(url, fields = {}) {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: {"X-CSRFToken": room.dataset.csrf, Accept: "application/json"},
      body: new URLSearchParams(fields),
    });
    const answer = await response.json().catch(() => ({}));
    return {ok: response.ok, status: response.status, ...answer};
  } catch {
    return {ok: false, status: 0};
  }
}

export function announce(words) {
  const region = room.querySelector("[data-announce]");
  const line = document.createElement("span");
  line.textContent = words;
  region.replaceChildren(line);
}

// Side panels: one at a time. Escape closes it and gives focus back to the button.
export class Panels extends EventTarget {
  current = "";
  #opener = null;

  constructor() {
    super();
    for (const button of room.querySelectorAll("[data-open-panel]")) {
      button.addEventListener("click", () => this.toggle(button.dataset.openPanel, button));
    }
    for (const panel of room.querySelectorAll("[data-panel]")) {
      panel.querySelector("[data-close-panel]").addEventListener("click", () => this.close());
      panel.addEventListener("keydown", event => {
        if (event.key === "Escape" && !event.defaultPrevented) this.close();
      });
    }
  }

  toggle(name, opener) {
    if (this.current === name) return this.close();
    this.#show(name);
    this.#opener = opener;
    const panel = room.querySelector(`[data-panel="${name}"]`);
    if (name !== "chat") panel.querySelector("button").focus();
    this.dispatchEvent(new CustomEvent("open", {detail: name}));
  }

  close() {
    this.#show("");
    this.#opener?.focus();
  }

  #show(name) {
    this.current = name;
    room.querySelector("[data-at=call]").dataset.beside = name;
    for (const panel of room.querySelectorAll("[data-panel]")) panel.hidden = panel.dataset.panel !== name;
    for (const button of room.querySelectorAll("[data-open-panel]")) {
      button.setAttribute("aria-expanded", String(button.dataset.openPanel === name));
    }
  }
}
