/* Passkeys: between the page and the browser. What the portal asks stands in data-options, what the passkey answers
   goes into the hidden field of the form. Without this, the numbers of an app work. */
const toBytes = (text) => {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
};

const toText = (buffer) =>
  btoa(Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join(""))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");

const withBytes = (keys) => (keys || []).map((key) => ({ ...key, id: toBytes(key.id) }));

const take = async ({ publicKey }) => {
  const asked = {
    ...publicKey,
    challenge: toBytes(publicKey.challenge),
    allowCredentials: withBytes(publicKey.allowCredentials),
  };
  const { id, type, rawId, response } = await navigator.credentials.get({ publicKey: asked });
  return {
    id,
    type,
    rawId: toText(rawId),
    clientExtensionResults: {},
    response: {
      clientDataJSON: toText(response.clientDataJSON),
      authenticatorData: toText(response.authenticatorData),
      signature: toText(response.signature),
    },
  };
};

const add = async ({ publicKey }) => {
  const asked = {
    ...publicKey,
    challenge: toBytes(publicKey.challenge),
    user: { ...publicKey.user, id: toBytes(publicKey.user.id) },
    excludeCredentials: withBytes(publicKey.excludeCredentials),
  };
  const { id, type, rawId, response } = await navigator.credentials.create({ publicKey: asked });
  return {
    id,
    type,
    rawId: toText(rawId),
    clientExtensionResults: {},
    response: {
      clientDataJSON: toText(response.clientDataJSON),
      attestationObject: toText(response.attestationObject),
    },
  };
};

if (window.PublicKeyCredential) {
  document.querySelectorAll("[data-no-passkey]").forEach((words) => {
    words.hidden = true;
  });
  document.querySelectorAll("[data-passkey]").forEach((part) => {
    const form = document.getElementById(part.dataset.form);
    const failed = part.querySelector("[data-passkey-failed]");
    const ask = part.dataset.passkey === "add" ? add : take;
    part.hidden = false;
    part.querySelector("button[type=button]").addEventListener("click", async () => {
      failed.hidden = true;
      try {
        form.elements.credential.value = JSON.stringify(await ask(JSON.parse(part.dataset.options)));
        form.requestSubmit();
      } catch {
        failed.hidden = false;
      }
    });
  });
}
