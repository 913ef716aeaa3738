// Reports in a dialog. Without this module the same links open the same form as a page.

let dialog = null;

function box() {
  if (dialog) return dialog;
  dialog = document.createElement("dialog");
  dialog.className = "report report-dialog";
  dialog.setAttribute("aria-labelledby", "report-title");
  document.body.append(dialog);
  dialog.addEventListener("click", event => { if (event.target === dialog) dialog.close(); });
  return dialog;
}

async function show(answer) {
  box().innerHTML = await answer.text();
  if (!dialog.open) dialog.showModal();
  dialog.querySelector(".field-error, [autofocus], #report-title")?.focus();
}

const ask = (url, options = {}) => fetch(url, {...options, headers: {"X-Dialog": "1"}});

document.addEventListener("click", async event => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  if (event.target.closest(".report-dialog [data-dialog-close]")) {
    event.preventDefault();
    dialog.close();
    return;
  }
  const menu = event.target.closest("[data-flag-menu]");
  for (const open of document.querySelectorAll("[data-flag-menu][open]")) {
    if (open !== menu) open.open = false;
  }
  const link = event.target.closest("a[data-report]");
  if (!link) return;
  event.preventDefault();
  const answer = await ask(link.href).catch(() => null);
  if (!answer?.ok) { location.href = link.href; return; }
  if (menu) menu.open = false;
  await show(answer);
});

document.addEventListener("submit", async event => {
  const form = event.target.closest(".report-dialog [data-report-form]");
  if (!form) return;
  event.preventDefault();
  const answer = await ask(form.action, {method: "POST", body: new FormData(form)}).catch(() => null);
  if (answer && (answer.ok || answer.status === 422)) await show(answer);
  else form.submit();
});

document.addEventListener("keydown", event => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("[data-flag-menu][open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
