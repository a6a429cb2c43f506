// @ts-check
/* Words of the field: which clicks open their meaning, and what it says. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { page, run } from "./scripts.mjs";

function words() {
  const window = page(`<a id="word" class="term" href="/about#word-fte" data-meaning="Staff by their hours.">FTE</a>
    <a id="other" class="term" href="/about#word-lait">LAIT</a>`, "/indicators");
  /** @type {HTMLElement[]} */
  const shown = [];
  window.HTMLElement.prototype.showPopover = function () { shown.push(this); };
  run(window, "words.js");
  const { document } = window;
  return {
    document, shown,
    click: (/** @type {string} */ id, keys = {}) => document.getElementById(id).dispatchEvent(new window.MouseEvent("click", { bubbles: true, cancelable: true, ...keys })),
  };
}

test("a word opens its meaning, with the way to all words, and takes the focus there", () => {
  const { click, document, shown } = words();
  assert.equal(click("word"), false);
  click("word");
  assert.equal(document.querySelectorAll("#word-meaning").length, 1);
  const [box] = shown;
  assert.equal(box.querySelector("p")?.textContent, "Staff by their hours.");
  assert.equal(box.querySelector("a")?.hash, "#word-fte");
  assert.equal(box.getAttribute("aria-label"), "Meaning of FTE");
  assert.equal(document.activeElement, box);
});

test("a click that opens a tab of its own, and a word without its meaning, are the browser’s", () => {
  const { click, shown } = words();
  assert.equal(click("word", { ctrlKey: true }), true);
  assert.equal(click("other"), true);
  assert.deepEqual(shown, []);
});
