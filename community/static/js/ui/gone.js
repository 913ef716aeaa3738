// Runs before a page is drawn. Somebody left quickly: going back to a page that is open to all leads
// on to where they went; a visit that is meant begins anew.

(() => {
  const left = () => /(?:^|; )left=1/.test(document.cookie);
  const away = () => {
    document.documentElement.hidden = true;
    location.replace("https://www.wikipedia.org/");
  };
  addEventListener("pageshow", event => { if (event.persisted && left()) away(); });
  if (!left()) return;
  if (performance.getEntriesByType("navigation")[0]?.type === "back_forward") away();
  else document.cookie = "left=; Max-Age=0; Path=/; SameSite=Lax";
})();
