// A form that came back takes the reader to what needs another look.
document.querySelector("[data-focus]")?.focus();
