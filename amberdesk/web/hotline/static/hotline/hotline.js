// A call is ended by one key: the digit (data-key), or Alt and the digit while the description is typed.
const HOME = "/hotline/";
const text = () => document.getElementById("hl_text");
const phase = () => document.getElementById("now")?.dataset.phase;
let before = phase();

document.addEventListener("keydown", (event) => {
  const digit = /^(?:Digit|Numpad)([1-5])$/.exec(event.code)?.[1];
  const button = event.altKey && digit && document.querySelector(`[data-ending="${digit}"]`);
  if (!button) return;
  event.preventDefault();
  button.click();
});

// The reasons of "no order" open with the first one ready for Enter; arrows go on.
document.addEventListener("toggle", ({ target }) => target.id === "no-order" && target.open && target.querySelector("button").focus(), true);
document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.("#no-order .menu-box");
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!menu || !step) return;
  event.preventDefault();
  const buttons = [...menu.querySelectorAll("button")];
  buttons[(buttons.indexOf(event.target) + step + buttons.length) % buttons.length].focus();
});

// Enter in the search takes the first shop found.
document.addEventListener("submit", (event) => {
  const first = event.target.id === "finder" && event.target.querySelector("#found a");
  if (!first) return;
  event.preventDefault();
  first.click();
});

// A new call: begin with its description, unless the reader is busy elsewhere. A call that another took, or had already ended, goes by itself.
document.body.addEventListener("htmx:afterSwap", () => {
  const now = phase();
  if (before === "ringing" && ["elsewhere", "missed", "over"].includes(now) && !text()?.value.trim()) location.assign(HOME);
  if (!before && now && document.activeElement === document.body) text()?.focus();
  before = now;
});
