// The list's hands: j and k walk the lines, and orders that now belong here but are not shown yet are counted.
import { key } from "../base/keys.js";
import { later } from "../base/live.js";

const news = document.getElementById("news");
const links = () => [...document.querySelectorAll("#orders tbody td:first-child a")];
const MOST = 200;
const met = new Set();
let asking = false;
let again = false;

function step(by) {
  const rows = links();
  const row = document.activeElement.closest("#orders tr");
  const at = row ? rows.indexOf(row.querySelector("a")) + by : 0;
  rows[Math.max(0, Math.min(rows.length - 1, at))]?.focus();
}

key("j", news.dataset.next, () => step(1));
key("k", news.dataset.previous, () => step(-1));

async function ask() {
  again = true;
  if (asking || document.hidden) return;
  asking = true;
  while (again) {
    again = false;
    await tell().catch(() => {});
  }
  asking = false;
}

async function tell() {
  const unseen = [...met].filter((id) => !document.getElementById(`row-${id}`)).slice(-MOST);
  if (!unseen.length) return;
  const answer = await fetch(`${news.dataset.address}&${unseen.map((id) => `order=${id}`).join("&")}`);
  if (answer.ok && !answer.redirected) news.innerHTML = await answer.text();
}

document.addEventListener("live", ({ detail }) => {
  for (const topic of detail.topics) if (topic.startsWith("order:")) met.add(topic.slice(6));
  later(ask);
});
document.addEventListener("visibilitychange", ask);
document.addEventListener("live:resync", () => later(ask));
