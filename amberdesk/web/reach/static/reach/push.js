// Lets this browser be called: asks for leave, subscribes at its maker's service, hands the subscription in by the form.
const form = document.querySelector("[data-push]");
const trouble = document.querySelector("[data-push-trouble]");

form?.addEventListener("submit", async (event) => {
  if (form.elements.endpoint.value) return; // the second time with what the browser gave
  event.preventDefault();
  trouble.hidden = true;
  if (!("serviceWorker" in navigator) || !("PushManager" in window)) return say(form.dataset.unable);
  if ((await Notification.requestPermission()) !== "granted") return say(form.dataset.refused);
  try {
    const { endpoint, keys } = (await subscription()).toJSON();
    Object.assign(form.elements.endpoint, { value: endpoint });
    Object.assign(form.elements.p256dh, { value: keys.p256dh });
    Object.assign(form.elements.auth, { value: keys.auth });
  } catch {
    return say(form.dataset.failed);
  }
  form.requestSubmit();
});

async function subscription() {
  const registered = await navigator.serviceWorker.register(form.dataset.worker);
  await active(registered);
  const known = await registered.pushManager.getSubscription();
  const options = { userVisibleOnly: true, applicationServerKey: form.dataset.key };
  if (known && key(known) !== form.dataset.key) await known.unsubscribe(); // another desk's, or before a new key
  return registered.pushManager.subscribe(options);
}

function active(registered) {
  const worker = registered.installing ?? registered.waiting;
  if (!worker || registered.active) return undefined;
  return new Promise((done) => worker.addEventListener("statechange", () => worker.state === "activated" && done()));
}

function key(known) {
  const bytes = String.fromCharCode(...new Uint8Array(known.options.applicationServerKey ?? []));
  return btoa(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function say(text) {
  trouble.textContent = text;
  trouble.hidden = false;
}
