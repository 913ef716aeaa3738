// On a device that others use too: a page that nobody touches signs itself out, and shows nothing more.

const IDLE_MS = 15 * 60 * 1000;
let timer = 0;

async function signOut() {
  document.body.hidden = true;
  const token = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
  try { await fetch("/accounts/logout/", {method: "POST", headers: {"X-CSRFToken": token}}); } catch { /* the server does so by itself */ }
  location.replace("/accounts/login/");
}

function wait() {
  clearTimeout(timer);
  timer = setTimeout(signOut, IDLE_MS);
}

if ("shared" in document.documentElement.dataset) {
  for (const kind of ["pointerdown", "keydown", "scroll"]) addEventListener(kind, wait, {passive: true});
  wait();
}
