// "Leave quickly": hides the page at once and goes elsewhere without leaving this page in the history.
const link = document.querySelector("[data-exit]");

link?.addEventListener("click", event => {
  event.preventDefault();
  document.body.hidden = true;
  document.title = "";
  location.replace(link.href);
});
