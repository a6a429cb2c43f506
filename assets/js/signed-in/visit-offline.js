// @ts-check
/* A visit that opens without a connection: the page as it was drawn last is kept on this device,
   with the scripts and styles that it needs, until somebody signs out (account.js, sign-out.js). Texts are kept
   by drafts.js, additions by visit-adds.js; the device's own encryption guards all of them. */
(function () {
  const { who, ask, make } = window.portal_asking;
  const STORE = "portal-visits";
  const WAIT = 2000, AGAIN = 5000; /* milliseconds after a drawing; between tries for a connection */
  const POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'";
  const SCRIPTS = ["asking", "sign-out", "visit-keep", "drafts", "visit-notes", "visit-adds", "visit", "visit-drag", "visit-pack", "visit-offline", "gather", "partner", "editor", "shared"];
  let fresh = false;
  const root = document.documentElement;
  const visit = () => (window.location.pathname.match(/^\/visits\/([^/]+)$/) || [])[1];

  /** List the addresses of our own styles and scripts on this page. */
  function needed() {
    const sheets = [...document.querySelectorAll('link[rel="stylesheet"]')].map((link) => link.getAttribute("href") || "");
    const scripts = [...document.querySelectorAll("script[src]")].map((script) => script.getAttribute("src") || "");
    const ours = scripts.filter((src) => src.startsWith("/assets/js/") && !src.includes("/signed-in/"));
    return { sheets, scripts: ours };
  }

  /** Write the page as a document that needs no Dash. @param {Element} page */
  function written(page) {
    const { sheets, scripts } = needed();
    const copy = /** @type {HTMLElement} */ (page.cloneNode(true));
    copy.querySelectorAll(".visit-state > *, .lines-waiting, dialog, .add-evidence").forEach((part) => part.remove());
    const head = make("head", {}, make("meta", { attrs: { charset: "utf-8" } }),
      make("meta", { attrs: { name: "viewport", content: "width=device-width, initial-scale=1" } }),
      make("title", { textContent: document.title }),
      ...sheets.map((href) => make("link", { attrs: { rel: "stylesheet", href } })),
      ...scripts.map((src) => make("script", { attrs: { src, defer: "" } })));
    const at = new Date().toLocaleString("en-GB", { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });
    const notice = make("p", { className: "notice wrap", attrs: { role: "status" }, textContent: `No connection: this is the visit as this device had it on ${at}. Go on writing; what you write is sent as soon as the connection is back.` });
    const body = make("body", {}, notice, make("main", {}, copy));
    return `<!doctype html><html lang="en" data-offline="yes">${head.outerHTML}${body.outerHTML}</html>`;
  }

  async function keep() {
    const page = document.querySelector("main .visit, .visit"), me = await who();
    if (!page || !page.querySelector(".island > *") || !me.name || !window.caches) return;
    const html = written(page);
    const store = await window.caches.open(STORE);
    const answer = new Response(html, { headers: { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": POLICY } });
    await store.put(window.location.pathname, answer);
    await store.put("/me", new Response(JSON.stringify(me), { headers: { "Content-Type": "application/json" } }));
    const { sheets, scripts } = needed();
    const wanted = [...sheets, ...scripts, ...SCRIPTS.map((name) => `/assets/js/signed-in/${name}.js`)];
    /* Once a page: another release of the portal has other scripts under the same names. */
    for (const path of fresh ? [] : wanted) await store.add(path).catch(() => undefined);
    fresh = true;
  }

  /** Take the real page once the portal answers and nothing waits to be sent. */
  async function back() {
    const { status } = await ask(`/visits/${visit()}/changes.json`);
    if (status === 200 && !window.portal_notes.unsaved() && !window.portal_adds.waiting()) return window.location.reload();
    window.setTimeout(back, AGAIN);
  }

  if (!visit()) return;
  if (root.dataset.offline) {
    window.setTimeout(back, AGAIN);
    return;
  }
  if (window.navigator.serviceWorker) window.navigator.serviceWorker.register("/visits/offline.js").catch(() => undefined);
  let timer = 0;
  new MutationObserver(() => {
    timer ||= window.setTimeout(() => {
      timer = 0;
      keep().catch(() => undefined);
    }, WAIT);
  }).observe(root, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-version"] });
})();
