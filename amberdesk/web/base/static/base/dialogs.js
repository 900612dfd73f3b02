// Dialogs and menus: what opens them, what closes them, where the focus goes.
const shared = document.getElementById("dialog");
const content = document.getElementById("dialog-body");

export function openDialog(dialog) {
  if (!dialog || dialog.open) return;
  dialog.showModal();
  const first =
    dialog.querySelector("[autofocus], [data-focus]") ??
    dialog.querySelector(".dialog-body :is(input:not([type=hidden]), select, textarea)");
  first?.focus();
}

export function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (menu !== except) menu.open = false;
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  if (opener) openDialog(document.getElementById(opener.dataset.dialog));
  if (event.target.closest("[data-close]")) event.target.closest("dialog")?.close();
  closeMenus(event.target.closest("details.menu"));
});

document.addEventListener("keydown", (event) => {
  const menu = document.querySelector("details.menu[open]");
  if (!menu) return;
  if (event.key === "Escape") {
    menu.open = false;
    menu.querySelector("summary").focus();
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const items = [...menu.querySelectorAll(".menu-box :is(a, button)")];
    const step = event.key === "ArrowDown" ? 1 : -1;
    items.at((items.indexOf(document.activeElement) + step + items.length) % items.length)?.focus();
    event.preventDefault();
  }
});

// The shared dialog shows whatever an answer puts into it and closes when emptied or told by `HX-Trigger: dialog:close`.
if (shared) {
  document.body.addEventListener("htmx:afterSwap", ({ detail }) => {
    if (detail.target !== content) return;
    if (!content.firstElementChild) shared.close();
    else if (shared.open) content.querySelector("[data-focus], [aria-invalid=true]")?.focus();
    else openDialog(shared);
  });
  document.body.addEventListener("dialog:close", () => shared.close());
  shared.addEventListener("close", () => content.replaceChildren());
}
