// Forms: one press sends once, long texts survive a lost connection, errors get the focus.
const DRAFT = "draft:";

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.matches("[hx-post], [data-hx-post]")) return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 8000);
  forget(form);
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

document.addEventListener("input", ({ target }) => {
  if (target.dataset.draft) sessionStorage.setItem(DRAFT + target.dataset.draft, target.value);
});
document.body.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.successful && detail.elt.tagName === "FORM") forget(detail.elt);
});

function forget(form) {
  for (const field of form.querySelectorAll("[data-draft]")) sessionStorage.removeItem(DRAFT + field.dataset.draft);
}

function prepare(root) {
  for (const field of root.querySelectorAll("[data-draft]")) {
    field.value ||= sessionStorage.getItem(DRAFT + field.dataset.draft) ?? "";
  }
  root.querySelector(".errors[data-focus]")?.focus();
}

// htmx tells of the whole page too, a little later: by then somebody may already be typing elsewhere
document.body.addEventListener("htmx:load", ({ detail }) => detail.elt !== document.body && prepare(detail.elt));
prepare(document);
