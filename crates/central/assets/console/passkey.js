// Passkeys: between a form of ours and the browser's authenticator. Nothing is decided here.
"use strict";

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const words = (list) => list.split(" ").filter(Boolean);

function fill(form, values) {
  for (const [name, value] of Object.entries(values)) form.elements[name].value = text(value);
  form.submit();
}

// Shown only where the browser has them; a refusal is the officer's own, or the authenticator's words.
function offer(id, act) {
  const box = document.getElementById(id);
  if (!box || !window.PublicKeyCredential) return;
  box.hidden = false;
  const form = box.querySelector("form");
  const [failed, known = failed] = box.querySelectorAll("[role=alert]");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    failed.hidden = known.hidden = true;
    try { await act(form); } catch (error) {
      // An authenticator that has one of this officer's already (WebAuthn § 5.1.3).
      (error.name === "InvalidStateError" ? known : failed).hidden = false;
    }
  });
}

offer("passkey-new", async (form) => {
  const data = form.dataset;
  const made = await navigator.credentials.create({ publicKey: {
    challenge: bytes(data.challenge),
    rp: { id: data.host, name: "Anjungan" },
    user: { id: bytes(data.user), name: data.login, displayName: data.display },
    pubKeyCredParams: words(data.algorithms).map((alg) => ({ type: "public-key", alg: Number(alg) })),
    excludeCredentials: words(data.known).map((id) => ({ type: "public-key", id: bytes(id) })),
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
    attestation: "none",
  } });
  fill(form, { client: made.response.clientDataJSON, authenticator: made.response.getAuthenticatorData() });
});

offer("passkey-enter", async (form) => {
  const asked = await fetch("/console/sign-in/passkey/begin", { method: "POST" });
  if (!asked.ok) throw new Error(asked.statusText);
  const { challenge, host } = await asked.json();
  const found = await navigator.credentials.get({ publicKey: {
    challenge: bytes(challenge), rpId: host, userVerification: "required", allowCredentials: [],
  } });
  fill(form, {
    credential: found.rawId,
    client: found.response.clientDataJSON,
    authenticator: found.response.authenticatorData,
    signature: found.response.signature,
  });
});
