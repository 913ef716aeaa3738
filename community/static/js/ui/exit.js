// "Leave quickly", also by pressing Shift three times: hides the page at once, ends the visit, and
// goes elsewhere. Going back leads to elsewhere too, because the server says so from now on.

const form = document.querySelector("form[data-exit]");
const WITHIN_MS = 1500;
const TIMES = 3;
let pressed = [];

function leave() {
  document.body.hidden = true;
  document.title = "";
  // Drafts go to the server while they can; nothing stays in this browser.
  document.dispatchEvent(new Event("alongside:leaving"));
  for (const name of ["localStorage", "sessionStorage"]) {
    try { window[name].clear(); } catch { /* there is none */ }
  }
  navigator.sendBeacon(form.action, new FormData(form));
  location.replace(form.dataset.exit);
}

if (form) {
  form.addEventListener("submit", event => { event.preventDefault(); leave(); });
  addEventListener("keydown", event => {
    if (event.key !== "Shift") { pressed = []; return; }
    if (event.repeat) return;
    pressed = [...pressed.filter(at => event.timeStamp - at < WITHIN_MS), event.timeStamp];
    if (pressed.length >= TIMES) leave();
  });
}
