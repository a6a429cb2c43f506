// @ts-check
/* The document's own page, until Dash has drawn the same one: what stays, what waits, what goes along. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { page, run, settled } from "./scripts.mjs";

const BODY = `<form class="filter-form" id="filters" action="/plans"></form><h2 id="top">Plans</h2>
  <label for="theme" id="label">Theme</label><select id="theme" form="filters" name="theme"><option value="" selected>All</option><option value="a">A</option></select>
  <a id="down" href="#list">List</a><details id="fold"><summary id="head">More</summary><p id="deep">x</p></details>
  <button id="go" type="button">Copy</button><a id="away" href="/items/a" data-take="x">Item</a><div id="list" class="island"><p>rows</p></div>`;

/** Open a document that holds a page, beside the hidden place where Dash draws. @param {string} [address] */
function first(address) {
  const window = page(`<div id="first">${BODY}</div><div id="react-entry-point" hidden></div>`, address);
  const { document } = window;
  /** @type {string[]} */
  const heard = [];
  window.Element.prototype.scrollIntoView = () => heard.push("scrolled");
  window.scrollTo = () => undefined;
  window.HTMLFormElement.prototype.submit = () => heard.push("sent");
  window.addEventListener("portal:taken", () => heard.push("taken"));
  window.requestAnimationFrame = (/** @type {() => void} */ go) => setImmediate(go);
  run(window, "00-first.js");
  const live = document.getElementById("react-entry-point");
  /** Dash draws the page; the island is filled where it is said to be. @param {boolean} filled */
  const draw = (filled) => {
    live.innerHTML = `<div id="_pages_content">${BODY}</div>`;
    if (filled) document.getElementById("list").islandHtml = "<p>rows</p>";
  };
  const here = (/** @type {string} */ id) => document.getElementById(`first-${id}`);
  const send = (/** @type {any} */ target, /** @type {string} */ name) => target.dispatchEvent(new window.Event(name, { bubbles: true }));
  const frames = async () => { for (let frame = 0; frame < 3; frame += 1) await settled(); };
  return { document, draw, frames, heard, here, live, send, window };
}

test("ids of the document make way, and what refers to them follows", () => {
  const { document, here } = first();
  assert.equal(document.getElementById("theme"), null);
  assert.deepEqual([here("label").getAttribute("for"), here("theme").getAttribute("form"), here("down").getAttribute("href")], ["first-theme", "first-filters", "#first-list"]);
});

test("Dash's page takes the place once it is drawn and its islands are filled, not before", async () => {
  const { document, draw, frames, heard, live } = first();
  draw(false);
  await frames();
  assert.deepEqual([live.hidden, document.querySelectorAll("#first").length, heard], [true, 1, []]);
  draw(true);
  await frames();
  assert.deepEqual([live.hidden, document.querySelectorAll("#first").length, heard], [false, 0, ["taken"]]);
});

test("a page that waits for an answer stays where it is", async () => {
  const { draw, frames, live } = first();
  draw(true);
  live.firstElementChild.setAttribute("data-dash-is-loading", "true");
  await frames();
  assert.equal(live.hidden, true);
  live.firstElementChild.removeAttribute("data-dash-is-loading");
  await frames();
  assert.equal(live.hidden, false);
});

test("what is open and what has the focus go along", async () => {
  const { document, draw, frames, here, send } = first();
  here("fold").open = true;
  send(here("fold"), "toggle");
  here("away").focus();
  draw(true);
  await frames();
  assert.deepEqual([document.getElementById("fold").open, document.activeElement?.id], [true, "away"]);
});

test("a press that has begun ends before the page changes; a button that needs scripts is pressed after", async () => {
  const { document, draw, frames, here, live, send } = first();
  send(here("go"), "pointerdown");
  draw(true);
  await frames();
  assert.equal(live.hidden, true);
  /** @type {string[]} */
  const clicks = [];
  document.getElementById("go").addEventListener("click", () => clicks.push("go"));
  send(here("go"), "click");
  send(here("go"), "pointerup");
  await new Promise((resolve) => { setTimeout(resolve); });
  await frames();
  assert.deepEqual([live.hidden, clicks], [false, ["go"]]);
});

test("a filter that is changed before the scripts are there sends the form, and nothing takes over then", async () => {
  const { draw, frames, heard, here, live, send } = first();
  here("theme").value = "a";
  send(here("theme"), "change");
  draw(true);
  await frames();
  assert.deepEqual([heard, live.hidden], [["sent"], true]);
});

test("folds around the place that the address names are opened at once", () => {
  const { heard, here } = first("/plans#deep");
  assert.deepEqual([here("fold").open, heard], [true, ["scrolled"]]);
});

test("a document without a page of its own is left to Dash", () => {
  const window = page('<div id="react-entry-point"><p id="x"></p></div>');
  run(window, "00-first.js");
  assert.equal(window.document.getElementById("x").id, "x");
});
