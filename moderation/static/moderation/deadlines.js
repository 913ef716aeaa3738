// "18 min left", as the server says it (moderation/wording.py).

const SOON_MIN = 30;

export function left(minutes) {
  const amount = Math.abs(minutes);
  let text;
  if (amount < 60) text = `${amount} min`;
  else if (amount < 24 * 60) {
    const hours = Math.floor(amount / 60), rest = amount % 60;
    text = rest && hours < 10 ? `${hours} h ${rest} min` : `${hours} h`;
  } else {
    const days = Math.floor(amount / 1440), rest = amount % 1440;
    text = rest >= 60 ? `${days} d ${Math.floor(rest / 60)} h` : `${days} d`;
  }
  return minutes >= 0 && !Object.is(minutes, -0) ? `${text} left` : `${text} over`;
}

export function deadline(time) {
  const seconds = (new Date(time.dateTime) - Date.now()) / 1000;
  const minutes = seconds >= 0 ? Math.floor(seconds / 60) : -Math.floor(-seconds / 60);
  time.textContent = left(minutes);
  time.dataset.urgency = seconds < 0 ? "over" : minutes < SOON_MIN ? "soon" : "later";
}
