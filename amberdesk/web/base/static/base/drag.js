// Dragging with a mouse; every move has a key or a menu too. drop(cards, zone) is told what was dropped where.
export function dragging(root, { card, zone, drop, selected = () => [] }) {
  let held = [];
  const over = (target) => {
    for (const marked of root.querySelectorAll(".over")) if (marked !== target) marked.classList.remove("over");
    target?.classList.add("over");
  };
  const end = () => {
    held.forEach((item) => item.classList.remove("dragging"));
    held = [];
    over(null);
  };

  root.addEventListener("dragstart", (event) => {
    const item = event.target.closest(card);
    if (!item) return;
    const several = selected();
    held = several.includes(item) ? several : [item];
    held.forEach((each) => each.classList.add("dragging"));
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", item.id);
  });
  root.addEventListener("dragover", (event) => {
    const target = held.length && event.target.closest(zone);
    if (!target) return;
    event.preventDefault();
    over(target);
  });
  root.addEventListener("drop", (event) => {
    const target = event.target.closest(zone);
    if (!held.length || !target) return;
    event.preventDefault();
    const moved = held;
    end();
    drop(moved, target);
  });
  root.addEventListener("dragend", end);
}
