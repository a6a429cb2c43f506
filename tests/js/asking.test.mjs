// @ts-check
/* Requests as a person: tokens that grow old, people who change, networks that answer nonsense. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { answer, page, run, settled } from "./scripts.mjs";

const ANNA = { signed_in: true, name: "anna", display: "Anna A", roles: ["reviewer"], csrf: "token" };
const NOBODY = { signed_in: false, name: "", display: "", roles: [], csrf: null };
const OLD = { error: "This form is too old. Nothing was changed." };

/**
 * Load the script for a person; `answers` come one after the other, by path.
 * @param {object} me
 * @param {Record<string, (() => Response | never)[]>} answers
 */
function asking(me, answers) {
  const window = page("");
  /** @type {[string, any][]} */
  const requests = [];
  window.portal_me = Promise.resolve(me);
  window.fetch = async (/** @type {string} */ path, /** @type {any} */ options) => {
    requests.push([path, options]);
    const next = answers[path].shift();
    assert.ok(next, `one request too many: ${path}`);
    return next();
  };
  run(window, "signed-in/asking.js");
  /** @type {PortalAsking} */
  const portal = window.portal_asking;
  return { ...portal, requests, window };
}
const down = () => { throw new TypeError("Failed to fetch"); };

test("a question is a GET without a token, a change a POST with it", async () => {
  const { ask, requests } = asking(ANNA, { "/a": [() => answer({ done: 1 }), () => answer({ done: 2 })] });
  assert.deepEqual(await ask("/a"), { status: 200, payload: { done: 1 } });
  assert.deepEqual(await ask("/a", { text: "x" }), { status: 200, payload: { done: 2 } });
  assert.deepEqual(requests.map(([, { method, body }]) => [method, body]), [[undefined, undefined], ["POST", '{"text":"x"}']]);
  assert.equal(requests[0][1].headers["X-CSRFToken"], undefined);
  assert.equal(requests[1][1].headers["X-CSRFToken"], "token");
});

for (const [name, response, status] of /** @type {[string, () => Response, number][]} */ ([
  ["no connection", down, 0],
  ["a page instead of JSON, as a network gives that wants a sign-in", () => answer("<html>Welcome</html>"), 0],
  ["nothing at all", () => answer(""), 0],
  ["JSON that is no object", () => answer("null"), 0],
  ["a proxy’s page about a fault", () => answer("<html>Bad gateway</html>", 502), 502],
  ["a refusal", () => answer({ error: "Not yours." }, 403), 403],
])) {
  test(`is never taken for success: ${name}`, async () => {
    const { ask } = asking(ANNA, { "/a": [response] });
    const { status: given, payload } = await ask("/a", {});
    assert.equal(given, status);
    assert.match(payload.error, /\w/);
  });
}

test("a token that has grown old is renewed, once", async () => {
  const { ask, requests } = asking(ANNA, {
    "/a": [() => answer(OLD, 400), () => answer({ done: 1 }), () => answer({ done: 2 })],
    "/me": [() => answer({ ...ANNA, csrf: "newer" })],
  });
  assert.equal((await ask("/a", {})).status, 200);
  assert.equal((await ask("/a", {})).status, 200);
  const tokens = requests.filter(([path]) => path === "/a").map(([, { headers }]) => headers["X-CSRFToken"]);
  assert.deepEqual(tokens, ["token", "newer", "newer"]);
});

test("what one person typed is not saved in the name of another", async () => {
  const { ask, requests, who } = asking(ANNA, {
    "/a": [() => answer(OLD, 400), () => answer(OLD, 400), () => answer({ done: 1 })],
    "/me": [() => answer({ ...ANNA, name: "ben", display: "Anna A", csrf: "of Ben" }), () => answer({ ...ANNA, csrf: "newer" })],
  });
  const { status, payload } = await ask("/a", { text: "Anna’s" });
  assert.equal(status, 401);
  assert.match(payload.error, /Somebody else is signed in/);
  assert.equal(requests.filter(([path]) => path === "/a").length, 1);
  assert.equal((await who()).name, "anna");
  // Anna signs in again, in another tab.
  assert.equal((await ask("/a", { text: "Anna’s" })).status, 200);
});

test("who was signed out meanwhile is refused by the portal, not taken for somebody", async () => {
  const { ask } = asking(ANNA, { "/a": [() => answer(OLD, 400), () => answer({ error: "Sign in first." }, 401)], "/me": [() => answer(NOBODY)] });
  assert.equal((await ask("/a", {})).status, 401);
});

for (const [name, failing] of /** @type {[string, () => Response][]} */ ([["is away", down], ["fails", () => answer("<html>", 500)]])) {
  test(`a portal that ${name} when asked who one is can be asked again`, async () => {
    const { ask, refresh, who } = asking(NOBODY, {
      "/a": [() => answer(OLD, 400), () => answer(OLD, 400), () => answer({ done: 1 })],
      "/me": [failing, () => answer(ANNA)],
    });
    assert.equal((await ask("/a", {})).status, 400);
    assert.equal((await refresh()).name, "anna");
    assert.equal((await who()).csrf, "token");
    assert.equal((await ask("/a", {})).status, 200);
  });
}

test("a line tells what was done, with what takes it back, and goes once that is chosen", () => {
  const { tell, window } = asking(ANNA, {});
  let undone = 0;
  tell("Done.", [["Undo", () => { undone += 1; }]], true);
  tell("Done again.", [["Undo", () => { undone += 1; }]], true);
  const line = window.document.querySelector("[role=status]");
  assert.equal(line.textContent, "Done again.Undo");
  line.querySelector("button").click();
  assert.deepEqual([undone, line.textContent], [1, ""]);
});

test("an element is made of properties, attributes and children, of which some may be missing", () => {
  const { make } = asking(ANNA, {});
  const made = make("p", { className: "sub", attrs: { role: "note" } }, "a", null, make("b", { textContent: "c" }), undefined);
  assert.equal(made.outerHTML, '<p class="sub" role="note">a<b>c</b></p>');
});

test("every element that fits is tended: now, later, inside another, and when it changes", async () => {
  const { tend, window } = asking(ANNA, {});
  const { document } = window;
  document.body.innerHTML = '<i data-x="there"></i><i data-y="other"></i>';
  /** @type {string[]} */
  const filled = [];
  tend("[data-x]", ["data-x"], (/** @type {any} */ place) => filled.push(place.dataset.x));
  document.body.insertAdjacentHTML("beforeend", '<p><i data-x="inside"></i></p>text');
  await settled();
  document.querySelector("[data-x]").dataset.x = "changed";
  document.querySelector("[data-y]").dataset.y = "ignored";
  await settled();
  assert.deepEqual(filled, ["there", "inside", "changed"]);
});
