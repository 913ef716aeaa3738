// What to do, step by step, when a browser or the device itself keeps a camera or a microphone away.

const SYSTEM = {
  mac: "On a Mac, also open System Settings, Privacy & Security, and allow your browser there.",
  windows: "On Windows, also open Settings, Privacy & security, and allow apps to use it.",
  android: "On Android, also open Settings, Apps, your browser, Permissions.",
  ios: "On an iPhone or iPad, also open Settings, Apps, your browser, and allow it there.",
};
const BROWSER = {
  firefox: "In Firefox, press the sign left of the address, and take away “Blocked”.",
  safari: "In Safari, press the sign left of the address, then Website Settings, and choose “Allow”.",
  chrome: "Press the sign left of the address, then the switch for the {thing}.",
};

// cause: the name of the browser's error. Returns the steps, in the order in which they help most often.
export function stepsFor(kind, cause, agent = navigator.userAgent) {
  const system = SYSTEM[systemOf(agent)];
  if (cause === "NotAllowedError") {
    return [BROWSER[browserOf(agent)].replace("{thing}", kind), system, "Reload this page, and try again."].filter(Boolean);
  }
  if (cause === "NotFoundError") return [`Plug your ${kind} in, or switch it on.`, "Wait a moment, and try again.", system].filter(Boolean);
  if (cause === "NotReadableError") {
    return [`Close other programs and tabs that use the ${kind}.`, "Unplug it and plug it in again, or restart the device.", "Try again."];
  }
  return ["Reload this page.", `Try another ${kind} or another browser.`];
}

export function systemOf(agent) {
  if (/iPhone|iPad/.test(agent)) return "ios";
  if (/Android/.test(agent)) return "android";
  if (/Mac OS X/.test(agent)) return "mac";
  return /Windows/.test(agent) ? "windows" : "";
}

function browserOf(agent) {
  if (/Firefox|FxiOS/.test(agent)) return "firefox";
  return /Chrome|CriOS|Edg/.test(agent) ? "chrome" : "safari";
}
