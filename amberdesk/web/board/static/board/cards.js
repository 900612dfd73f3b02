// Cards on the board: one at hand, several marked, each put into its place when it changes.
const board = document.getElementById("board");
const bar = document.getElementById("marked-bar");
let hand = null;

export const all = () => [...board.querySelectorAll(".order-card")];
export const columns = () => [...board.querySelectorAll(".column")];
export const marked = () => all().filter((card) => card.querySelector("[data-mark]")?.checked);
export const can = (card, act) => card.dataset.acts.split(" ").includes(act);
export const takes = (card, level) => card.dataset.levels.split(" ").includes(level);
export const named = (cards) => cards.map((card) => `${card.id.slice(1)}:${card.dataset.version}`);

// The card at hand: the one with the focus, else the last one that had it.
export function atHand() {
  const focused = document.activeElement?.closest?.(".order-card");
  if (focused) hand = focused;
  return hand?.isConnected ? hand : null;
}

export function take(card) {
  if (!card) return;
  hand = card;
  card.focus({ preventScroll: true });
  card.scrollIntoView({ block: "nearest", inline: "nearest" });
}

export function step(by) {
  const card = atHand();
  if (!card) return take(all()[0]);
  const cards = [...card.closest(".column").querySelectorAll(".order-card")];
  take(cards[Math.max(0, Math.min(cards.length - 1, cards.indexOf(card) + by))]);
}

export function stepAside(by) {
  const card = atHand();
  if (!card) return take(all()[0]);
  const full = columns().filter((column) => column.querySelector(".order-card"));
  const there = full[full.indexOf(card.closest(".column")) + by];
  const row = [...card.parentElement.children].indexOf(card);
  const cards = there ? [...there.querySelectorAll(".order-card")] : [];
  take(cards[Math.min(row, cards.length - 1)]);
}

export function mark(card = atHand()) {
  const box = card?.querySelector("[data-mark]");
  if (!box) return;
  box.checked = !box.checked;
  countMarked();
}

// Take the marks away: all of them, or those of some cards.
export function unmark(ids) {
  for (const card of marked()) if (!ids || ids.includes(card.id)) card.querySelector("[data-mark]").checked = false;
  countMarked();
}

export function countMarked() {
  const cards = marked();
  bar.hidden = cards.length === 0;
  bar.querySelector("[data-marked]").textContent = cards.length;
}

// Put cards that were fetched into their places; those asked for that did not come are gone from the board.
export function place(page, asked, now) {
  for (const id of asked) {
    const old = document.getElementById(`o${id}`);
    const fresh = page.querySelector(`#o${id}`);
    if (!fresh) leave(old);
    else if (!old || now || old.outerHTML !== fresh.outerHTML) settle(fresh, old);
  }
  for (const count of page.querySelectorAll("[data-count]")) {
    const here = board.querySelector(`.count[data-count="${count.dataset.count}"]`);
    if (here) here.textContent = count.textContent;
  }
  countMarked();
}

function settle(fresh, old) {
  const column = board.querySelector(`.column[data-column="${fresh.dataset.column}"] .column-cards`);
  const focused = old?.contains(document.activeElement);
  const held = old && old === hand;
  if (old?.querySelector("[data-mark]")?.checked && fresh.querySelector("[data-mark]")) fresh.querySelector("[data-mark]").checked = true;
  if (!old || old.dataset.version !== fresh.dataset.version) fresh.classList.add("fresh");
  old?.remove();
  const after = [...column.children].find((card) => card.dataset.sort > fresh.dataset.sort);
  column.insertBefore(fresh, after ?? null);
  if (held) hand = fresh;
  if (focused) fresh.focus({ preventScroll: true });
}

function leave(old) {
  if (!old) return;
  const focused = old.contains(document.activeElement);
  const next = old.nextElementSibling ?? old.previousElementSibling;
  old.remove();
  if (focused) take(next);
}
