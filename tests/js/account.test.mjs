// @ts-check
/* Who is signed in, and which scripts come for them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { answer, page, run } from "./scripts.mjs";

/** @param {string} address @param {string} cookie @returns {{window: any, scripts: () => string[], asked: string[]}} */
function visited(address, cookie) {
  const window = page("<div id='app-user'></div>", address);
  /** @type {string[]} */
  const asked = [];
  window.document.cookie = cookie;
  window.fetch = (/** @type {string} */ path) => { asked.push(path); return Promise.resolve(answer({ signed_in: false })); };
  run(window, "account.js");
  const scripts = () => [...window.document.querySelectorAll("script")].map(({ src }) => src.slice(src.lastIndexOf("/") + 1));
  return { window, scripts, asked };
}

test("scripts for people with an account wait until the page's other scripts have run", () => {
  const { window, scripts, asked } = visited("/visits/1", "portal_signed_in=1");
  assert.deepEqual(asked, ["/me"]);
  assert.deepEqual(scripts(), []);
  window.document.dispatchEvent(new window.Event("DOMContentLoaded"));
  assert.deepEqual(scripts(), ["asking.js", "sign-out.js", "gather.js", "partner.js", "editor.js", "shared.js", "visit-keep.js", "drafts.js", "visit-notes.js", "visit-adds.js", "visit.js", "visit-drag.js", "visit-pack.js", "visit-offline.js"]);
});

test("what a device stores of visits goes when somebody else signs in", async () => {
  for (const [name, forgotten] of [["anna", []], ["ben", ["portal-visits"]]]) {
    const window = page("<div id='app-user'></div>", "/visits");
    /** @type {string[]} */
    const deleted = [];
    window.document.cookie = "portal_signed_in=1";
    window.fetch = () => Promise.resolve(answer({ signed_in: true, name, display: name, roles: [] }));
    window.caches = {
      has: async () => true,
      open: async () => ({ match: async () => answer({ name: "anna" }) }),
      delete: async (/** @type {string} */ store) => { deleted.push(store); return true; },
    };
    run(window, "account.js");
    await window.portal_me;
    await new Promise((done) => { setTimeout(done); });
    assert.deepEqual(deleted, forgotten);
  }
});

test("nobody signed in: nothing is asked and nothing more is loaded", () => {
  const { window, scripts, asked } = visited("/", "other=1");
  window.document.dispatchEvent(new window.Event("DOMContentLoaded"));
  assert.deepEqual([asked, scripts()], [[], []]);
});
