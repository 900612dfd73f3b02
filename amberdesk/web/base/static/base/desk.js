// What every desk page does. Each part stands alone; a page works without any of it.
import "./toasts.js";
import "./dialogs.js";
import "./forms.js";
import "./keys.js";
import "./live.js";

for (const here of document.querySelectorAll(".tabs [aria-current]")) here.scrollIntoView({ block: "nearest", inline: "center" });
