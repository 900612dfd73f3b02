// Keys: a screen adds its own by `key("t", "przypisz technika", run)`; a visible [data-key] element is pressed by its key.
import { openDialog } from "./dialogs.js";
import { undoLast } from "./toasts.js";

const OFF = "keys-off";
const actions = new Map();

export function key(name, words, run) {
  actions.set(name.toLowerCase(), run);
  const list = document.querySelector("[data-keys-here]");
  if (!words || !list) return;
  const term = document.createElement("dt");
  const hint = document.createElement("kbd");
  hint.className = "key";
  hint.textContent = name;
  term.append(hint);
  const meaning = document.createElement("dd");
  meaning.textContent = words;
  list.append(term, meaning);
}

function typing(target) {
  return target.isContentEditable || target.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=button])");
}

function pressed(name) {
  const open = document.querySelector("dialog[open]");
  const found = (open ?? document).querySelectorAll(`[data-key="${CSS.escape(name)}" i]`);
  return [...found].find((element) => element.checkVisibility?.() ?? element.offsetParent);
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (typing(event.target) || (event.key.length === 1 && localStorage.getItem(OFF))) return;
  const name = event.key.toLowerCase();
  const run = document.querySelector("dialog[open]") ? null : actions.get(name);
  const element = run ? null : pressed(name);
  if (!run && !element) return;
  event.preventDefault();
  if (run) run(event);
  else element.matches("input, select, textarea") ? element.focus() : element.click();
});

key("/", "", () => document.querySelector("[data-search]")?.focus());
key("?", "", () => openDialog(document.getElementById("keys")));
key("z", "", undoLast);

const choice = document.querySelector("[data-keys-off]");
if (choice) {
  choice.checked = !localStorage.getItem(OFF);
  choice.addEventListener("change", () => (choice.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "yes")));
}
