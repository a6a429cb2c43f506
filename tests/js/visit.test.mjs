// @ts-check
/* The workspace of a visit: forms that keep what is typed, settings that two change, drawing anew,
   and what stays as it is while a part of the page is drawn anew. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { answer, settled } from "./scripts.mjs";
import { ADD_LINE, EVIDENCE, form, withDialogs, workspace } from "./visit-page.mjs";

const SETTINGS = {
  "do": "settle", fixed: {}, submit: "Save",
  fields: [
    { name: "title", label: "Title", type: "text", value: "First title" },
    { name: "status", label: "Status", type: "select", value: "planned", options: [["planned", "Planned"], ["closed", "Closed"]] },
    { name: "themes", label: "Themes", type: "checks", value: ["help"], options: [["help", "Early help"], ["money", "Money"]] },
  ],
};

test("a form that somebody types in stays, with its words, when its place is drawn anew", async () => {
  const { find, type, window } = await workspace(form(SETTINGS));
  type("[name=title]", "Half a ti");
  find(".visit").innerHTML = form({ ...SETTINGS, fields: [{ ...SETTINGS.fields[0], value: "Ben’s title" }] });
  await settled();
  assert.equal(find("[name=title]").value, "Half a ti");
  assert.equal(window.document.querySelectorAll("form").length, 1);
});

test("a form in which nothing is typed shows what a colleague saved", async () => {
  const { find } = await workspace(form(SETTINGS));
  find(".place").dataset.form = JSON.stringify({ ...SETTINGS, fields: [{ ...SETTINGS.fields[0], value: "Ben’s title" }] });
  await settled();
  assert.equal(find("[name=title]").value, "Ben’s title");
});

test("settings are sent with what they were opened with, and then what was saved is the base", async () => {
  const { posts, press, type } = await workspace(form(SETTINGS), [answer({ done: null, changed: 2 }), answer({ done: null, changed: 3 })]);
  const opened = { title: "First title", status: "planned", themes: ["help"] };
  type("[name=title]", "Second");
  await press("Save");
  type("[name=title]", "Third");
  await press("Save");
  assert.deepEqual(posts, [
    ["/visits/torbay-1/do/settle", { ...opened, title: "Second", base: opened }],
    ["/visits/torbay-1/do/settle", { ...opened, title: "Third", base: { ...opened, title: "Second" } }],
  ]);
});

test("settings that two changed are decided one by one before they are sent again", async () => {
  const differs = [
    { name: "title", theirs: "Ben’s", mine: "Mine" },
    { name: "status", theirs: "closed", mine: "planned" },
    { name: "themes", theirs: [], mine: ["help"] },
  ];
  const { find, posts, press, type, window } = await workspace(form(SETTINGS), [answer({ differs }, 409), answer({ done: null, changed: 2 })]);
  type("[name=title]", "Mine");
  await press("Save");
  const words = [...window.document.querySelectorAll("pre")].map((place) => place.textContent);
  assert.deepEqual(words, ["Ben’s", "Mine", "Closed", "Planned", "(none)", "Early help"]);
  await press("Keep mine");
  await press("Use theirs");
  assert.equal(posts.length, 1);
  await press("Use theirs");
  assert.deepEqual(posts[1][1], { title: "Mine", status: "closed", themes: [], base: { title: "Ben’s", status: "closed", themes: [] } });
  assert.equal(find(".note-conflict"), null);
});

test("without a connection the form says so and keeps the words", async () => {
  const { find, press, type } = await workspace(form(SETTINGS), [() => { throw new TypeError("Failed to fetch"); }, answer({ error: "Too long." }, 400)]);
  type("[name=title]", "What is asked?");
  await press("Save");
  assert.match(find(".form-wrong").textContent, /No answer from the portal/);
  await press("Save");
  assert.equal(find(".form-wrong").textContent, "Too long.");
  assert.equal(find("[name=title]").value, "What is asked?");
});

test("a form that is pressed twice is sent once; what is typed meanwhile stays", async () => {
  let arrive = () => {};
  const late = new Promise((resolve) => { arrive = () => resolve(answer({ done: 7, changed: 2 })); });
  const { find, posts, press, type } = await workspace(form(ADD_LINE), [/** @type {Promise<Response>} */ (late)]);
  type("[name=wording]", "What is asked?");
  await press("Add the line");
  await press("Add the line");
  type("[name=wording]", "And then?");
  arrive();
  await settled();
  const [{ key }] = posts.map(([, body]) => body);
  assert.deepEqual(posts, [["/visits/torbay-1/do/add_line", { heading: "partners", wording: "What is asked?", key }]]);
  assert.equal(find("[name=wording]").value, "And then?");
  find(".visit").innerHTML = form({ ...ADD_LINE, submit: "Add a line" });
  await settled();
  assert.equal(find("[name=wording]").value, "And then?");
});

test("a button does what it is marked with, and can be taken back", async () => {
  const html = `<button data-do="remove" data-values='{"entry": 4}' data-undo="put_back" data-back='{"entry": 4}'>Remove</button>`;
  const { drawn, posts, press } = await workspace(html, [answer({ done: null, changed: 2 }), answer({ done: null, changed: 3 })]);
  await press("Remove");
  await press("Undo");
  assert.deepEqual(posts, [["/visits/torbay-1/do/remove", { entry: 4 }], ["/visits/torbay-1/do/put_back", { entry: 4 }]]);
  assert.deepEqual(drawn(), [2, 3]);
});

test("one’s own saved text draws nothing anew, unless a colleague changed something too", async () => {
  const { drawn, window } = await workspace("");
  window.portal_visit.changed(2, true);
  assert.deepEqual(drawn(), []);
  window.portal_visit.changed(4, true);
  window.portal_visit.changed(4);
  window.portal_visit.changed(3);
  assert.deepEqual(drawn(), [4]);
  window.portal_visit.changed(5);
  assert.deepEqual(drawn(), [4, 5]);
});

test("a drawing on its way when one’s own text is saved is asked for again", async () => {
  const { drawn, find, window } = await workspace('<main><div class="island"></div></main>');
  const fill = (/** @type {string} */ html) => Object.assign(find(".island"), { islandHtml: html });
  fill("before");
  window.portal_visit.changed(4);
  window.portal_visit.changed(5, true);
  assert.deepEqual(drawn(), [4, 5]);
  fill("with both");
  window.portal_visit.changed(6, true);
  assert.deepEqual(drawn(), [4, 5]);
});

test("the boxes of a pack are carried by its links", async () => {
  const { find, window } = await workspace(`<a class="pack-link" href="/pack/torbay-1.pptx">P</a><div data-contents='[["lines", "Lines"], ["notes", "Notes"]]'></div>`);
  const path = () => find(".pack-link").getAttribute("href");
  const tick = (/** @type {string} */ value, /** @type {boolean} */ checked) => {
    Object.assign(find(`[value=${value}]`), { checked }).dispatchEvent(new window.Event("change", { bubbles: true }));
  };
  tick("notes", false);
  assert.equal(path(), "/pack/torbay-1.pptx?contents=lines");
  tick("lines", false);
  assert.equal(path(), "/pack/torbay-1.pptx?contents=none");
  tick("lines", true);
  tick("notes", true);
  assert.equal(path(), "/pack/torbay-1.pptx");
});

test("the lines of a pack and its notes are carried by its links", async () => {
  const { find, window } = await workspace(`<a class="pack-link" href="/pack/torbay-1.pptx">P</a><div data-contents='[["lines", "Lines"]]' data-lines='[[7, "Why?"], [9, "How?"]]'></div>`);
  const path = () => find(".pack-link").getAttribute("href");
  const tick = (/** @type {string} */ box, /** @type {boolean} */ checked) => {
    Object.assign(find(box), { checked }).dispatchEvent(new window.Event("change", { bubbles: true }));
  };
  tick("[name=line][value='9']", false);
  assert.equal(path(), "/pack/torbay-1.pptx?lines=7");
  tick("[name=notes]", false);
  tick("[name=everything]", true);
  assert.equal(path(), "/pack/torbay-1.pptx?lines=7&notes=no&everything=yes");
  tick("[name=line][value='7']", false);
  tick("[name=notes]", true);
  tick("[name=everything]", false);
  assert.equal(path(), "/pack/torbay-1.pptx");
});

test("the focus goes to the button that is drawn in the place of the focused one", async () => {
  const line = (/** @type {number} */ count) => `<div id="line-1"><button data-do="move" data-values="{}">Move up</button></div>
    <div id="line-2"><button data-do="move" data-values="{}">Move up</button><a href="#">${count} notes</a></div>`;
  const { find, window } = await workspace(line(3));
  find("#line-2 button").focus();
  find(".visit").innerHTML = line(4);
  await settled();
  assert.equal(window.document.activeElement, find("#line-2 button"));
  find("#line-2 a").focus();
  find(".visit").innerHTML = line(5);
  await settled();
  assert.equal(window.document.activeElement, find("#line-2 a"));
});

test("a fold that was opened is open when it is drawn anew", async () => {
  const folds = '<div id="heading-1"><details><summary>3 suggestions</summary></details></div><div id="heading-2"><details><summary>3 suggestions</summary></details></div>';
  const { find, window } = await workspace(folds);
  const fold = find("#heading-2 details");
  fold.open = true;
  fold.dispatchEvent(new window.Event("toggle"));
  find(".visit").innerHTML = folds.replaceAll("3", "4");
  await settled();
  assert.deepEqual([find("#heading-1 details").open, find("#heading-2 details").open], [false, true]);
});

const opens = `<main><div hidden data-template="add_evidence" data-fields='${JSON.stringify(EVIDENCE)}'></div>
  <button data-open="add_evidence" data-values='{"under":7}' data-about="caseloads">Add own evidence</button></main>`;

test("a button opens the form for its own object, which is sent with a file as it is", async () => {
  const { find, posts, press, type, window } = await workspace(opens, [answer({ done: 9, changed: 2 })]);
  withDialogs(window);
  await press("Add own evidence");
  assert.match(find("dialog h3").textContent, /Add own evidence: caseloads/);
  type("dialog [name=note]", "Cases wait a week.");
  await press("Keep");
  assert.equal(posts[0][0], "/visits/torbay-1/evidence");
  assert.deepEqual([posts[0][1].note, posts[0][1].under], ["Cases wait a week.", "7"]);
  assert.equal(find("dialog"), null);
});

test("what is typed into such a form and not sent is there when it is opened again, and after a reload", async () => {
  const first = await workspace(opens, [answer({ error: "“Link”: no address" }, 400)]);
  withDialogs(first.window);
  await first.press("Add own evidence");
  first.type("dialog [name=note]", "Half a note");
  await first.press("Keep");
  assert.match(first.find("dialog .form-wrong").textContent, /no address/);
  await first.press("Close");
  await first.press("Add own evidence");
  assert.equal(first.find("dialog [name=note]").value, "Half a note");
  const name = Object.keys(first.window.sessionStorage).find((key) => key.startsWith("portal-form:anna:")) || "";
  const second = await workspace(opens);
  withDialogs(second.window);
  second.window.sessionStorage.setItem(name, first.window.sessionStorage.getItem(name));
  await second.press("Add own evidence");
  assert.equal(second.find("dialog [name=note]").value, "Half a note");
});

test("a part of the page takes the place of the lines while the address names it", async () => {
  const { find, window } = await workspace(`<nav class="visit-nav"><a href="#visit-lines">Lines</a><a href="#visit-matrix">Matrix</a></nav>
    <div class="visit-part"><div id="visit-lines" class="island"></div></div><div class="visit-part"><div id="visit-matrix" class="island"></div></div>`);
  window.Element.prototype.scrollIntoView = () => undefined;
  const shown = () => [...window.document.querySelectorAll(".visit-part")].map((/** @type {any} */ part) => !part.hidden);
  assert.deepEqual(shown(), [true, false]);
  window.location.hash = "#visit-matrix";
  window.dispatchEvent(new window.Event("hashchange"));
  assert.deepEqual(shown(), [false, true]);
  assert.equal(find("[aria-current]").textContent, "Matrix");
});

test("what cannot be taken back is asked before it is done", async () => {
  const { posts, press } = await workspace(`<button data-do="leave" data-values="{}" data-sure="You will not see it any more.">Leave</button>`, [answer({ error: "The last one stays." }, 400)]);
  await press("Leave");
  assert.equal(posts.length, 0);
  await press("Yes");
  assert.deepEqual(posts.map(([path]) => path), ["/visits/torbay-1/do/leave"]);
});

test("what one wrote oneself is drawn anew where another part of the page shows it", async () => {
  const { drawn, window } = await workspace(`<div class="visit-part"><div id="visit-lines" class="island"></div></div><div class="visit-part"><div id="visit-matrix" class="island"></div></div>`);
  window.Element.prototype.scrollIntoView = () => undefined;
  window.portal_visit.changed(2, true);
  assert.deepEqual(drawn(), []);
  window.location.hash = "#visit-matrix";
  window.dispatchEvent(new window.Event("hashchange"));
  assert.deepEqual(drawn(), [2]);
});
