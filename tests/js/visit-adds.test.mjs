// @ts-check
/* What is added to a visit without a connection: it waits, is changed, and is sent once. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { answer, settled } from "./scripts.mjs";
import { ADD_LINE, EVIDENCE, form, lost, withDialogs, workspace } from "./visit-page.mjs";

test("what is added under a line that waits follows it, by its key", async () => {
  const COMMENT = { "do": "add_entry", submit: "Add the comment", fields: [{ name: "text", label: "Comment", type: "textarea" }] };
  const html = `<main>${`<section id="heading-partners"><h2>Working together</h2>${form(ADD_LINE)}</section>`}
    <div hidden data-template="add_evidence" data-fields='${JSON.stringify(EVIDENCE)}'></div><div hidden data-template="comment" data-fields='${JSON.stringify(COMMENT)}'></div></main>`;
  const { find, posts, press, type, window } = await workspace(html, [lost, ...[7, 8, 9, 10].map((done) => answer({ done, changed: done }))]);
  withDialogs(window);
  type("[name=wording]", "Who has the key?");
  await press("Add the line");
  assert.match(find("#heading-partners .lines-waiting").textContent, /Who has the key\?/);
  await press("Add a question", find(".lines-waiting"));
  type("dialog [name=heard]", "The caretaker.");
  await press("Add the question", find("dialog"));
  await press("Add own evidence", find(".lines-waiting"));
  type("dialog [name=note]", "Seen on a board.");
  await press("Keep", find("dialog"));
  await press("Comment", find(".lines-waiting"));
  type("dialog [name=text]", "Ask again.");
  await press("Add the comment", find("dialog"));
  assert.equal(posts.length, 1, "what stands under a waiting line waits too");
  assert.match(find(".visit-adds").textContent, /4 additions are kept/);
  const [{ key }] = posts.map(([, body]) => body);
  assert.equal(find(".visit-adds > ul > li > ul").childElementCount, 3, "they are listed under it");
  window.dispatchEvent(new window.Event("online"));
  await settled();
  assert.deepEqual(posts.slice(1).map(([path, body]) => [path.split("/").at(-1), body.line || body.under || body.key]), [
    ["add_line", key], ["add_question", key], ["evidence", key], ["add_entry", key],
  ]);
  assert.equal(find(".visit-adds"), null);
});

test("what waits is changed before it is sent, unless it may have arrived", async () => {
  const html = `<main><section id="heading-partners"><h2>Working together</h2>${form(ADD_LINE)}</section></main>`;
  const { find, posts, press, type, window } = await workspace(html, [lost, lost, answer({ error: "Too long." }, 400), answer({ done: 7, changed: 7 })]);
  withDialogs(window);
  const connected = (/** @type {boolean} */ value) => Object.defineProperty(window.navigator, "onLine", { value, configurable: true });
  type("[name=wording]", "Who saw it?");
  await press("Add the line");
  assert.equal(find(".lines-waiting button[data-change]"), null);
  window.localStorage.items.clear();
  connected(false);
  type("[name=wording]", "Who has the key?");
  await press("Add the line");
  await press("Change", find(".lines-waiting"));
  assert.equal(find("dialog [name=wording]").value, "Who has the key?");
  connected(true);
  type("dialog [name=wording]", "Who has both keys?");
  await press("Save", find("dialog"));
  /* Refused, it is kept with the new words, and can be changed again. */
  assert.equal(find("dialog .form-wrong").textContent, "Too long.");
  await press("Close", find("dialog"));
  assert.match(find("#visit-state").textContent, /Too long\..*Who has both keys/s);
  await press("Change", find("#visit-state"));
  await press("Save", find("dialog"));
  const [, { key }, ...changed] = posts.map(([, body]) => body);
  assert.deepEqual(changed, Array(2).fill({ heading: "partners", wording: "Who has both keys?", key }));
  assert.deepEqual([find("dialog"), find("#visit-state").textContent], [null, ""]);
  assert.equal(window.portal_adds.waiting(), false);
});

test("what somebody changes is not sent meanwhile as it was", async () => {
  const html = `<main><section id="heading-partners"><h2>Working together</h2>${form(ADD_LINE)}</section></main>`;
  const { find, posts, press, type, window } = await workspace(html, [lost, answer({ done: 7, changed: 7 })]);
  withDialogs(window);
  Object.defineProperty(window.navigator, "onLine", { value: false, configurable: true });
  type("[name=wording]", "Who has the key?");
  await press("Add the line");
  await press("Change", find(".lines-waiting"));
  type("dialog [name=wording]", "Who has both keys?");
  window.dispatchEvent(new window.Event("online"));
  await press("Save", find("dialog"));
  assert.deepEqual(posts.map(([, body]) => body.wording), ["Who has the key?", "Who has both keys?"]);
  assert.equal(window.portal_adds.waiting(), false);
});

test("what was sent before its change was saved is not changed on this device", async () => {
  const html = `<main><section id="heading-partners"><h2>Working together</h2>${form(ADD_LINE)}</section></main>`;
  let arrive = () => {};
  const late = new Promise((resolve) => { arrive = () => resolve(answer({ done: 7, changed: 7 })); });
  const { find, posts, press, type, window } = await workspace(html, [lost, /** @type {Promise<Response>} */ (late)]);
  withDialogs(window);
  Object.defineProperty(window.navigator, "onLine", { value: false, configurable: true });
  type("[name=wording]", "Who has the key?");
  await press("Add the line");
  const change = find(".lines-waiting button[data-change]");
  window.dispatchEvent(new window.Event("online"));
  await settled();
  change.click();
  type("dialog [name=wording]", "Who has both keys?");
  await press("Save", find("dialog"));
  arrive();
  await settled();
  await press("Save", find("dialog"));
  assert.equal(posts.length, 2);
  assert.match(find("dialog .form-wrong").textContent, /was sent meanwhile as it was/);
  assert.equal(find("dialog [name=wording]").value, "Who has both keys?");
  assert.equal(window.portal_adds.waiting(), false);
});

test("a visit whose answer was lost is sent again under the same key, also after a reload", async () => {
  const NEW = { "do": "new", fixed: {}, submit: "Start the visit", fields: [{ name: "title", label: "Title", type: "text" }] };
  const first = await workspace(form(NEW), [lost, lost]);
  first.type("[name=title]", "Peer review");
  await first.press("Start the visit");
  await first.press("Start the visit");
  const [entry] = Object.entries({ ...first.window.sessionStorage }).filter(([name]) => name.startsWith("portal-form:anna:"));
  const second = await workspace("", [lost]);
  second.window.sessionStorage.setItem(entry[0], entry[1]);
  second.find(".visit").innerHTML = form(NEW);
  await settled();
  assert.equal(second.find("[name=title]").value, "Peer review");
  await second.press("Start the visit");
  const keys = [...first.posts, ...second.posts].map(([, body]) => body.key);
  assert.match(keys[0], /^[0-9a-f-]{36}$/);
  assert.deepEqual(keys, [keys[0], keys[0], keys[0]]);
  second.type("[name=title]", "Another");
  await second.press("Start the visit");
  assert.notEqual(second.posts[1][1].key, keys[0]);
});
