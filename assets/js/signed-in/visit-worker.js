// @ts-check
/* The worker of visits' pages: without a connection it answers with what visit-offline.js kept on
   this device. It keeps nothing itself, and asks the portal first. */
(function () {
  const STORE = "portal-visits";
  const worker = /** @type {any} */ (self);

  /** Tell under which name an answer may be kept; "" for what only the portal says. @param {Request} request */
  function named(request) {
    const { origin, pathname, search } = new URL(request.url);
    if (request.method !== "GET" || origin !== worker.location.origin) return "";
    if (request.mode === "navigate") return /^\/visits\/[^/]+$/.test(pathname) ? pathname : "";
    return /^\/(assets|vendor)\//.test(pathname) || pathname === "/me" ? pathname + search : "";
  }

  /** @param {Request} request @param {string} name */
  async function answer(request, name) {
    const store = await worker.caches.open(STORE);
    try {
      const answered = await worker.fetch(request);
      /* Whoever is not on the team any more keeps nothing of the visit. */
      if (answered.status === 403 || answered.status === 404) await store.delete(name);
      return answered;
    } catch (lost) {
      const stored = await store.match(name, { ignoreVary: true });
      if (stored) return stored;
      throw lost;
    }
  }

  worker.addEventListener("install", () => worker.skipWaiting());
  worker.addEventListener("activate", (/** @type {any} */ event) => event.waitUntil(worker.clients.claim()));
  worker.addEventListener("fetch", (/** @type {any} */ event) => {
    const name = named(event.request);
    if (name) event.respondWith(answer(event.request, name));
  });
})();
