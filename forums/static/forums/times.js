// Keeps "5 min ago" current while a page stays open. Says the same as the server's `ago`.

const MINUTE = 60, HOUR = 3600, DAY = 86400;
const day = new Intl.DateTimeFormat("en-GB", {day: "numeric", month: "long"});
const dayOfYear = new Intl.DateTimeFormat("en-GB", {day: "numeric", month: "long", year: "numeric"});

function ago(when) {
  const passed = Math.max(0, (Date.now() - when) / 1000);
  if (passed < MINUTE) return "just now";
  if (passed < HOUR) return `${Math.floor(passed / MINUTE)} min ago`;
  if (passed < DAY) return `${Math.floor(passed / HOUR)} h ago`;
  if (passed < 2 * DAY) return "yesterday";
  return (passed < 300 * DAY ? day : dayOfYear).format(when);
}

export function refresh(root = document) {
  for (const time of root.querySelectorAll("time[data-ago]")) {
    const text = ago(new Date(time.dateTime));
    if (time.textContent !== text) time.textContent = text;
  }
}

setInterval(refresh, 30_000);
