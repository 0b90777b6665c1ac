// Opens a status and a card with the secret of a receipt. The secret stands after "#" in the address and never leaves
// this phone; the formats are crates/wire/src/card.rs's and status.rs's: HKDF-SHA256 without salt, AES-256-GCM, the
// nonce before the ciphertext, the card's id as associated data.
const page = document.querySelector("#receipt");
const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const utf8 = new TextEncoder();

function secretOf(text) {
  if (!/^[A-Z2-7]{26}$/.test(text)) return null;
  const bytes = new Uint8Array(16);
  let bits = 0, held = 0, at = 0;
  for (const letter of text) {
    held = (held << 5 | alphabet.indexOf(letter)) & 0xfff;
    bits += 5;
    if (bits >= 8) { bits -= 8; bytes[at++] = held >> bits & 0xff; }
  }
  return bytes;
}

const hexOf = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

async function cardId(secret) {
  const hash = await crypto.subtle.digest("SHA-256", new Uint8Array([...utf8.encode("card-id"), ...secret]));
  return new Uint8Array(hash).slice(0, 16);
}

async function unlock(secret, id, what, locked) {
  const material = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveKey"]);
  const key = await crypto.subtle.deriveKey(
    { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(0), info: utf8.encode(what) },
    material, { name: "AES-GCM", length: 256 }, false, ["decrypt"]);
  return crypto.subtle.decrypt(
    { name: "AES-GCM", iv: locked.slice(0, 12), additionalData: id }, key, locked.slice(12));
}

function fromBase64(text) {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
}

function show(state) {
  for (const element of document.querySelectorAll("[data-state]")) element.hidden = element.dataset.state !== state;
  page.dataset.shown = state;
}

function fact(name, text) {
  for (const slot of document.querySelectorAll(`[data-fact="${name}"]`)) {
    slot.textContent = text ?? "";
    const line = slot.closest("[data-line]");
    if (line) line.hidden = !text;
  }
}

function day(text) {
  if (!text) return null;
  return new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long", timeZone: "UTC" })
    .format(new Date(`${text}T00:00:00Z`));
}

function moment(text) {
  return new Intl.DateTimeFormat(document.documentElement.lang,
    { dateStyle: "long", timeStyle: "short", timeZone: "Asia/Jakarta" }).format(new Date(text));
}

let opened = null;

async function open() {
  opened = null;
  const [number, text] = decodeURIComponent(location.hash.slice(1)).toUpperCase().split(".");
  const secret = secretOf(text ?? "");
  if (!secret) { show("none"); return; }
  if (!globalThis.crypto?.subtle) { show("old-browser"); return; }
  show("waiting");
  const id = await cardId(secret);
  let answer;
  try {
    answer = await fetch(`/public/cards/${hexOf(id)}`, { cache: "no-store" });
  } catch {
    show("offline");
    return;
  }
  if (answer.status === 404) { fact("receipt", number); show("not-yet"); return; }
  if (answer.status === 429) { show("too-often"); return; }
  if (!answer.ok) { show("offline"); return; }
  const row = await answer.json();
  let status;
  try {
    const plain = await unlock(secret, id, "anjungan status", fromBase64(row.status));
    status = JSON.parse(new TextDecoder().decode(plain));
  } catch {
    show("does-not-open");
    return;
  }
  opened = { secret, id, row, status };
  fill(row, status);
  show("status");
}

function fill(row, status) {
  for (const element of document.querySelectorAll("[data-stage]")) element.hidden = element.dataset.stage !== status.stage;
  fact("receipt", status.receipt);
  fact("since", moment(status.since));
  fact("due", day(status.due));
  const steps = document.querySelector("#steps");
  steps.replaceChildren(...(status.steps ?? []).map((step) => {
    const line = document.querySelector("#step").content.cloneNode(true);
    const words = document.querySelector(`[data-stage="${step.stage}"]`);
    line.querySelector("strong").textContent = words?.dataset.name ?? step.stage;
    line.querySelector("span").textContent = moment(step.at);
    return line;
  }));
  steps.hidden = steps.childElementCount === 0;
  const english = document.documentElement.lang === "en";
  const reasons = document.querySelector("#reasons");
  reasons.replaceChildren(...status.reasons.map((reason) => {
    const line = document.createElement("li");
    line.textContent = english ? reason.en : reason.id;
    return line;
  }));
  reasons.hidden = status.reasons.length === 0;
  for (const element of document.querySelectorAll("[data-part]")) element.hidden = !status.mend.includes(element.dataset.part);
  document.querySelector("#mend").hidden = status.mend.length === 0;
  fact("number", status.card?.number);
  fact("issued", day(status.card?.issued));
  fact("until", day(status.card?.valid_until));
  document.querySelector("#card-facts").hidden = !status.card;
  document.querySelector("#save").hidden = !row.card;
  document.querySelector("#photo").hidden = !row.photo;
}

async function save() {
  const button = document.querySelector("#save-card");
  button.disabled = true;
  try {
    const { secret, id, row, status } = opened;
    const answer = await fetch(`/public/blobs/${row.card.sha256}`);
    if (!answer.ok) throw new Error("no card");
    const pdf = await unlock(secret, id, "anjungan card", new Uint8Array(await answer.arrayBuffer()));
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([pdf], { type: "application/pdf" }));
    link.download = `AK1-${status.receipt}.pdf`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    page.dataset.saved = String(pdf.byteLength);
  } catch {
    document.querySelector("#save-failed").hidden = false;
  } finally {
    button.disabled = false;
  }
}

// The picture is cut to 3×4 and made small here; what is shown is what is sent.
const canvas = document.querySelector("#picture");

async function chosen(event) {
  const file = event.target.files[0];
  if (!file) return;
  document.querySelector("#photo-bad").hidden = true;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const wide = Math.min(picture.width, picture.height * 3 / 4), high = wide * 4 / 3;
    canvas.getContext("2d").drawImage(picture, (picture.width - wide) / 2, (picture.height - high) / 2, wide, high,
      0, 0, canvas.width, canvas.height);
    canvas.hidden = false;
    document.querySelector("#send-photo").hidden = false;
  } catch {
    document.querySelector("#photo-bad").hidden = false;
  }
}

async function send() {
  const button = document.querySelector("#send-photo");
  button.disabled = true;
  for (const name of ["photo-bad", "photo-failed"]) document.querySelector(`#${name}`).hidden = true;
  try {
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
    const jpeg = new Uint8Array(await blob.arrayBuffer());
    // The proof, not the secret, is sent: HMAC-SHA256 under the secret over "photo" and the picture.
    const key = await crypto.subtle.importKey("raw", opened.secret, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
    const proof = await crypto.subtle.sign("HMAC", key, new Uint8Array([...utf8.encode("photo"), ...jpeg]));
    const answer = await fetch("/public/photo", {
      method: "POST",
      headers: { "content-type": "application/octet-stream" },
      body: new Blob([opened.id, proof, jpeg]),
    });
    if (!answer.ok) throw new Error("refused");
    document.querySelector("#photo").hidden = true;
    document.querySelector("#photo-sent").hidden = false;
    page.dataset.photo = "sent";
  } catch {
    document.querySelector("#photo-failed").hidden = false;
  } finally {
    button.disabled = false;
  }
}

document.querySelector("#save-card").addEventListener("click", save);
document.querySelector("#photo-file").addEventListener("change", chosen);
document.querySelector("#send-photo").addEventListener("click", send);
window.addEventListener("hashchange", open);
await open();
