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

/** A database of a browser, with one store; null where the browser refuses. */
function database() {
  /** @type {Map<string, unknown>} */
  const items = new Map();
  const store = {
    put: (/** @type {unknown} */ value, /** @type {string} */ name) => ({ result: items.set(name, value) }),
    get: (/** @type {string} */ name) => ({ result: items.get(name) }),
    "delete": (/** @type {string} */ name) => ({ result: items.delete(name) }),
  };
  const open = () => {
    /** @type {any} */
    const opening = { result: { close: () => undefined, createObjectStore: () => store } };
    opening.result.transaction = () => {
      /** @type {any} */
      const transaction = { objectStore: () => store };
      setImmediate(() => transaction.oncomplete());
      return transaction;
    };
    setImmediate(() => opening.onsuccess());
    return opening;
  };
  return { items, open };
}

/** @param {(path: string, options: any) => Response} portal @param {any} storage @param {string[]} scripts @param {any} files */
async function tablet(portal, storage = memory(), scripts = ["visit-adds", "visit"], files = null) {
  const window = page(VISIT, "/visits/torbay-1");
  window.portal_me = Promise.resolve(ANNA);
  Object.defineProperty(window, "localStorage", { value: storage, configurable: true });
  window.caches = caches();
  Object.defineProperty(window, "indexedDB", { value: files, configurable: true });
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
  const key = lost.posts[0][1].key;
  assert.match(key, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.deepEqual(back.posts, [["/visits/torbay-1/do/add_line", { heading: "partners", wording: "Who decides?", key }]]);
  assert.equal(back.window.portal_adds.waiting(), false);
  assert.equal(back.find(".visit-adds"), null);
});

test("an answer that is lost after the portal took the addition makes it no second time", async () => {
  const storage = memory();
  /** @type {Map<string, string>} key -> wording, as the portal has them */
  const made = new Map();
  let answered = false;
  const portal = (/** @type {string} */ path, /** @type {any} */ options) => {
    if (!path.endsWith("add_line")) return answer({ changed: 1 });
    const { key, wording } = JSON.parse(options.body);
    if (!made.has(key)) made.set(key, wording);
    return answered ? answer({ done: 4, changed: 2 }) : nowhere();
  };
  const lost = await tablet(portal, storage);
  Object.assign(lost.find("[name=wording]"), { value: "Who decides?" }).dispatchEvent(new lost.window.Event("input", { bubbles: true }));
  lost.find("[type=submit]").click();
  await settled();
  answered = true;
  const back = await tablet(portal, storage);
  await settled();
  assert.equal(back.posts.length, 1);
  assert.deepEqual([...made.values()], ["Who decides?"]);
  assert.equal(back.window.portal_adds.waiting(), false);
});

test("a page loaded while an addition is on its way sends it after a while under the same key", async () => {
  const storage = memory();
  const leaving = await tablet((path) => (path.endsWith("changes.json") ? answer({ changed: 1 }) : /** @type {any} */ (new Promise(() => {}))), storage);
  Object.assign(leaving.find("[name=wording]"), { value: "Who decides?" }).dispatchEvent(new leaving.window.Event("input", { bubbles: true }));
  leaving.find("[type=submit]").click();
  await settled();
  const [name] = [...storage.items.keys()].filter((key) => key.startsWith("portal-add:"));
  const early = await tablet(() => answer({ done: 4, changed: 2 }), storage);
  await settled();
  assert.deepEqual([early.posts, early.window.portal_adds.waiting()], [[], true]);
  /* As if it had been written a minute ago. */
  storage.items.set(name.replace(/:\d{15}-/, `:${String(Date.now() - 60000).padStart(15, "0")}-`), storage.items.get(name) || "");
  storage.items.delete(name);
  const later = await tablet(() => answer({ done: 4, changed: 2 }), storage);
  await settled();
  assert.deepEqual(later.posts.map(([, body]) => body.key), leaving.posts.map(([, body]) => body.key));
});

test("a form whose answer is lost goes under the same key again, and under another once it says something else", async () => {
  const storage = memory();
  storage.full = true;
  const lost = await tablet((path) => (path.endsWith("changes.json") ? answer({ changed: 1 }) : nowhere()), storage);
  const wording = lost.find("[name=wording]");
  for (const value of ["Who decides?", "Who decides?", "Who decides, and when?"]) {
    wording.value = value;
    lost.find("[type=submit]").click();
    await settled();
    assert.equal(wording.value, value);
  }
  const [first, second, third] = lost.posts.map(([, body]) => body.key);
  assert.equal(first, second);
  assert.notEqual(second, third);
});

test("a file waits in the browser's database and is sent with its words; one that is gone is asked for", async () => {
  const storage = memory(), files = database();
  const lost = await tablet(nowhere, storage, ["visit-adds", "visit"], files);
  const file = new lost.window.File(["%PDF-1.7"], "map.pdf", { type: "application/pdf" });
  const { stored } = await lost.window.portal_adds.add({ values: "", key: "" }, "/visits/torbay-1/evidence", { note: "Drawn by hand." }, file);
  assert.ok(stored);
  assert.equal(files.items.size, 1);
  assert.equal(lost.find(".visit-adds li").textContent, "Drawn by hand. · map.pdf");
  const large = Object.defineProperty(new lost.window.File(["%PDF-1.7"], "large.pdf"), "size", { value: 10000001 });
  const refusal = await lost.window.portal_adds.add({ values: "", key: "" }, "/visits/torbay-1/evidence", { note: "x" }, large);
  assert.deepEqual([refusal.status, refusal.stored, /larger than 10 MB/.test(refusal.payload.error)], [400, false, true]);
  const back = await tablet(() => answer({ done: 5, changed: 2 }), storage, ["visit-adds", "visit"], files);
  for (let turn = 0; turn < 5; turn += 1) await settled();
  const [[path, body]] = back.posts;
  assert.deepEqual([path, body.note, body.file.name, await body.file.text()], ["/visits/torbay-1/evidence", "Drawn by hand.", "map.pdf", "%PDF-1.7"]);
  assert.deepEqual([files.items.size, back.window.portal_adds.waiting()], [0, false]);
  await lost.window.portal_adds.add({ values: "", key: "" }, "/visits/torbay-1/evidence", { note: "Drawn twice." }, file);
  files.items.clear();
  const still = await tablet(nowhere, storage, ["visit-adds", "visit"], files);
  for (let turn = 0; turn < 5; turn += 1) await settled();
  assert.deepEqual([still.posts.length, /no longer holds/.test(still.window.document.body.textContent)], [1, false]);
  const later = await tablet(() => answer({ done: 6, changed: 3 }), storage, ["visit-adds", "visit"], files);
  for (let turn = 0; turn < 5; turn += 1) await settled();
  assert.deepEqual([later.posts[0][1].note, later.posts[0][1].file], ["Drawn twice.", undefined]);
  assert.match(later.window.document.body.textContent, /no longer holds the file “map.pdf”/);
  const refused = await tablet(nowhere, memory(), ["visit-adds", "visit"], null);
  assert.equal((await refused.window.portal_adds.add({ values: "", key: "" }, "/visits/torbay-1/evidence", { note: "x" }, file)).stored, false);
});

test("what the portal refuses later is shown and not lost; evidence is sent as a form", async () => {
  const storage = memory();
  const lost = await tablet(nowhere, storage);
  const { add } = lost.window.portal_adds;
  await add({ values: "", key: "" }, "/visits/torbay-1/evidence", { note: "Heard on the stairs.", under: "7", key: "one" });
  await add({ values: "", key: "" }, "/visits/another/do/add_line", { wording: "Not of this visit", key: "two" });
  const back = await tablet((path) => (path.endsWith("changes.json") ? answer({ changed: 1 }) : answer({ error: "The visit is archived." }, 400)), storage);
  await settled();
  assert.deepEqual(back.posts, [["/visits/torbay-1/evidence", { note: "Heard on the stairs.", under: "7", key: "one" }]]);
  const words = /did not take this addition.*The visit is archived.*Heard on the stairs/s;
  assert.match(back.find("#visit-state").textContent, words);
  /* It is there after a reload too, is not sent again, and goes once its writer lets it go. */
  const again = await tablet(() => answer({ changed: 1 }), storage);
  await settled();
  assert.deepEqual([again.posts, again.window.portal_adds.waiting()], [[], false]);
  assert.match(again.find("#visit-state").textContent, words);
  const [change, letGo] = again.window.document.querySelectorAll("#visit-state button");
  assert.equal(change.textContent, "Change");
  letGo.click();
  assert.equal(again.find("#visit-state").textContent, "");
  assert.deepEqual([...storage.items.keys()].filter((name) => name.includes("torbay-1")), []);
});

test("a session that ended keeps additions waiting", async () => {
  const storage = memory();
  const lost = await tablet(nowhere, storage);
  await lost.window.portal_adds.add({ values: "", key: "" }, "/visits/torbay-1/do/add_line", { wording: "Who decides?" });
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
