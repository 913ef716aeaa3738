// Small things kept in this browser. Storage may be full or forbidden: then only the server keeps them.
// On a device that others use too, and once somebody leaves quickly, they are kept in this page alone.

const here = new Map();
let onlyHere = "shared" in document.documentElement.dataset;
document.addEventListener("alongside:leaving", () => { onlyHere = true; });

export function kept(name) {
  if (onlyHere && here.has(name)) return here.get(name);
  try { return JSON.parse(localStorage.getItem(name)); } catch { return null; }
}

export function keep(name, value) {
  here.set(name, value);
  if (onlyHere) return;
  try {
    if (value === null) localStorage.removeItem(name);
    else localStorage.setItem(name, JSON.stringify(value));
  } catch { /* the server's copy remains */ }
}

// crypto.randomUUID is missing on plain http addresses other than this machine's own.
export function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, byte => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
