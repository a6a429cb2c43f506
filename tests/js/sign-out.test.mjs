// @ts-check
/* Signing out: what is not saved is asked about, and then nothing of it stays on the device. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { answer, memory, page, run, settled } from "./scripts.mjs";

const FORM = '<form method="post" action="/sign-out" data-person="anna"><input name="csrf_token" value="token"><button>Sign out</button></form>';
const DRAFT = JSON.stringify({ text: "Heard in the morning.", base: 2, sent: [], at: 1 });
const ADD = JSON.stringify({ path: "/visits/torbay-1/do/add_line", values: { heading: "partners", wording: "Who has the key?", key: "k" }, file: "" });
const TYPED = JSON.stringify({ values: { title: "Peer review", council: "" }, last: { values: "", key: "" } });
const ANNAS = { "portal-draft:anna:torbay-1:4/note:tab": DRAFT, "portal-add:anna:torbay-1:001-k": ADD };
const BENS = { "portal-draft:ben:torbay-1:4/note:tab": DRAFT };

/**
 * Open a page with what is stored on the device.
 * @param {Record<string, string>} stored
 * @param {(path: string) => Response} reply
 * @param {Record<string, string>} typed in this tab
 */
async function seated(stored, reply = () => answer({}), typed = {}) {
  const window = page(FORM);
  const device = new Map(Object.entries(stored)), tab = new Map(Object.entries(typed));
  Object.defineProperty(window, "localStorage", { value: memory(device), configurable: true });
  Object.defineProperty(window, "sessionStorage", { value: memory(tab), configurable: true });
  /** @type {[string, any][]} */
  const asked = [];
  /** @type {string[]} */
  const went = [];
  window.fetch = async (/** @type {string} */ path, /** @type {any} */ options) => {
    asked.push([path, String(options.body)]);
    return reply(path);
  };
  window.location.assign = (/** @type {string} */ path) => went.push(path);
  window.location.reload = () => went.push("reload");
  window.HTMLDialogElement.prototype.showModal = function () { this.setAttribute("open", ""); };
  window.HTMLDialogElement.prototype.close = function () { this.dispatchEvent(new window.Event("close")); };
  run(window, "storage.js", "signed-in/asking.js", "signed-in/sign-out.js");
  const find = (/** @type {string} */ selector) => window.document.querySelector(selector);
  const out = async () => {
    find("form").dispatchEvent(new window.Event("submit", { bubbles: true, cancelable: true }));
    await settled();
  };
  const press = async (/** @type {string} */ text) => {
    [...window.document.querySelectorAll("button")].find((button) => button.textContent === text).click();
    await settled();
  };
  return { window, device, tab, asked, went, find, out, press };
}

test("where all is saved one is signed out at once", async () => {
  const { asked, device, out, tab, went } = await seated(BENS, undefined, { "portal-visit": "{}", other: "1" });
  await out();
  assert.deepEqual([asked, went], [[["/sign-out", "csrf_token=token"]], ["/"]]);
  assert.deepEqual([[...device.keys()], [...tab.keys()]], [Object.keys(BENS), ["other"]], "what is somebody else’s stays");
});

test("what is not saved is shown, and stays where one stays", async () => {
  const { asked, device, find, out, press, went } = await seated({ ...ANNAS, ...BENS }, undefined, { "portal-form:anna:/visits:form-new": TYPED });
  await out();
  const rows = [...find("dialog ul").children].map((row) => [row.firstChild?.textContent, row.querySelector("a").getAttribute("href")]);
  assert.deepEqual(rows, [["Heard in the morning.", "/visits/torbay-1"], ["Who has the key?", "/visits/torbay-1"], ["Peer review", "/visits"]]);
  assert.equal(find("dialog .act-primary"), find("dialog").ownerDocument.activeElement);
  await press("Stay signed in");
  assert.deepEqual([asked, went, find("dialog"), device.size], [[], [], null, 3]);
});

test("what is thrown away leaves nothing of one’s own on the device, nor is anything stored after it", async () => {
  const { device, out, press, tab, went, window } = await seated({ ...ANNAS, ...BENS }, undefined, { "portal-form:anna:/visits:form-new": TYPED });
  await out();
  await press("Throw it away and sign out");
  assert.deepEqual([[...device.keys()], [...tab.keys()], went], [Object.keys(BENS), [], ["/"]]);
  assert.equal(window.portal_storage.local.write("portal-draft:anna:torbay-1:4/note:tab", DRAFT), false);
});

test("what is on its way arrives before one is asked", async () => {
  const { device, find, out, went, window } = await seated({ "portal-draft:anna:torbay-1:4/note:tab": DRAFT });
  window.portal_notes = { send: () => device.clear() };
  await out();
  assert.deepEqual([find("dialog"), went], [null, ["/"]]);
});

test("without a connection one stays signed in, and nothing is lost", async () => {
  const { device, find, out, press, went } = await seated(ANNAS, () => { throw new TypeError("Failed to fetch"); });
  await out();
  await press("Throw it away and sign out");
  assert.match(find("#told").textContent, /signing out has to wait/);
  assert.deepEqual([went, device.size], [[], 2]);
});

test("the browser’s other tabs show nothing more", async () => {
  const { device, went, window } = await seated({ ...ANNAS, ...BENS });
  const tells = (/** @type {string} */ newValue) => window.dispatchEvent(Object.assign(new window.Event("storage"), { key: "portal-signed-out", newValue }));
  tells("");
  assert.deepEqual([went, device.size], [[], 3]);
  tells("anna");
  assert.deepEqual([[...device.keys()], went], [Object.keys(BENS), ["reload"]]);
});
