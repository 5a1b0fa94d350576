/**
 * Opens the app where there is no network: the files of the app, under their content hash, and the one page that asks
 * for them. Whatever the API answers goes past it and is kept nowhere.
 */

const worker = /** @type {any} */ (self);
const PREFIX = "{{static}}";
const FILES = "{{files}}".split(" ");
const PAGE = "/app";
const PATIENCE = 4_000;

worker.addEventListener("install", (/** @type {any} */ event) => {
  event.waitUntil(fill().then(() => worker.skipWaiting()));
});

worker.addEventListener("activate", (/** @type {any} */ event) => {
  event.waitUntil(forget().then(() => worker.clients.claim()));
});

worker.addEventListener("fetch", (/** @type {any} */ event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== "GET" || origin !== location.origin) return;
  if (mode === "navigate" && /^\/app(\/|$)/.test(pathname)) event.respondWith(page(event.request));
  else if (pathname.startsWith(PREFIX)) event.respondWith(file(event.request));
});

/** Asked for without the cookie: what is kept is nobody's. */
async function fill() {
  const asked = [PAGE, ...FILES.map((name) => `${PREFIX}/${name}`)];
  await (await caches.open(PREFIX)).addAll(asked.map((address) => new Request(address, { credentials: "omit" })));
}

/** The files of earlier versions. */
async function forget() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== PREFIX).map((name) => caches.delete(name)));
}

/** The newest page, unless there is no network or too little of one. @param {Request} request */
async function page(request) {
  try {
    return await fetch(request, { signal: AbortSignal.timeout(PATIENCE) });
  } catch {
    return (await caches.match(PAGE)) ?? Response.error();
  }
}

/** @param {Request} request */
async function file(request) {
  return (await caches.match(request)) ?? fetch(request);
}
