// @ts-check
/* Dragging sessions of the timetable: to another day, between two others, back where they were. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { page, run, settled } from "./scripts.mjs";

/** @param {number} id @param {string} day @param {string} starts @param {string} ends */
const card = (id, day, starts, ends) => `<li class="entry" id="entry-${id}"><span class="drag-handle">x</span>${[["day", day], ["starts", starts], ["ends", ends]].map(([name, value]) => `<div data-note="${id}/${name}"><input value="${value}"></div>`).join("")}</li>`;
const DAYS = `<main><div class="visit">
  <ul data-day="2026-12-08" data-day-name="8 December 2026">${card(1, "2026-12-08", "09:00", "10:00")}${card(2, "2026-12-08", "11:00", "12:30")}</ul>
  <ul data-day="2026-12-09" data-day-name="9 December 2026"></ul>
  <ul data-day="2026-12-10" data-day-name="10 December 2026">${card(3, "2026-12-10", "14:00", "15:30")}${card(4, "2026-12-10", "", "")}</ul>
</div></main>`;
/* A list a hundred pixels high, a card in it 40: where they stand on the page. */
const TOPS = { "2026-12-08": 0, "2026-12-09": 100, "2026-12-10": 200 };

function timetable() {
  const window = page(DAYS, "/visits/torbay-1");
  const { document } = window;
  /** @type {string[]} */
  const drawn = [];
  window.portal_me = Promise.resolve({ signed_in: true, name: "anna", roles: ["reviewer"], csrf: "token", returns: false });
  window.portal_notes = { unsaved: () => false };
  window.portal_visit = { changed: () => undefined, redraw: () => drawn.push("redraw") };
  window.scrollBy = () => undefined;
  for (const list of document.querySelectorAll("[data-day]")) {
    const top = Reflect.get(TOPS, list.dataset.day);
    list.getBoundingClientRect = () => ({ top, bottom: top + 100, height: 100 });
  }
  for (const item of document.querySelectorAll(".entry")) {
    item.getBoundingClientRect = () => {
      const cards = [...item.parentElement.querySelectorAll(".entry")];
      const top = Reflect.get(TOPS, item.parentElement.dataset.day) + 40 * cards.indexOf(item);
      return { top, bottom: top + 40, height: 40 };
    };
  }
  run(window, "storage.js", "signed-in/asking.js", "signed-in/visit-drag.js");
  /** @type {string[]} */
  const typed = [];
  document.addEventListener("input", (/** @type {any} */ { target }) => typed.push(`${target.parentElement.dataset.note}=${target.value}`));
  /** @param {string} kind @param {any} target @param {number} clientY @param {object} [more] */
  const point = (kind, target, clientY, more = {}) => target.dispatchEvent(Object.assign(new window.Event(kind, { bubbles: true, cancelable: true }), { clientX: 5, clientY, button: 0, pointerId: 1, ...more }));
  /** @param {number} id @param {number} y */
  const take = (id, y) => {
    const handle = document.querySelector(`#entry-${id} .drag-handle`);
    point("pointerdown", handle, 10);
    point("pointermove", handle, y);
    return handle;
  };
  const drag = (/** @type {number} */ id, /** @type {number} */ y) => point("pointerup", take(id, y), y);
  const order = () => [...document.querySelectorAll("[data-day]")].map((list) => [...list.children].map((item) => item.id.slice(6)).join(""));
  return { window, document, typed, drag, take, point, order, drawn };
}

test("a session dropped on an empty day keeps its times and is drawn there", () => {
  const { typed, drag, order, drawn, document } = timetable();
  drag(1, 150);
  assert.deepEqual(typed, ["1/day=2026-12-09"]);
  assert.deepEqual(order(), ["2", "1", "34"]);
  assert.deepEqual(drawn, ["redraw"]);
  assert.match(document.getElementById("told").textContent, /Moved to 9 December 2026, 09:00 to 10:00\./);
});

test("between two others it begins when the first ends, and keeps its length", () => {
  const { typed, drag, order, document } = timetable();
  drag(3, 45);
  assert.deepEqual(typed, ["3/day=2026-12-08", "3/starts=10:00", "3/ends=11:30"]);
  assert.deepEqual(order(), ["132", "", "4"]);
  assert.match(document.getElementById("told").textContent, /It now overlaps the next one/);
});

test("before the first it ends when that begins; without times it takes a place, or none", () => {
  const first = timetable();
  first.drag(2, 5);
  assert.deepEqual(first.typed, ["2/starts=07:30", "2/ends=09:00"]);
  const timeless = timetable();
  timeless.drag(4, 45);
  assert.deepEqual(timeless.typed, ["4/day=2026-12-08", "4/starts=10:00"]);
  const alone = timetable();
  alone.drag(4, 150);
  assert.deepEqual(alone.typed, ["4/day=2026-12-09"]);
});

test("what is moved can be moved back", async () => {
  const { typed, drag, document } = timetable();
  drag(3, 45);
  typed.length = 0;
  document.querySelector("#told button").click();
  await settled();
  assert.deepEqual(typed, ["3/day=2026-12-10", "3/starts=14:00", "3/ends=15:30"]);
});

test("dropped where it was, given up, or of another finger, nothing is written", () => {
  const { window, document, typed, drag, take, point, order } = timetable();
  drag(1, 30);
  point("pointercancel", take(1, 150), 150);
  const handle = take(1, 150);
  document.dispatchEvent(Object.assign(new window.Event("keydown"), { key: "Escape" }));
  point("pointerup", handle, 150);
  const other = take(1, 150);
  point("pointerup", other, 150, { pointerId: 2 });
  document.getElementById("entry-1").remove(); /* drawn anew meanwhile */
  point("pointerup", document, 150);
  assert.deepEqual(typed, []);
  assert.deepEqual(order(), ["2", "", "34"]);
  assert.equal(document.querySelector(".drop-mark, .dragged"), null);
});

test("other buttons and other places begin nothing", () => {
  const { document, point, typed } = timetable();
  const handle = document.querySelector("#entry-1 .drag-handle");
  point("pointerdown", handle, 10, { button: 2 });
  point("pointerdown", document.querySelector("#entry-1 input"), 10);
  point("pointermove", handle, 150);
  assert.equal(document.querySelector(".drop-mark"), null);
  assert.deepEqual(typed, []);
});
