// @ts-check
/* A visit without a connection: what is added waits, the page is kept, the worker answers with it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { answer, memory, page, run, settled } from "./scripts.mjs";

const ANNA = { signed_in: true, name: "anna", display: "Anna A", roles: ["reviewer"], csrf: "token" };
const LINE = JSON.stringify({ "do": "add_line", fixed: { heading: "partners" }, submit: "Add the line", fields: [{ name: "wording", label: "Wording", type: "textarea" }] });
const VISIT = `<main><div class="visit"><div class="visit-state" id="visit-state"></div><div class="island" id="visit-lines"><p>A line</p><div data-form='${LINE}'></div></div></div></main>`;

/** A cache of answers by name. */
function caches() {
  /** @type {Map<string, Response>} */
  const items = new Map();
  const named = (/** @type {any} */ request) => (typeof request === "string" ? request : new URL(request.url).pathname);
  const store = {
    match: async (/** @type {any} */ request) => items.get(named(request))?.clone(),
    put: async (/** @type {any} */ request, /** @type {Response} */ response) => void items.set(named(request), response),
    "delete": async (/** @type {any} */ request) => items.delete(named(request)),
    add: async (/** @type {string} */ path) => void items.set(path, new Response(path)),
  };
  return { items, open: async () => store, "delete": async () => { items.clear(); return true; } };
}

/** @param {(path: string, options: any) => Response} portal @param {any} storage */
async function tablet(portal, storage = memory(), scripts = ["visit-adds", "visit"]) {
  const window = page(VISIT, "/visits/torbay-1");
  window.portal_me = Promise.resolve(ANNA);
  Object.defineProperty(window, "localStorage", { value: storage, configurable: true });
  window.caches = caches();
  /** @type {[string, any][]} */
  const posts = [];
  window.fetch = async (/** @type {string} */ path, /** @type {any} */ options) => {
    if (options?.method === "POST") posts.push([path, typeof options.body === "string" ? JSON.parse(options.body) : Object.fromEntries(options.body)]);
    return portal(path, options);
  };
  run(window, "storage.js", ...["asking", "visit-keep", "drafts", "visit-notes", ...scripts].map((name) => `signed-in/${name}.js`));
  await settled();
  return { window, posts, storage, find: (/** @type {string} */ selector) => window.document.querySelector(selector) };
}
const nowhere = () => { throw new TypeError("Failed to fetch"); };

test("a line added without a connection waits on the device, and is sent when the page is opened with one", async () => {
  const lost = await tablet(nowhere);
  Object.assign(lost.find("[name=wording]"), { value: "Who decides?" }).dispatchEvent(new lost.window.Event("input", { bubbles: true }));
  lost.find("[type=submit]").click();
  await settled();
  assert.equal(lost.find("[name=wording]").value, "");
  assert.match(lost.find(".visit-adds").textContent, /One addition is kept on this device/);
  assert.ok(lost.window.portal_adds.waiting());
  const back = await tablet((path) => answer(path.endsWith("changes.json") ? { changed: 1 } : { done: 4, changed: 2 }), lost.storage);
  await settled();
  assert.deepEqual(back.posts, [["/visits/torbay-1/do/add_line", { heading: "partners", wording: "Who decides?" }]]);
  assert.equal(back.window.portal_adds.waiting(), false);
  assert.equal(back.find(".visit-adds"), null);
});

test("what the portal refuses later is shown and not lost; evidence is sent as a form", async () => {
  const storage = memory();
  const lost = await tablet(nowhere, storage);
  lost.window.portal_adds.keep("/visits/torbay-1/evidence", { note: "Heard on the stairs.", under: "7" });
  lost.window.portal_adds.keep("/visits/another/do/add_line", { wording: "Not of this visit" });
  const back = await tablet((path) => (path.endsWith("changes.json") ? answer({ changed: 1 }) : answer({ error: "The visit is archived." }, 400)), storage);
  await settled();
  assert.deepEqual(back.posts, [["/visits/torbay-1/evidence", { note: "Heard on the stairs.", under: "7" }]]);
  assert.match(back.find("#visit-state").textContent, /did not take this addition.*The visit is archived.*Heard on the stairs/s);
});

test("a session that ended keeps additions waiting", async () => {
  const storage = memory();
  const lost = await tablet(nowhere, storage);
  lost.window.portal_adds.keep("/visits/torbay-1/do/add_line", { wording: "Who decides?" });
  const out = await tablet((path) => (path.endsWith("changes.json") ? answer({ changed: 1 }) : answer({ error: "You are not signed in any more." }, 401)), storage);
  await settled();
  assert.ok(out.window.portal_adds.waiting());
});

test("the page as it was drawn last is kept, with what it needs", async () => {
  const { window } = await tablet(() => answer({ changed: 1 }), memory(), ["visit-adds", "visit", "visit-offline"]);
  window.document.head.innerHTML = '<link rel="stylesheet" href="/assets/css/all-1.css"><script src="/assets/js/all-2.js"></script><script src="/_dash-component-suites/dash.js"></script>';
  window.document.querySelector("#visit-lines").append(window.document.createElement("hr"));
  for (let tries = 0; !window.caches.items.has("/assets/js/all-2.js") && tries < 100; tries += 1) await new Promise((go) => { setTimeout(go, 50); });
  const stored = await window.caches.items.get("/visits/torbay-1").text();
  assert.match(stored, /data-offline="yes"/);
  assert.match(stored, /A line/);
  assert.match(stored, /all-1\.css/);
  assert.ok(!stored.includes("_dash-component-suites"));
  assert.equal((await window.caches.items.get("/me").json()).name, "anna");
  assert.ok(window.caches.items.has("/assets/js/signed-in/drafts.js"));
});

test("the worker asks the portal first, and answers a visit, its files and who one is without it", async () => {
  /** @type {Record<string, (event: any) => void>} */
  const listeners = {};
  const worker = { location: { origin: "http://portal.example" }, caches: caches(), fetch: async () => new Response("live"), addEventListener: (/** @type {string} */ kind, /** @type {any} */ go) => { listeners[kind] = go; } };
  run(/** @type {any} */ (worker), "signed-in/visit-worker.js");
  for (const path of ["/visits/torbay-1", "/assets/js/all-2.js", "/me"]) worker.caches.items.set(path, new Response(`kept ${path}`));
  /** @param {string} path @param {object} [more] */
  const asked = async (path, more = {}) => {
    /** @type {Promise<Response> | null} */
    let answered = null;
    listeners.fetch({ request: { url: `http://portal.example${path}`, method: "GET", mode: "cors", ...more }, respondWith: (/** @type {any} */ given) => { answered = given; } });
    return answered && (await /** @type {Promise<Response>} */ (answered)).text();
  };
  assert.equal(await asked("/visits/torbay-1", { mode: "navigate" }), "live");
  worker.fetch = nowhere;
  assert.equal(await asked("/visits/torbay-1", { mode: "navigate" }), "kept /visits/torbay-1");
  assert.equal(await asked("/assets/js/all-2.js"), "kept /assets/js/all-2.js");
  assert.equal(await asked("/me"), "kept /me");
  for (const path of ["/visits/torbay-1/changes.json", "/visits/torbay-1/files/3", "/councils"]) assert.equal(await asked(path), null, path);
  assert.equal(await asked("/visits/torbay-1", { method: "POST" }), null);
  assert.equal(await asked("/visits", { mode: "navigate" }), null);
  worker.fetch = async () => new Response("not yours", { status: 403 });
  assert.equal(await asked("/visits/torbay-1", { mode: "navigate" }), "not yours");
  assert.ok(!worker.caches.items.has("/visits/torbay-1"));
  worker.fetch = nowhere;
  await assert.rejects(asked("/visits/other", { mode: "navigate" }), /Failed to fetch/);
});
