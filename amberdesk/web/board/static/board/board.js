// The board's hands: keys, menu, marks, drag and drop. Everything here is also on the order's own page, without scripts.
import { dragging } from "../base/drag.js";
import { key } from "../base/keys.js";
import { toast } from "../base/toasts.js";
import { atHand, can, countMarked, mark, marked, named, step, stepAside, take, takes, unmark } from "./cards.js";
import { fetchCards } from "./fetching.js";

const board = document.getElementById("board");
const menu = document.getElementById("card-menu");
const word = board.dataset;

const chosen = () => {
  const several = marked();
  const one = atHand();
  return several.length ? several : one ? [one] : [];
};

function never() {
  toast(word.wordNever, { kind: "bad" });
}

function assign(level, cards = chosen()) {
  if (!cards.length) return;
  if (!cards.every((card) => takes(card, level))) return never();
  htmx.ajax("POST", word.act, { values: { order: named(cards), level }, swap: "none", source: board });
}

function dialog(address, act, cards) {
  if (!cards.length) return;
  if (!cards.every((card) => can(card, act))) return never();
  const query = new URLSearchParams(named(cards).map((name) => ["order", name]));
  htmx.ajax("GET", `${address}?${query}`, { target: "#dialog-body", source: board });
}

function verify(card = atHand()) {
  if (!card) return;
  if (!can(card, "verify")) return never();
  htmx.ajax("GET", word.verify.replace("NUMBER", card.dataset.number), { target: "#dialog-body", source: board });
}

const deeds = {
  L1: (cards) => assign("L1", cards),
  L2: (cards) => assign("L2", cards),
  L3: (cards) => assign("L3", cards),
  technician: (cards) => dialog(word.act, "assign", cards),
  priority: (cards) => dialog(word.priority, "set_priority", cards),
  verify: (cards) => verify(cards[0]),
  unmark: () => unmark(),
};

key("j", word.wordNext, () => step(1));
key("k", word.wordPrevious, () => step(-1));
key("h", word.wordColumn, () => stepAside(-1));
key("l", word.wordColumn, () => stepAside(1));
key("x", word.wordMark, () => mark());
for (const level of ["1", "2", "3"]) key(level, level === "1" ? word.wordLevel : "", () => assign(`L${level}`));
key("t", word.wordTechnician, () => deeds.technician(chosen()));
key("p", word.wordPriority, () => deeds.priority(chosen()));
key("v", word.wordVerify, () => verify());
key("Enter", word.wordOpen, (event) => {
  const pressed = event.target.closest("a, button, summary");
  if (pressed) pressed.click();
  else atHand()?.querySelector("a").click();
});

// The menu of one card, opened by its button.
board.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-menu]");
  if (!opener) return;
  const card = opener.closest(".order-card");
  take(card);
  for (const item of menu.querySelectorAll("[data-do]")) {
    const deed = item.dataset.do;
    const act = { verify: "verify", priority: "set_priority" }[deed] ?? "assign";
    item.hidden = /^L\d$/.test(deed) ? !takes(card, deed) : !can(card, act);
  }
  menu.showPopover();
  const { bottom, right } = opener.getBoundingClientRect();
  menu.style.left = `${Math.max(8, right - menu.offsetWidth)}px`;
  menu.style.top = `${Math.min(bottom + 4, innerHeight - menu.offsetHeight - 8)}px`;
  menu.querySelector("[data-do]:not([hidden])")?.focus();
});
menu.addEventListener("keydown", (event) => {
  const items = [...menu.querySelectorAll("[data-do]:not([hidden])")];
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!by) return;
  event.preventDefault();
  items.at((items.indexOf(document.activeElement) + by) % items.length)?.focus();
});
menu.addEventListener("toggle", (event) => event.newState === "closed" && atHand()?.focus({ preventScroll: true }));
document.addEventListener("click", (event) => {
  const deed = event.target.closest("[data-do]")?.dataset.do;
  if (!deed) return;
  const one = menu.contains(event.target);
  if (one) menu.hidePopover();
  deeds[deed](one ? [atHand()] : marked());
});

board.addEventListener("change", (event) => event.target.matches("[data-mark]") && countMarked());
document.addEventListener("change", (event) => event.target.closest("form[data-auto]")?.requestSubmit());
dragging(board, {
  card: ".order-card[draggable=true]",
  zone: "[data-drop]",
  selected: marked,
  drop: (cards, zone) => assign(zone.dataset.drop, cards.filter((card) => card.dataset.column !== zone.dataset.drop)),
});

document.body.addEventListener("board:cards", ({ detail }) => {
  unmark(detail.done.map((id) => `o${id}`));
  fetchCards(detail.ids.map(String)).catch(() => {});
});
