// Checks the code of a card in the browser: nothing of it is sent anywhere, and no network is needed.
// The format is crates/wire/src/card.rs's: base32 of a CBOR array [1, key, number, name, issued, valid-until] and
// 64 bytes of Ed25519 over "AK1\0" and the array.
const page = document.querySelector("#card");
const keys = JSON.parse(page.dataset.keys);
const FRESH_SECONDS = 600;
const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

function base32(text) {
  const bytes = [];
  let bits = 0, held = 0;
  for (const letter of text.toUpperCase()) {
    const value = alphabet.indexOf(letter);
    if (value < 0) throw new Error("not base32");
    held = (held << 5 | value) & 0xfff;
    bits += 5;
    if (bits >= 8) { bits -= 8; bytes.push(held >> bits & 0xff); }
  }
  if (bits >= 5 || (held & (1 << bits) - 1) !== 0) throw new Error("not base32");
  return new Uint8Array(bytes);
}

// Whole numbers, texts and one array: all a card holds.
function cbor(bytes) {
  let at = 0;
  const argument = (low) => {
    if (low < 24) return low;
    const size = { 24: 1, 25: 2, 26: 4 }[low];
    if (!size || at + size > bytes.length) throw new Error("not a card");
    let value = 0;
    for (let i = 0; i < size; i++) value = value * 256 + bytes[at++];
    return value;
  };
  const item = () => {
    const first = bytes[at++];
    const value = argument(first & 31);
    switch (first >> 5) {
      case 0: return value;
      case 1: return -1 - value;
      case 3:
        if (at + value > bytes.length) throw new Error("not a card");
        at += value;
        return new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(at - value, at));
      case 4: return Array.from({ length: Math.min(value, 16) }, item);
      default: throw new Error("not a card");
    }
  };
  const whole = item();
  if (at !== bytes.length) throw new Error("not a card");
  return whole;
}

function hex(text) {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

async function signedBy(key, signature, message) {
  try {
    const imported = await crypto.subtle.importKey("raw", key, { name: "Ed25519" }, false, ["verify"]);
    return await crypto.subtle.verify({ name: "Ed25519" }, imported, signature, message);
  } catch {
    // This browser has no Ed25519 of its own.
    const ed = await import(page.dataset.ed25519);
    return ed.verifyAsync(signature, message, key, { zip215: false });
  }
}

function day(days) {
  return new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long", timeZone: "UTC" })
    .format(new Date(days * 86400000));
}

function show(verdict, card) {
  for (const element of document.querySelectorAll("[data-verdict]")) element.hidden = element.dataset.verdict !== verdict;
  document.querySelector("#facts").hidden = !card;
  for (const slot of document.querySelectorAll("[data-fact]")) slot.textContent = card?.[slot.dataset.fact] ?? "";
  page.dataset.shown = verdict;
}

async function revoked(number) {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode("revoked" + number)));
  const id = Array.from(hash.subarray(0, 16), (byte) => byte.toString(16).padStart(2, "0")).join("");
  try {
    const answer = await fetch(`/public/revoked/${id}`, { cache: "no-store" });
    if (answer.status === 200) return true;
    return answer.status === 404 ? false : null;
  } catch {
    return null;
  }
}

async function check() {
  const part = decodeURIComponent(location.hash.slice(1));
  if (!part) { show("none"); return; }
  if (!globalThis.crypto?.subtle) { show("old-browser"); return; }
  show("waiting");
  let bytes, fields;
  try {
    bytes = base32(part);
    fields = cbor(bytes.subarray(0, -64));
    if (!Array.isArray(fields) || fields.length !== 6 || fields[0] !== 1) throw new Error("not a card");
  } catch {
    show("unreadable");
    return;
  }
  const [, key, number, name, issued, until] = fields;
  // A page that was kept may be older than the key: only a fresh one can say that there is no such key.
  const age = Date.now() / 1000 - Number(page.dataset.made);
  if (age > FRESH_SECONDS && !keys.some((known) => known.id === key)) { show("unknown-key"); return; }
  const array = bytes.subarray(0, -64), signature = bytes.slice(-64);
  const message = new Uint8Array([...new TextEncoder().encode("AK1\0"), ...array]);
  let genuine = false;
  try {
    for (const known of keys.filter((known) => known.id === key)) {
      genuine ||= await signedBy(hex(known.public), signature, message);
    }
  } catch {
    show("old-browser");
    return;
  }
  if (!genuine) { show("not-genuine"); return; }
  const card = { number, name, issued: day(issued), until: day(until) };
  const today = Math.floor((Date.now() + 7 * 3600000) / 86400000);
  if (today > until) { show("expired", card); return; }
  const known = await revoked(number);
  show(known === true ? "revoked" : "genuine", card);
  document.querySelector("#offline").hidden = known !== null;
}

window.addEventListener("hashchange", check);
await check();
// Both cases of the address: QR codes hold capital letters. Without it, or refused, the page works as before.
for (const scope of ["/k", "/K"]) navigator.serviceWorker?.register("/sw.js", { scope }).catch(() => {});
