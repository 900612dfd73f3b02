// What changed is fetched: single cards by ordinary requests, everything after a break and once a minute.
import { later } from "../base/live.js";
import { all, place } from "./cards.js";

const board = document.getElementById("board");
const MINUTE = 60000;
const MOST = 60; // ids in one request
let waiting = new Set();
let asking = false;
let failures = 0;

const still = () => document.hidden || board.querySelector(".dragging") || document.querySelector("#card-menu:popover-open");

async function page(address) {
  const answer = await fetch(address, { headers: { "HX-Request": "true" } });
  if (answer.redirected || answer.status === 403 || answer.status === 404) location.reload();
  if (!answer.ok) throw new Error(answer.status);
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

export async function fetchCards(ids) {
  for (let at = 0; at < ids.length; at += MOST) {
    const some = ids.slice(at, at + MOST);
    const found = await page(board.dataset.cards + some.map((id) => `order=${id}`).join("&"));
    place(found, some);
    replace(found, "l1-now");
  }
}

export async function fetchAll() {
  const found = await page(location.href);
  const ids = new Set([...all(), ...found.querySelectorAll(".order-card")].map((card) => card.id.slice(1)));
  place(found, ids);
  replace(found, "l1-now");
}

function replace(found, id) {
  const [old, fresh] = [document.getElementById(id), found.getElementById(id)];
  if (!old || !fresh) return;
  old.replaceWith(fresh);
  window.htmx?.process(fresh); // it keeps itself fresh
}

async function ask() {
  if (asking || !waiting.size) return;
  if (still()) return setTimeout(ask, 1000);
  asking = true;
  const ids = [...waiting];
  waiting = new Set();
  try {
    await fetchCards(ids);
    failures = 0;
    if (waiting.size) later(ask);
  } catch {
    ids.forEach((id) => waiting.add(id));
    setTimeout(ask, Math.min(MINUTE, 2000 * 2 ** failures++));
  }
  asking = false;
}

document.addEventListener("live", ({ detail }) => {
  for (const topic of detail.topics) if (topic.startsWith("order:")) waiting.add(topic.slice(6));
  later(ask);
});
const whole = () => (still() ? setTimeout(whole, 1000) : fetchAll().catch(() => setTimeout(whole, 10000)));
document.addEventListener("live:resync", () => later(whole));
setInterval(() => document.hidden || later(whole), MINUTE);
