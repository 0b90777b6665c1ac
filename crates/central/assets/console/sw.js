// Keeps the page that checks cards, so that it opens without a network. Only what is named here is ever kept: no card,
// no receipt, nothing of the console. A card's code stands after "#" and is no part of what is kept or asked for.
const NAME = "check-@VERSION@";
const FILES = @FILES@;
const PAGE = "/k";

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll([PAGE, ...FILES])).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(caches.keys()
    .then((names) => Promise.all(names.filter((name) => name !== NAME).map((name) => caches.delete(name))))
    .then(() => self.clients.claim()));
});

// The page comes from the network where there is one: it holds the keys that codes are checked with.
async function page() {
  const cache = await caches.open(NAME);
  try {
    const answer = await fetch(PAGE, { cache: "no-cache" });
    if (answer.ok) await cache.put(PAGE, answer.clone());
    return answer;
  } catch {
    return await cache.match(PAGE) ?? Response.error();
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin) return;
  if (request.mode === "navigate" && address.pathname.toLowerCase() === PAGE) event.respondWith(page());
  else if (FILES.includes(address.pathname)) {
    event.respondWith(caches.match(address.pathname).then((kept) => kept ?? fetch(request)));
  }
});
