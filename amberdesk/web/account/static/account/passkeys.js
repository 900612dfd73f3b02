// Passkeys: the ceremony runs here, the server checks it. A form with data-passkey says which:
// "sign-in" fetches its challenge when pressed; "get" and "create" carry it in data-options.

const fromText = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0)).buffer;
const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

function read(options) {
  const key = { ...options.publicKey, challenge: fromText(options.publicKey.challenge) };
  const ids = (list) => list?.map((each) => ({ ...each, id: fromText(each.id) }));
  if (key.user) key.user = { ...key.user, id: fromText(key.user.id) };
  for (const list of ["allowCredentials", "excludeCredentials"]) if (key[list]) key[list] = ids(key[list]);
  return key;
}

function write(credential) {
  const answer = { clientDataJSON: toText(credential.response.clientDataJSON) };
  for (const part of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[part]) answer[part] = toText(credential.response[part]);
  }
  if (credential.response.getTransports) answer.transports = credential.response.getTransports();
  return JSON.stringify({
    type: credential.type,
    id: credential.id,
    rawId: toText(credential.rawId),
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: answer,
  });
}

async function challenge(form) {
  if (form.dataset.passkey !== "sign-in") return JSON.parse(form.dataset.options);
  const response = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new TypeError("no challenge");
  return (await response.json()).request_options;
}

async function ceremony(form) {
  const publicKey = read(await challenge(form));
  if (form.dataset.passkey !== "create") return navigator.credentials.get({ publicKey });
  publicKey.authenticatorSelection = {
    ...publicKey.authenticatorSelection,
    residentKey: "required",
    requireResidentKey: true,
    userVerification: "required",
  };
  return navigator.credentials.create({ publicKey });
}

const FAULTS = { InvalidStateError: "known", SecurityError: "address", TypeError: "lost" };

async function run(form) {
  form.querySelectorAll("[data-passkey-fault]").forEach((fault) => (fault.hidden = true));
  try {
    form.elements.credential.value = write(await ceremony(form));
    form.submit();
  } catch (error) {
    const fault = FAULTS[error.name] ?? "stopped";
    form.querySelector(`[data-passkey-fault="${fault}"]`).hidden = false;
  }
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) {
    form.querySelector('[data-passkey-fault="address"]').hidden = form.dataset.passkey === "sign-in";
    continue;
  }
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.querySelector("[data-passkey-start]").addEventListener("click", () => run(form));
}
