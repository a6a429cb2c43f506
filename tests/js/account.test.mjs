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
  assert.deepEqual(scripts(), ["asking.js", "gather.js", "partner.js", "editor.js", "shared.js", "visit-keep.js", "drafts.js", "visit-notes.js", "visit-adds.js", "visit.js", "visit-drag.js", "visit-pack.js", "visit-offline.js"]);
});

test("nobody signed in: nothing is asked and nothing more is loaded", () => {
  const { window, scripts, asked } = visited("/", "other=1");
  window.document.dispatchEvent(new window.Event("DOMContentLoaded"));
  assert.deepEqual([asked, scripts()], [[], []]);
});
