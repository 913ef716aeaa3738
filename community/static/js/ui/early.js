// What somebody ticked before htmx was there is sent all the same. Such forms have data-saves and
// autocomplete="off", so that no browser fills them with what they once held.

function isTicked(box) { return box.checked !== box.defaultChecked; }

addEventListener("load", () => {
  for (const form of document.querySelectorAll("form[data-saves]")) {
    if (Array.from(form.querySelectorAll("input[type=checkbox]")).some(isTicked)) form.requestSubmit();
  }
});
