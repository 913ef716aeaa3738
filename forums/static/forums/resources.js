// "Suggest a resource": chosen in a dialog, sent with the reply.

function list(form) { return form.querySelector("[data-chosen]"); }

function chip(form, {id, title}, changed) {
  const item = document.createElement("li");
  const input = Object.assign(document.createElement("input"), {type: "hidden", name: "resource", value: id});
  const name = Object.assign(document.createElement("span"), {textContent: title});
  const drop = Object.assign(document.createElement("button"), {type: "button", textContent: "Remove"});
  drop.setAttribute("aria-label", `Remove ${title}`);
  drop.addEventListener("click", () => {
    item.remove();
    list(form).hidden = list(form).children.length === 0;
    changed();
    form.elements.body.focus();
  });
  item.append(input, name, drop);
  return item;
}

export const chosen = {
  get(form) {
    return Array.from(list(form).children, item => ({
      id: item.querySelector("input").value,
      title: item.querySelector("span").textContent,
    }));
  },
  set(form, resources) {
    list(form).replaceChildren(...resources.map(one => chip(form, one, form.changed ?? (() => {}))));
    list(form).hidden = resources.length === 0;
  },
};

export function choosing(form, changed) {
  form.changed = changed;
  const dialog = document.querySelector("[data-resource-dialog]");
  if (!dialog) return;
  form.querySelector("[data-suggest]").addEventListener("click", () => {
    dialog.showModal();
    dialog.querySelector("input").dispatchEvent(new Event("opened"));
  });
  dialog.addEventListener("click", event => {
    const choice = event.target.closest("[data-choose]");
    if (event.target.closest("[data-close]") || event.target === dialog) return dialog.close();
    if (!choice) return;
    const others = chosen.get(form).filter(one => one.id !== choice.dataset.choose);
    chosen.set(form, [...others, {id: choice.dataset.choose, title: choice.dataset.title}]);
    changed();
    dialog.close();
    form.elements.body.focus();
  });
}
