// Keys of the queue. They rest while somebody types, and can be switched off for good.

const SWITCH = "alongside.queue.keys";
const dialog = document.getElementById("shortcuts");
const toggle = dialog.querySelector("[data-shortcuts-on]");

const isOn = () => localStorage.getItem(SWITCH) !== "off";
const typing = target => target.closest("textarea, select, input:not([type=radio]), [contenteditable]");
const press = selector => document.querySelector(selector)?.click();

export function listen({list}) {
  toggle.checked = isOn();
  toggle.addEventListener("change", () => localStorage.setItem(SWITCH, toggle.checked ? "on" : "off"));
  document.querySelector("[data-shortcuts-open]").addEventListener("click", () => dialog.showModal());
  document.addEventListener("keydown", event => {
    if (event.defaultPrevented || dialog.open || document.querySelector("dialog[open]")) return;
    const bar = event.target.closest("[data-bar]");
    if (bar && event.key === "Enter") return confirm(event, bar);
    if (event.key === "Escape" && bar) return clear(bar);
    if (!isOn() || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    act(event, list);
  });
}

function act(event, list) {
  const {key} = event;
  if (key === "j" || key === "k") step(list, key === "j" ? 1 : -1);
  else if (key === "?") dialog.showModal();
  else if (key === "o") reveal();
  else if (key === "Escape") clear(document.querySelector("[data-bar]"));
  else if ("chnrstu".includes(key)) press(`[data-key=${key}]`);
  else if (/^[1-6]$/.test(key)) choose(key);
  else if (key === "Enter" && event.target === document.body) submit(document.querySelector("[data-bar]"));
  else return;
  if (key !== "Enter") event.preventDefault();
}

function step(list, by) {
  const rows = [...list.children];
  const at = rows.findIndex(row => row.contains(document.activeElement) || row.classList.contains("is-open"));
  const next = rows[Math.min(rows.length - 1, Math.max(0, at < 0 ? 0 : at + by))];
  if (!next) return;
  const link = next.querySelector("a");
  link.focus();
  link.click();
}

function reveal() {
  const veil = document.querySelector("[data-veil]");
  if (veil) veil.open = !veil.open;
}

function choose(key) {
  const radio = document.querySelector(`[data-bar] [name=action][data-key="${key}"]`);
  if (!radio || radio.disabled) return;
  radio.checked = true;
  radio.focus();
  radio.dispatchEvent(new Event("change", {bubbles: true}));
}

function confirm(event, bar) {
  const written = event.target.closest("textarea") && !event.ctrlKey && !event.metaKey;
  if (written || event.target.closest("button, a")) return;
  event.preventDefault();
  submit(bar);
}

function submit(bar) {
  if (bar?.querySelector("[name=action]:checked")) bar.requestSubmit();
}

function clear(bar) {
  for (const radio of bar?.querySelectorAll("[name=action]") ?? []) radio.checked = false;
  if (bar) delete bar.dataset.chosen;
}
