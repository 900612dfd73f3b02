// Short messages at the edge: from the page, from an answer's header `HX-Trigger: {"toast": {...}}`, or out of band.
const LASTS = 6000;
const UNDO_LASTS = 10000;
const box = document.getElementById("toasts");

export function toast(text, { kind = "ok", undo = "" } = {}) {
  const item = element("div", `toast ${kind}${undo ? " timed" : ""}`);
  item.dataset.toast = "";
  item.append(element("span", "toast-text", text));
  if (undo) {
    const button = element("button", "undo", box.dataset.undo);
    Object.assign(button.dataset, { undo: "" });
    button.setAttribute("hx-post", undo);
    button.setAttribute("hx-swap", "none");
    item.append(button);
  }
  const close = element("button", "", "×");
  close.dataset.dismiss = "";
  close.setAttribute("aria-label", box.dataset.close);
  item.append(close);
  box.append(item);
  window.htmx?.process(item);
}

export function undoLast() {
  const buttons = box.querySelectorAll("[data-toast]:not([hidden]) [data-undo]");
  (buttons[buttons.length - 1] ?? document.querySelector("main [data-undo]"))?.click();
}

function element(tag, className, text = "") {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  if (tag === "button") made.type = "button";
  return made;
}

function dismissLater(item) {
  let left = item.querySelector("[data-undo]") ? UNDO_LASTS : LASTS;
  let started = 0;
  let timer = 0;
  const run = () => {
    started = performance.now();
    timer = setTimeout(() => item.remove(), left);
  };
  const hold = () => {
    clearTimeout(timer);
    left -= performance.now() - started;
  };
  for (const name of ["pointerenter", "focusin"]) item.addEventListener(name, hold);
  for (const name of ["pointerleave", "focusout"]) item.addEventListener(name, run);
  run();
}

function raise() {
  if (!box.showPopover) return;
  if (box.matches(":popover-open")) box.hidePopover();
  box.showPopover();
}

if (box) {
  raise();
  new MutationObserver((changes) => {
    const added = changes.flatMap((change) => [...change.addedNodes]).filter((node) => node.matches?.("[data-toast]"));
    added.forEach(dismissLater);
    if (added.length && document.querySelector("dialog[open]")) raise();
  }).observe(box, { childList: true });
  box.addEventListener("click", ({ target }) => {
    const item = target.closest("[data-toast]");
    if (target.closest("[data-dismiss]")) item.remove();
    if (target.closest("[data-undo]")) item.hidden = true; // goes for good after the answer, which is told on it
  });
  box.addEventListener("htmx:afterRequest", ({ target }) => setTimeout(() => target.closest("[data-toast]")?.remove()));
  document.body.addEventListener("toast", ({ detail }) => toast(detail.text ?? detail.value, detail));
  document.addEventListener("click", (event) => {
    const sample = event.target.closest("[data-toast-text]");
    if (sample) toast(sample.dataset.toastText, { undo: sample.dataset.toastUndo });
  });
  document.body.addEventListener("htmx:sendError", () => toast(box.dataset.lost, { kind: "bad" }));
  document.body.addEventListener("htmx:responseError", ({ detail }) => {
    const { forbidden, gone, many, failed } = box.dataset;
    toast({ 403: forbidden, 404: gone, 429: many }[detail.xhr.status] ?? failed, { kind: "bad" });
  });
}
