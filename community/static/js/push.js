// "Call me on this device": asks the browser, and tells the server where the device is reached.

const box = document.querySelector("[data-push]");
const button = box.querySelector("button");
const said = box.querySelector("[role=status]");
const headers = {"Content-Type": "application/json", "X-CSRFToken": box.dataset.csrf};

const bytes = text => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), one => one.charCodeAt(0));
const tell = (method, endpoint) => fetch(box.dataset.push, {method, headers, body: JSON.stringify({endpoint})});

function show(subscription) {
  button.textContent = subscription ? "Do not call me here any more" : "Call me on this device too";
  said.textContent = subscription ? "This device wakes when you are called." : "";
}

async function toggle(registration) {
  const old = await registration.pushManager.getSubscription();
  if (old) {
    await tell("DELETE", old.endpoint);
    await old.unsubscribe();
    return show(null);
  }
  const fresh = await registration.pushManager.subscribe({userVisibleOnly: true, applicationServerKey: bytes(box.dataset.key)});
  const answer = await tell("POST", fresh.endpoint);
  if (answer.ok) return show(fresh);
  await fresh.unsubscribe();
  said.textContent = await answer.text();
}

async function start() {
  if (!("serviceWorker" in navigator) || !("PushManager" in window)) return;
  const registration = await navigator.serviceWorker.register(box.dataset.worker);
  box.hidden = false;
  show(await registration.pushManager.getSubscription());
  button.addEventListener("click", () => toggle(registration).catch(() => {
    said.textContent = "Your browser did not allow it. Look at its settings for this site.";
  }));
}

start().catch(() => { box.hidden = true; });
