// Keeps the page of the check without a network, and nothing else of the portal. BUILD stands in front of this file:
// its version, the page in each language, and the files that the page loads.
const PREFIX = "xidmet-offline-", CACHE = PREFIX + BUILD.version;
const KEPT = new Set([...BUILD.pages, ...BUILD.files]);
const PATIENCE = 4000; // milliseconds: a network that does not answer is none

addEventListener("install", (event) => event.waitUntil(fill().then(() => skipWaiting())));
addEventListener("activate", (event) => event.waitUntil(tidy().then(() => clients.claim())));
addEventListener("fetch", (event) => {
  const { request } = event, { origin, pathname, search } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin || search || !KEPT.has(pathname)) return;
  event.respondWith(request.mode === "navigate" ? newest(request, pathname) : kept(request, pathname));
});

async function fill() { // without cookies: what is kept is the same for everybody
  const cache = await caches.open(CACHE);
  await Promise.all([...KEPT].map(async (path) => {
    const answer = await fetch(path, { credentials: "omit", cache: BUILD.pages.includes(path) ? "reload" : "default" });
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    await cache.put(path, answer);
  }));
}

async function tidy() {
  for (const name of await caches.keys()) if (name.startsWith(PREFIX) && name !== CACHE) await caches.delete(name);
}

const kept = async (request, path) => await (await caches.open(CACHE)).match(path, { ignoreVary: true }) ?? fetch(request);

async function newest(request, path) {
  const late = new Promise((_done, fail) => setTimeout(fail, PATIENCE));
  try {
    const answer = await Promise.race([fetch(request), late]);
    if (answer.ok) return answer;
  } catch { /* no network: the one that is kept */ }
  return kept(request, path);
}
