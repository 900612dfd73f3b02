// The order's page: keys of acts, the box for messages, names of colleagues, who has the page open.
import { key } from "../base/keys.js";

const listed = new Set();

function listKeys() {
  for (const element of document.querySelectorAll("[data-key][data-words]")) {
    const name = element.dataset.key;
    if (listed.has(name)) continue;
    listed.add(name);
    key(name, element.dataset.words, () => document.querySelector(`[data-key="${CSS.escape(name)}"][data-words]`)?.click());
  }
}

const box = () => document.getElementById("compose-text");

function write(way) {
  const choice = document.getElementById(`way-${way}`);
  if (choice) choice.checked = true;
  box()?.focus();
}
key("r", document.querySelector("[data-compose]") ? document.getElementById("way-reply")?.labels[0].innerText.split("\n")[0] : "", () => write("reply"));
key("n", document.getElementById("way-note")?.labels[0].innerText.split("\n")[0], () => write("note"));

// What is being written stays in this browser until it was sent.
const place = (field) => `order-text:${field.dataset.keep}`;
let last = "";

function restore() {
  for (const field of document.querySelectorAll("[data-keep]")) field.value ||= localStorage.getItem(place(field)) ?? "";
}

function change(text) {
  box().value = text;
  box().dispatchEvent(new Event("input", { bubbles: true }));
  box().focus();
}

document.addEventListener("input", ({ target }) => {
  if (!target.dataset?.keep) return;
  if (target.value) localStorage.setItem(place(target), target.value);
  else localStorage.removeItem(place(target));
  complete(target);
});
document.body.addEventListener("htmx:beforeRequest", ({ detail }) => {
  if (detail.elt.matches?.("[data-compose]")) last = box().value;
});
document.body.addEventListener("order-sent", () => {
  if (box()) localStorage.removeItem(place(box()));
});
document.body.addEventListener("order-restore", () => {
  if (box() && last) change(box().value ? `${last}\n\n${box().value}` : last);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.closest?.("[data-compose], dialog form")) {
    event.preventDefault();
    event.target.closest("form").requestSubmit();
  }
});
document.addEventListener("click", ({ target }) => {
  const ready = target.closest("[data-insert]");
  if (ready) {
    const field = box();
    const before = field.value.slice(0, field.selectionStart);
    const text = before + ready.dataset.insert + field.value.slice(field.selectionEnd);
    document.getElementById("dialog").close();
    change(text);
  }
  const named = target.closest("[data-name]");
  if (named) name(named.dataset.name);
});

// "@ew" offers colleagues; the server finds the names in the text by itself.
let colleagues = null;

async function complete(field) {
  const names = document.getElementById("compose-names");
  const typed = /(?:^|\s)@([^\s@]*(?: [^\s@]*)?)$/.exec(field.value.slice(0, field.selectionStart));
  if (!names || !typed || !document.getElementById("way-note")?.checked) return names && (names.hidden = true);
  colleagues ??= fetch(field.dataset.colleagues).then((answer) => (answer.ok ? answer.text() : ""));
  if (!names.childElementCount) names.innerHTML = await colleagues;
  const wanted = typed[1].toLocaleLowerCase();
  for (const one of names.children) one.hidden = !one.dataset.name.toLocaleLowerCase().includes(wanted);
  names.hidden = ![...names.children].some((one) => !one.hidden);
}

function name(said) {
  const field = box();
  const before = field.value.slice(0, field.selectionStart).replace(/@[^@]*$/, `@${said} `);
  change(before + field.value.slice(field.selectionStart));
  field.setSelectionRange(before.length, before.length);
  document.getElementById("compose-names").hidden = true;
}

document.addEventListener("keydown", (event) => {
  const names = document.getElementById("compose-names");
  if (!names || names.hidden || event.target !== box()) return;
  const first = [...names.children].find((one) => !one.hidden);
  if (event.key === "Escape") names.hidden = true;
  else if (first && (event.key === "Tab" || (event.key === "Enter" && !event.ctrlKey))) name(first.dataset.name);
  else return;
  event.preventDefault();
});

// Whoever closes the page is no longer shown to the others.
addEventListener("pagehide", () => {
  const viewing = document.querySelector("[data-viewing]");
  const token = document.querySelector("[name=csrfmiddlewaretoken]");
  if (!viewing || !token) return;
  const form = new FormData();
  form.append("gone", "yes");
  form.append("csrfmiddlewaretoken", token.value);
  navigator.sendBeacon(viewing.dataset.viewing, form);
});

document.body.addEventListener("htmx:load", listKeys);
document.body.addEventListener("htmx:afterSettle", restore);
listKeys();
restore();
