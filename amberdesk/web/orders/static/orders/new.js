// Placing an order by the keyboard alone: Enter takes the first shop, Alt+1..4 chooses what is next, Ctrl+Enter saves.
const form = document.getElementById("new");
const finder = document.getElementById("finder");

finder?.addEventListener("submit", (event) => {
  event.preventDefault();
  finder.querySelector("#found a")?.click();
});
finder?.addEventListener("keydown", (event) => {
  const hits = [...finder.querySelectorAll("#found a")];
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || !hits.length) return;
  event.preventDefault();
  (hits[hits.indexOf(document.activeElement) + step] ?? finder.querySelector("input")).focus();
});
document.addEventListener("keydown", (event) => {
  if (event.altKey && /^[1-4]$/.test(event.key)) {
    event.preventDefault();
    const choice = form.querySelectorAll("[name=next]")[event.key - 1];
    choice.checked = true;
    form.querySelector(`.when-${choice.value} :is(textarea, input, select)`)?.focus();
  } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit(document.getElementById("new-send"));
  }
});
// What was typed before the shop was found goes along to its page: drafts are kept by the base's forms.
if (!finder && !document.querySelector(".errors")) document.getElementById("new_subject")?.focus();
