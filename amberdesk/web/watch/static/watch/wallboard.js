// A board that cannot reach the desk says so: old numbers on a wall are worse than none.
const OLD = 15000; // milliseconds without an answer
const stale = document.getElementById("stale");
let heard = Date.now();

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.successful) heard = Date.now();
  else if (detail.xhr?.status === 404) location.reload(); // the link was renewed or switched off
  stale.hidden = Date.now() - heard < OLD;
});
setInterval(() => {
  stale.hidden = Date.now() - heard < OLD;
}, 1000);
