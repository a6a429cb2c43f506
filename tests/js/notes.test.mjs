// @ts-check
/* The texts of a visit on the page, and evidence that is added to it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { answer, memory, page, run, settled } from "./scripts.mjs";

const ANNA = { signed_in: true, name: "anna", display: "Anna A", roles: ["reviewer"], csrf: "token" };
const note = (text = "stands", version = 1) => `<div class="note-notes" data-note="12/notes" data-label="Notes" data-rows="2" data-text="${text}" data-version="${version}" data-by="Ben B" data-at="2026-11-29T10:00:00Z"></div>`;
const VERDICT = `<div data-note="12/verdict" data-label="Verdict" data-choices='[["", "Nothing yet"], ["good", "Good practice"]]' data-text="" data-version="0"></div>`;

/**
 * Open the page of a visit.
 * @param {string} html of the place where texts are drawn
 */
async function notes(html, { me = ANNA, storage = memory(), write = () => answer({}, 400) } = {}) {
  const window = page(`<div id="visit-state"></div><h2 id="heading-1">Heading</h2><div class="visit">${html}</div>`, "/visits/torbay-1");
  /** @type {(() => void)[]} */
  const timers = [];
  window.setTimeout = (/** @type {() => void} */ go) => timers.push(go);
  window.requestAnimationFrame = () => undefined;
  window.portal_me = Promise.resolve(me);
  Object.defineProperty(window, "localStorage", { value: storage, configurable: true });
  window.fetch = async (/** @type {string} */ path) => (path === "/me" ? answer(me) : write());
  run(window, "storage.js", "signed-in/asking.js", "signed-in/drafts.js", "signed-in/visit-notes.js");
  await settled();
  const find = (/** @type {string} */ selector) => window.document.querySelector(selector);
  return {
    window, storage, find,
    type: async (/** @type {string} */ value, selector = "textarea") => {
      Object.assign(find(selector), { value }).dispatchEvent(new window.Event("input", { bubbles: true }));
      await settled();
    },
    /** Let all that waits happen. */
    wait: async () => {
      for (const go of timers.splice(0)) go();
      await settled();
    },
    state: () => find(".note-state").firstChild.textContent,
    press: async (/** @type {string} */ text) => {
      [...window.document.querySelectorAll("button")].find((button) => button.textContent === text).click();
      await settled();
    },
  };
}

test("a text is shown in a field, with who saved it; a choice as a choice", async () => {
  const { find, state } = await notes(note() + VERDICT);
  assert.equal(find("textarea").value, "stands");
  assert.match(state(), /^Saved · Ben B, 29 Nov/);
  assert.deepEqual([...find("select").options].map((option) => option.text), ["Nothing yet", "Good practice"]);
});

test("texts can be read and written where the browser’s storage is forbidden", async () => {
  const storage = memory();
  storage.forbidden = true;
  const { find, type, wait, window } = await notes(note(), { storage, write: () => { throw new TypeError("Failed to fetch"); } });
  assert.equal(find("textarea").value, "stands");
  await type("typed");
  await wait();
  assert.match(find("#visit-state").textContent, /No connection.*leave the page open/);
  const leaving = new window.Event("beforeunload", { cancelable: true });
  window.dispatchEvent(leaving);
  assert.equal(leaving.defaultPrevented, true);
});

test("the field moves with what is typed into it when its place is drawn anew", async () => {
  const { find, type } = await notes(note());
  const field = find("textarea");
  await type("half a sen");
  find(".visit").innerHTML = note("Ben’s", 2);
  await settled();
  assert.equal(find("textarea"), field);
  assert.equal(field.value, "half a sen");
});

test("a text that nobody is typing shows what a colleague saved", async () => {
  const { find } = await notes(note());
  Object.assign(find("[data-note]").dataset, { text: "Ben’s", version: "2" });
  await settled();
  assert.equal(find("textarea").value, "Ben’s");
});

test("without a connection the texts are counted, and taken up by the next page", async () => {
  const storage = memory();
  const first = await notes(note(), { storage, write: () => { throw new TypeError("Failed to fetch"); } });
  await first.type("on a train");
  await first.wait();
  assert.match(first.find("#visit-state").textContent, /One text is kept on this device, to be saved as soon as/);
  assert.equal(first.state(), "Not saved yet; kept on this device");
  const second = await notes(note(), { storage });
  assert.equal(second.find("textarea").value, "on a train");
  const ben = await notes(note(), { storage, me: { ...ANNA, name: "ben" } });
  assert.equal(ben.find("textarea").value, "stands");
});

test("texts appear, and are stored once it is clear who types", async () => {
  const { find, storage, type } = await notes(note(), { me: { ...ANNA, signed_in: false, name: "" } });
  assert.equal(find("textarea").value, "stands");
  await type("typed early");
  assert.equal(storage.items.size, 0);
});

const theirs = { text: "Ben’s words", version: 2, by: "Ben B", at: "2026-11-29T11:00:00Z" };
for (const [choice, text] of [["Keep mine", "mine, longer"], ["Take Ben B’s", "Ben’s words"], ["Keep both", "Ben’s words\n\nmine, longer"]]) {
  test(`who chooses “${choice}” sees and saves that`, async () => {
    const { find, press, type, wait } = await notes(note(), { write: () => answer({ theirs }, 409) });
    await type("mine");
    await wait();
    assert.deepEqual([...find(".note-versions").querySelectorAll("pre")].map((place) => place.textContent), ["Ben’s words", "mine"]);
    await type("mine, longer");
    assert.equal(find(".note-mine").textContent, "mine, longer");
    await press(choice);
    assert.equal(find("textarea").value, text);
    assert.equal(find(".note-conflict"), null);
  });
}

test("a choice is never both", async () => {
  const { find, type, wait } = await notes(VERDICT, { write: () => answer({ theirs: { ...theirs, text: "" } }, 409) });
  await type("good", "select");
  await wait();
  assert.deepEqual([...find(".note-versions").querySelectorAll("pre")].map((place) => place.textContent), ["Nothing yet", "Good practice"]);
  assert.equal([...find(".note-conflict").querySelectorAll("button")].some((button) => button.textContent === "Keep both"), false);
});

test("words for a line that was removed are shown until they are let go, and go where the line comes back", async () => {
  const { find, press, storage, type, wait, window } = await notes(note(), { write: () => answer({ error: "A colleague has removed this." }, 400) });
  await type("written on the train");
  await wait();
  assert.equal(find(".note-state").className, "note-state wrong");
  find(".visit").innerHTML = "";
  await settled();
  window.portal_notes.orphans();
  window.portal_notes.orphans();
  assert.equal(window.document.querySelectorAll("#visit-state pre").length, 1);
  find(".visit").innerHTML = note();
  await settled();
  window.portal_notes.orphans();
  assert.deepEqual([find("#visit-state pre"), find("textarea").value], [null, "written on the train"]);
  find(".visit").innerHTML = "";
  await settled();
  window.portal_notes.orphans();
  await press("I have copied it, let it go");
  assert.deepEqual([find("#visit-state").textContent, storage.items.size, window.portal_notes.unsaved()], ["", 0, false]);
});

test("junk in storage hides no text", async () => {
  const storage = memory(new Map([["portal-draft:anna:torbay-1:12/notes:old", "{"], ["portal-draft:anna:torbay-1:\"]:old", "[]"]]));
  const { find, window } = await notes(note(), { storage });
  window.portal_notes.orphans();
  assert.deepEqual([find("textarea").value, find("#visit-state").textContent], ["stands", ""]);
});

/* Evidence ------------------------------------------------------------------------------------ */

/** @param {any} session */
async function item(session, me = ANNA) {
  const window = page('<table><tbody><tr data-evidence="item:kent/1"><td>Text</td><td></td></tr></tbody></table>', "/items/kent/1?theme=x");
  /** @type {[string, any][]} */
  const posts = [];
  window.portal_me = Promise.resolve(me);
  Object.defineProperty(window, "sessionStorage", { value: session, configurable: true });
  window.fetch = async (/** @type {string} */ path, /** @type {any} */ options) => {
    if (path === "/visits/mine.json") return answer({ visits: [{ id: "a", title: "Visit A", council: "Kent" }, { id: "b", title: "Visit B", council: "Torbay" }] });
    if (path.endsWith("lines.json")) return answer({ lines: [{ id: 5, wording: "Line of A" }] });
    posts.push([path, JSON.parse(options.body)]);
    return answer({ done: "Text", changed: 2 });
  };
  run(window, "storage.js", "signed-in/asking.js", "signed-in/gather.js");
  await settled();
  const add = async () => { window.document.querySelector(".add-evidence").click(); await settled(); };
  return { window, posts, add, dialog: () => window.document.querySelector("dialog") };
}

test("evidence goes to the visit that is chosen, and then there without asking", async () => {
  const session = memory();
  const { add, dialog, posts, window } = await item(session);
  await add();
  dialog().querySelector("#gather-visit").value = "b";
  dialog().querySelector("form").dispatchEvent(new window.Event("submit", { cancelable: true }));
  await settled();
  await add();
  const evidence = { kind: "item", key: "kent/1", link: "/items/kent/1?theme=x", line: null };
  assert.deepEqual(posts, [["/visits/b/do/gather", evidence], ["/visits/b/do/gather", evidence]]);
  assert.equal(window.document.querySelectorAll("td:last-child .add-evidence").length, 1);
});

for (const [name, stored] of [["junk", "{"], ["another person’s choice", '{"id": "b", "title": "B", "line": null, "person": "ben"}']]) {
  test(`who has not chosen a visit is asked, whatever the tab remembers: ${name}`, async () => {
    const { add, dialog, posts } = await item(memory(new Map([["portal-visit", stored]])));
    await add();
    assert.notEqual(dialog(), null);
    assert.deepEqual(posts, []);
  });
}

test("only reviewers are offered it", async () => {
  const { window } = await item(memory(), { ...ANNA, roles: ["partner"] });
  assert.equal(window.document.querySelector(".add-evidence"), null);
});
