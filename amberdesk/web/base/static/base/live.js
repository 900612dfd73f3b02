// Live pages: the stream names topics; elements with data-live="order:12" get the event `live` after a jitter and fetch
// themselves (hx-get, hx-trigger="live"). Screens may listen on document for `live` (detail.topics) and `live:resync`.
const REST = 30000; // a hidden page gives its connection back after this long
const body = document.body;
const sign = document.querySelector("[data-live-indicator]");
const due = new Map();
let address = body.dataset.liveStream;
let source = null;
let seen = "";
let spread = 50;
let failures = 0;
let resting = 0;

export function later(run) {
  setTimeout(run, Math.random() * spread);
}

function show(state) {
  if (!sign) return;
  sign.dataset.state = state;
  sign.querySelector(".live-word").textContent = state === "on" ? sign.dataset.on : sign.dataset.off;
}

function busy(element) {
  const active = document.activeElement;
  if (element.querySelector("details[open], dialog[open], .dragging")) return true;
  return active !== body && element.contains(active) && active.matches("input, select, textarea");
}

// Parts are known by their id: the element itself is another one after each refresh.
function refresh({ id }) {
  if (due.has(id)) return;
  due.set(id, setTimeout(() => attempt(id), Math.random() * spread));
}

function attempt(id) {
  const element = document.getElementById(id);
  const wait = !element ? 0 : element.matches(".htmx-request") ? 50 : document.hidden || busy(element) ? 1000 : 0;
  if (wait) return due.set(id, setTimeout(() => attempt(id), wait)); // what it fetches now may be from before this change
  due.delete(id);
  element?.dispatchEvent(new CustomEvent("live"));
}

// What has the focus keeps it when its part of the page is fetched anew; htmx itself knows only what has an id.
let held = null;

function like(element) {
  const name = ["href", "data-key", "name", "aria-label"].find((each) => element.hasAttribute(each));
  return name && `${element.localName}[${name}="${CSS.escape(element.getAttribute(name))}"]`;
}

document.addEventListener("htmx:beforeSwap", ({ detail: { target } }) => {
  const active = document.activeElement;
  const ours = target?.id && target.matches("[data-live]") && target.contains(active);
  held = ours && !active.id && like(active) ? { part: target.id, what: like(active) } : null;
});
document.addEventListener("htmx:afterSwap", () => {
  if (held && document.activeElement === body) document.getElementById(held.part)?.querySelector(held.what)?.focus({ preventScroll: true });
  held = null;
});

function changed(topics) {
  document.dispatchEvent(new CustomEvent("live", { detail: { topics } }));
  for (const topic of topics) {
    for (const element of document.querySelectorAll(`[data-live~="${CSS.escape(topic)}"]`)) refresh(element);
  }
}

function resync() {
  document.dispatchEvent(new CustomEvent("live:resync"));
  document.querySelectorAll("[data-live]").forEach(refresh);
}

function connect() {
  if (!address || source) return;
  source = new EventSource(seen ? `${address}&since=${seen}` : address);
  source.onopen = () => {
    failures = 0;
    show("on");
  };
  source.addEventListener("live", (event) => {
    seen = event.lastEventId;
    changed(event.data.split(" "));
  });
  source.addEventListener("spread", (event) => {
    spread = Number(event.data) || spread;
    seen = event.lastEventId;
  });
  source.addEventListener("resync", resync);
  source.addEventListener("renew", renew);
  source.onerror = () => {
    show("off");
    if (source?.readyState === EventSource.CLOSED) later(renew);
  };
}

function disconnect() {
  source?.close();
  source = null;
}

// The page itself says what its reader may follow now: ask it again, through ordinary permission.
async function renew() {
  disconnect();
  const wait = Math.min(60000, 1000 * 2 ** failures++) + Math.random() * spread;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (answer.ok && !answer.redirected) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      address = page.body.dataset.liveStream;
    } else if (answer.redirected || answer.status < 500) {
      return gone();
    }
  } catch {
    show("off");
  }
  setTimeout(connect, failures > 1 ? wait : Math.random() * spread);
}

function gone() {
  show("off");
  if (sign) sign.querySelector(".live-word").textContent = sign.dataset.gone;
}

document.addEventListener("visibilitychange", () => {
  clearTimeout(resting);
  if (document.hidden) resting = setTimeout(disconnect, REST);
  else connect();
});
addEventListener("pagehide", disconnect);
addEventListener("pageshow", (event) => event.persisted && connect());
// A screen's own module listens by then; what happened since the page was made is replayed.
document.addEventListener("DOMContentLoaded", () => document.hidden || connect());
