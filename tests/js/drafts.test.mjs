// @ts-check
/* Drafts of a visit's texts: whatever happens to the connection, the browser or colleagues, no
   typed text is lost and none is saved over another person's. */
import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { memory, settled } from "./scripts.mjs";
import { AGAIN, closeTabs, NOTE, openTab, pass, Portal, WAIT } from "./visit-texts.mjs";

beforeEach(() => mock.timers.enable({ apis: ["setTimeout", "Date"] }));
afterEach(() => mock.timers.reset());

test("a text is saved once typing pauses, and nothing of it stays in the browser", async () => {
  const portal = new Portal("before"), storage = memory(), tab = openTab(portal, storage);
  tab.type("a");
  await pass(WAIT - 1);
  tab.type("ab");
  await pass(WAIT - 1);
  assert.equal(portal.requests.length, 0);
  assert.equal(storage.items.size, 1);
  await pass(1);
  assert.deepEqual(portal.requests, [{ entry: 12, field: "notes", text: "ab", base: 1 }]);
  assert.equal(storage.items.size, 0);
  assert.equal(tab.drafts.unsaved(), false);
  assert.deepEqual(tab.log, ["saving", "saved"]);
});

test("a text that is taken back before it was sent is no draft", async () => {
  const portal = new Portal("before"), storage = memory(), tab = openTab(portal, storage);
  tab.type("other");
  assert.equal(tab.type("before"), null);
  await pass(WAIT);
  assert.deepEqual([portal.requests.length, storage.items.size, tab.drafts.unsaved()], [0, 0, false]);
});

test("what is typed while a save is on its way is saved after it", async () => {
  const portal = new Portal(), tab = openTab(portal, memory());
  let release = () => {};
  portal.hold = new Promise((resolve) => { release = () => resolve(undefined); });
  tab.type("one");
  await pass(WAIT);
  tab.type("one two");
  await pass(WAIT);
  assert.equal(portal.requests.length, 1);
  assert.equal(tab.drafts.atRisk(), true);
  portal.hold = null;
  release();
  await settled();
  await pass(WAIT);
  assert.deepEqual(portal.requests.map((body) => [body.text, body.base]), [["one", 1], ["one two", 2]]);
  assert.equal(portal.stands.text, "one two");
  assert.equal(tab.drafts.atRisk(), false);
});

for (const [name, fate] of /** @type {const} */ ([["no connection", "unreachable"], ["a failing portal", 503], ["a busy portal", 429]])) {
  test(`after ${name} the text is stored and sent again until it is saved`, async () => {
    const portal = new Portal(), storage = memory(), tab = openTab(portal, storage);
    portal.fate = [fate, fate];
    tab.type("typed on a train");
    await pass(WAIT);
    assert.equal(storage.items.size, 1);
    assert.deepEqual(tab.log, ["saving", "waiting, stored"]);
    assert.equal(tab.drafts.standing().offline, fate !== 429);
    await pass(AGAIN);
    await pass(AGAIN);
    assert.equal(portal.stands.text, "typed on a train");
    assert.equal(storage.items.size, 0);
    assert.equal(tab.drafts.standing().offline, false);
    assert.equal(tab.log.includes("reconnected"), fate !== 429);
  });
}

test("a regained connection saves all texts at once, without waiting", async () => {
  const portal = new Portal(), tab = openTab(portal, memory(), { online: false });
  portal.fate = ["unreachable"];
  tab.drafts.connection(true);
  tab.type("kept");
  await pass(WAIT);
  tab.online = true;
  tab.drafts.retry();
  await settled();
  assert.equal(portal.stands.text, "kept");
  await pass(10 * AGAIN);
  assert.equal(portal.requests.length, 2);
});

test("an answer that was lost is no conflict with oneself", async () => {
  const portal = new Portal(), tab = openTab(portal, memory());
  portal.fate = ["answer lost", "unreachable"];
  tab.type("first");
  await pass(WAIT);
  tab.type("first, then more");
  await pass(WAIT);
  await pass(AGAIN);
  assert.equal(portal.stands.text, "first, then more");
  assert.equal(tab.log.includes("conflict"), false);
  assert.equal(tab.drafts.unsaved(), false);
});

test("a text that may have arrived can be taken back", async () => {
  const portal = new Portal("before"), tab = openTab(portal, memory());
  portal.fate = ["answer lost"];
  tab.type("a slip");
  await pass(WAIT);
  assert.equal(portal.stands.text, "a slip");
  tab.type("before");
  await pass(WAIT);
  assert.equal(portal.stands.text, "before");
});

test("a text that a browser without a network never sent is no draft once it is taken back", async () => {
  const portal = new Portal("before"), tab = openTab(portal, memory(), { online: false });
  portal.fate = ["unreachable"];
  tab.type("a slip");
  await pass(WAIT);
  tab.type("before");
  assert.equal(tab.drafts.unsaved(), false);
});

test("a tab that is closed leaves its text to the next one", async () => {
  const portal = new Portal(), storage = memory(), closed = openTab(portal, storage);
  portal.fate = ["unreachable"];
  closed.type("typed, then closed");
  await pass(WAIT);
  closeTabs();
  const tab = openTab(portal, storage);
  assert.equal(tab.redraw()?.text, "typed, then closed");
  await pass(WAIT);
  assert.equal(portal.stands.text, "typed, then closed");
  assert.equal(storage.items.size, 0);
});

test("a tab that is closed before the answer comes causes no conflict with oneself", async () => {
  const portal = new Portal(), storage = memory(), closed = openTab(portal, storage);
  portal.hold = new Promise(() => {});
  closed.type("arrives");
  await pass(WAIT);
  closed.type("arrives, and more");
  closeTabs();
  portal.hold = null;
  assert.equal(portal.stands.text, "arrives");
  const tab = openTab(portal, storage);
  tab.redraw();
  await pass(WAIT);
  assert.equal(portal.stands.text, "arrives, and more");
  assert.equal(tab.log.includes("conflict"), false);
});

test("two tabs write one text: neither loses what the other stored", async () => {
  const portal = new Portal(), storage = memory();
  const first = openTab(portal, storage), second = openTab(portal, storage);
  portal.fate = ["unreachable", "unreachable"];
  first.type("from the first");
  second.type("from the second");
  await pass(WAIT);
  assert.equal(storage.items.size, 2);
  // The second is closed; the first saves.
  first.drafts.retry();
  await settled();
  assert.equal(portal.stands.text, "from the first");
  assert.deepEqual([...storage.items.values()].map((item) => JSON.parse(item).text), ["from the second"]);
  // Whoever opens the visit again is asked which of both stands.
  const third = openTab(portal, storage);
  third.redraw();
  await pass(WAIT);
  assert.equal(third.drafts.get(NOTE).conflict.text, "from the first");
  assert.equal(third.drafts.get(NOTE).text, "from the second");
});

test("several texts left for one place are taken up one after the other, the newest first", async () => {
  const portal = new Portal(), storage = memory();
  const closed = [openTab(portal, storage), openTab(portal, storage)];
  portal.fate = ["unreachable", "unreachable"];
  closed[0].type("older");
  await pass(1);
  closed[1].type("newer");
  await pass(WAIT);
  closeTabs();
  const tab = openTab(portal, storage);
  assert.equal(tab.redraw()?.text, "newer");
  await pass(WAIT);
  assert.equal(portal.stands.text, "newer");
  assert.equal(tab.redraw()?.text, "older");
  await pass(WAIT);
  assert.deepEqual(tab.log.at(-1), "conflict");
});

test("what a closed tab left and the portal has already is let go", () => {
  const portal = new Portal("saved long ago"), storage = memory();
  storage.items.set("portal-draft:anna:torbay-1:12/notes:old", JSON.stringify({ text: "saved long ago", base: 0, sent: [], at: 1 }));
  const tab = openTab(portal, storage);
  assert.equal(tab.redraw(), undefined);
  assert.equal(storage.items.size, 0);
});

/** Two people write at once; Ben was first. */
async function disagree() {
  const portal = new Portal("common"), storage = memory(), tab = openTab(portal, storage);
  portal.write("Ben’s", 1, "Ben");
  tab.type("mine");
  await pass(WAIT);
  assert.deepEqual(tab.log, ["saving", "conflict"]);
  return { portal, storage, tab, theirs: tab.drafts.get(NOTE).conflict };
}

test("nothing is written over another person’s text before somebody decides", async () => {
  const { portal, storage, tab, theirs } = await disagree();
  assert.deepEqual([theirs.text, theirs.by], ["Ben’s", "Ben"]);
  tab.type("mine, longer");
  tab.drafts.retry();
  await pass(10 * AGAIN);
  assert.equal(portal.requests.length, 1);
  assert.equal(portal.stands.text, "Ben’s");
  assert.equal(tab.drafts.atRisk(), true);
  assert.equal(JSON.parse([...storage.items.values()][0]).text, "mine, longer");
});

for (const [choice, chosen, requests] of /** @type {const} */ ([["mine", "mine", 2], ["both", "Ben’s\n\nmine", 2], ["theirs", "Ben’s", 1]])) {
  test(`a conflict is settled with ${choice}`, async () => {
    const { portal, storage, tab, theirs } = await disagree();
    tab.drafts.resolve(NOTE, chosen, theirs);
    await pass(WAIT);
    assert.equal(portal.stands.text, chosen);
    assert.equal(portal.requests.length, requests);
    assert.deepEqual([storage.items.size, tab.drafts.unsaved()], [0, false]);
  });
}

test("a decision that comes too late is asked for again", async () => {
  const { portal, tab, theirs } = await disagree();
  portal.write("Ben’s second", 2, "Ben");
  tab.drafts.resolve(NOTE, "mine", theirs);
  await pass(WAIT);
  assert.equal(portal.stands.text, "Ben’s second");
  assert.equal(tab.drafts.get(NOTE).conflict.text, "Ben’s second");
});

for (const refusal of /** @type {const} */ (["full", "forbidden"])) {
  test(`a storage that is ${refusal} neither stops saving nor is called safe`, async () => {
    const portal = new Portal(), storage = memory();
    storage[refusal] = true;
    const tab = openTab(portal, storage);
    portal.fate = ["unreachable"];
    assert.equal(tab.redraw(), undefined);
    tab.type("in this tab alone");
    await pass(WAIT);
    assert.deepEqual(tab.log, ["saving", "waiting, not stored"]);
    assert.deepEqual([tab.drafts.standing().unstored, tab.drafts.atRisk()], [true, true]);
    assert.deepEqual(tab.drafts.abandoned(() => false).map((/** @type {any} */ item) => item.text), ["in this tab alone"]);
    await pass(AGAIN);
    assert.equal(portal.stands.text, "in this tab alone");
    assert.equal(tab.drafts.atRisk(), false);
  });
}

for (const [what, junk] of [
  ["no JSON", "{"], ["null", "null"], ["a number", "7"], ["a text", '"text"'], ["no text", '{"base": 1}'], ["no base", '{"text": "x"}'],
  ["a base that is no version", '{"text": "x", "base": "1"}'], ["a text of another kind", '{"text": ["x"], "base": 1}'],
]) {
  test(`junk in storage is passed over: ${what}`, async () => {
    const portal = new Portal(), storage = memory();
    storage.items.set("portal-draft:anna:torbay-1:12/notes:old", junk);
    storage.items.set("portal-draft:anna:torbay-1:13/notes:old", '{"text": "good", "base": 1, "sent": "no list"}');
    const tab = openTab(portal, storage);
    assert.equal(tab.redraw(), undefined);
    assert.deepEqual(tab.drafts.abandoned(() => false).map((/** @type {any} */ item) => item.text), ["good"]);
    tab.type("typed");
    await pass(WAIT);
    assert.equal(portal.stands.text, "typed");
  });
}

test("a text for a line that was removed is shown until it is let go", async () => {
  const portal = new Portal(), storage = memory(), tab = openTab(portal, storage);
  portal.fate = [400];
  tab.type("for a line that a colleague removed");
  await pass(WAIT);
  assert.deepEqual(tab.log, ["saving", "refused 400"]);
  assert.deepEqual(tab.drafts.abandoned((/** @type {string} */ name) => name === NOTE), []);
  const [item, ...others] = tab.drafts.abandoned(() => false);
  assert.equal(item.text, "for a line that a colleague removed");
  assert.deepEqual(others, []);
  // Another tab of this person shows it as well; only here it is let go.
  assert.equal(openTab(portal, storage).drafts.abandoned(() => false).length, 1);
  tab.drafts.discard(item);
  assert.deepEqual([storage.items.size, tab.drafts.unsaved(), tab.drafts.abandoned(() => false)], [0, false, []]);
  await pass(10 * AGAIN);
  assert.equal(portal.requests.length, 1);
});

test("a text that was refused is sent again once one beside it is saved", async () => {
  const portal = new Portal(), storage = memory(), tab = openTab(portal, storage);
  portal.fate = [400, 400, "ok", 200];
  tab.type("11:00");
  tab.drafts.type("13/starts", "10:00", tab.place);
  await pass(WAIT);
  assert.deepEqual(tab.log, ["saving", "saving", "refused 400", "refused 400"]);
  tab.drafts.type("12/ends", "12:00", tab.place);
  await pass(WAIT);
  assert.deepEqual(portal.requests.slice(2).map(({ entry, field, text }) => [entry, field, text]), [[12, "ends", "12:00"], [12, "notes", "11:00"]]);
  assert.equal(tab.drafts.get(NOTE), undefined);
  assert.equal(tab.drafts.get("13/starts").text, "10:00");
});

test("who let a text go meanwhile does not find it again when its answer comes", async () => {
  const portal = new Portal(), storage = memory(), tab = openTab(portal, storage);
  let release = () => {};
  portal.hold = new Promise((resolve) => { release = () => resolve(undefined); });
  portal.fate = ["unreachable"];
  tab.type("let go");
  await pass(WAIT);
  tab.drafts.discard(tab.drafts.abandoned(() => false)[0]);
  release();
  await pass(10 * AGAIN);
  assert.deepEqual([storage.items.size, tab.drafts.unsaved(), portal.requests.length], [0, false, 1]);
});

test("who is signed out keeps the text, and saves it after signing in again", async () => {
  const portal = new Portal(), storage = memory(), tab = openTab(portal, storage);
  portal.fate = [401];
  tab.type("half a page");
  await pass(WAIT);
  assert.deepEqual([tab.drafts.standing().signedOut, storage.items.size], [true, 1]);
  await pass(10 * AGAIN);
  assert.equal(portal.requests.length, 1);
  tab.drafts.retry();
  await settled();
  assert.equal(portal.stands.text, "half a page");
  assert.equal(tab.drafts.standing().signedOut, false);
});

test("another person at the same browser, or another visit, sees nothing of a draft", async () => {
  const portal = new Portal(), storage = memory(), anna = openTab(portal, storage);
  portal.fate = [401];
  anna.type("Anna’s words");
  await pass(WAIT);
  for (const [person, visit] of [["ben", "torbay-1"], ["an", "torbay-1"], ["anna", "torbay"], ["anna", "plymouth-1"]]) {
    const other = openTab(portal, storage, { person, visit });
    assert.equal(other.redraw(), undefined);
    assert.deepEqual(other.drafts.abandoned(() => false), []);
  }
  assert.equal(storage.items.size, 1);
  assert.equal(openTab(portal, storage).redraw()?.text, "Anna’s words");
});

test("what is typed before it is clear who types is stored under nobody’s name", async () => {
  const portal = new Portal(), storage = memory();
  openTab(portal, storage).type("left before");
  const tab = openTab(portal, storage, { person: "" });
  tab.drafts.type("13/notes", "typed early", { text: "", version: 1 });
  assert.deepEqual([storage.items.size, tab.drafts.atRisk()], [1, true]);
  tab.drafts.identify("anna");
  assert.deepEqual([storage.items.size, tab.drafts.atRisk()], [2, false]);
  assert.equal(tab.redraw()?.text, "left before");
});
