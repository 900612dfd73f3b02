// A password field with data-reveal gets a box that shows what was typed.

for (const field of document.querySelectorAll("input[type=password][data-reveal]")) {
  const label = document.createElement("label");
  const box = document.createElement("input");
  const text = document.createElement("span");
  box.type = "checkbox";
  text.textContent = field.dataset.reveal;
  label.className = "choice small";
  label.append(box, text);
  box.addEventListener("change", () => (field.type = box.checked ? "text" : "password"));
  field.form.addEventListener("submit", () => (field.type = "password"));
  field.after(label);
}
