// @ts-check
/* What editors and partners have on public pages: conclusions on findings, notes about a view. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { answer, page, run, settled } from "./scripts.mjs";

/** @typedef {(body: any) => Response} Reply */

/**
 * Open a page as somebody; `replies` are given by path, without its query.
 * @param {string} script @param {string} role @param {Record<string, Reply>} replies @param {string} html
 */
async function open(script, role, replies, html = "") {
  const window = page(html, "/findings?kind=odd");
  /** @type {[string, any][]} */
  const requests = [];
  /** @type {(() => void)[]} */
  const looks = [];
  window.setInterval = (/** @type {() => void} */ look) => looks.push(look);
  window.portal_me = Promise.resolve({ signed_in: true, name: "anna", roles: [role], csrf: "token" });
  window.fetch = async (/** @type {string} */ path, /** @type {any} */ options) => {
    const body = options.body && JSON.parse(options.body);
    requests.push([path, body]);
    return replies[path.split("?")[0]](body);
  };
  window.HTMLElement.prototype.showModal ||= () => undefined;
  run(window, "signed-in/asking.js", `signed-in/${script}`);
  const rest = async () => { for (let turn = 0; turn < 6; turn += 1) await settled(); };
  await rest();
  const find = (/** @type {string} */ selector) => window.document.querySelector(selector);
  const press = async (/** @type {any} */ target, kind = "click") => {
    target.dispatchEvent(new window.Event(kind, { bubbles: true, cancelable: true }));
    await rest();
  };
  return { find, looks, press, requests, rest, window };
}

const FINDING = '<div data-evidence="finding:abc/1"><h3>46 of 97 is 47.4%</h3></div><div data-evidence="value:9"><h3>x</h3></div>';
const HISTORY = { statuses: [["explained", "there is a reason"], ["corrected", "the paper was put right"]], resolutions: [{ at: "2026-11-02T09:00:00Z", by: "Ben", status: "explained", note: "<b>Old</b>" }] };

/** @param {Reply} resolve */
const editor = (resolve, role = "editor") => open("editor.js", role, {
  "/findings/abc%2F1/history.json": () => answer(HISTORY), "/findings/abc%2F1/resolve": resolve,
}, FINDING);

test("each finding, and nothing else, can be concluded on, by editors alone", async () => {
  const { find, window } = await editor(() => answer({}));
  assert.equal(window.document.querySelectorAll(".conclude").length, 1);
  assert.equal(find(".conclude").getAttribute("aria-label"), "Conclude on: 46 of 97 is 47.4%");
  assert.equal((await editor(() => answer({}), "partner")).find(".conclude"), null);
});

test("a conclusion says what it means, and a refusal stays beside what was typed", async () => {
  const { find, press, requests } = await editor(() => answer({ error: "Say why." }, 400));
  await press(find(".conclude"));
  assert.equal(find("#conclude-meaning").textContent, "That is: there is a reason.");
  find("#conclude-status").value = "corrected";
  await press(find("#conclude-status"), "change");
  assert.equal(find("#conclude-meaning").textContent, "That is: the paper was put right.");
  assert.deepEqual([find("details li").textContent, find("details li").children.length], ["2 November 2026, Ben: explained. <b>Old</b>", 0]);
  find("#conclude-note").value = "Misprint.";
  await press(find("dialog form"), "submit");
  assert.deepEqual(requests.at(-1), ["/findings/abc%2F1/resolve", { status: "corrected", note: "Misprint." }]);
  assert.deepEqual([find(".form-wrong").textContent, find("#conclude-note").value], ["Say why.", "Misprint."]);
});

const NOTES = "/partnership/notes.json";
const NOTE = { id: 7, text: "<i>Ask them</i>", by: "Anna", at: "2026-11-02T09:00:00Z", mine: true };

test("notes of the view that is open are shown as text, to partners alone", async () => {
  const { find, requests } = await open("partner.js", "partner", { [NOTES]: () => answer({ notes: [NOTE, { ...NOTE, id: 8, mine: false }] }) });
  assert.deepEqual(requests, [[`${NOTES}?link=%2Ffindings%3Fkind%3Dodd`, undefined]]);
  assert.equal(find("summary").textContent, "Partnership notes (2)");
  assert.deepEqual([find(".partner-text").textContent, find(".partner-text").children.length], ["<i>Ask them</i>", 0]);
  assert.equal(find("ul").querySelectorAll("button").length, 1);
  assert.equal((await open("partner.js", "editor", {})).find(".partner-panel"), null);
});

test("a note that is refused is not lost; one that is taken empties the box", async () => {
  let refused = true;
  const { find, press } = await open("partner.js", "partner", {
    [NOTES]: (body) => (body && refused ? answer({ error: "Too long." }, 400) : answer({ notes: [] })),
  });
  find("#partner-note").value = "Look at this";
  await press(find("form"), "submit");
  assert.deepEqual([find(".form-wrong").textContent, find("#partner-note").value], ["Too long.", "Look at this"]);
  refused = false;
  await press(find("form"), "submit");
  assert.deepEqual([find(".form-wrong").textContent, find("#partner-note").value], ["", ""]);
});

test("another address is asked about anew; in a visit the notes hide", async () => {
  const { find, looks, requests, rest, window } = await open("partner.js", "partner", { [NOTES]: () => answer({ notes: [] }) });
  for (const [address, count, hidden] of [["/findings?kind=odd", 1, false], ["/plans", 2, false], ["/visits/1", 2, true]]) {
    window.history.replaceState(null, "", address);
    looks.forEach((look) => look());
    await rest();
    assert.deepEqual([requests.length, find(".partner-panel").hidden], [count, hidden]);
  }
});
