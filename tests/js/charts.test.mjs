// @ts-check
/* Charts: each is drawn or says that it is not, whatever becomes of the others. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { page, run } from "./scripts.mjs";

/** @param {string} name @param {object} [layout] */
const chart = (name, layout) => `<div class="chart" id="${name}"><script type="application/json">${
  JSON.stringify({ figure: { data: [{ name }], layout: { margin: { r: 90 }, title: name, ...layout } }, config: {} })
}</script><p class="visually-hidden">Words for ${name}.</p></div>`;

/**
 * Load the script over charts; plotly.js notes what it drew, and cannot draw what is titled "broken".
 * @param {string} html
 */
function charts(html, { narrow = false, loads = true, address = "/" } = {}) {
  const window = page(html, address);
  /** @type {string[]} */
  const drawn = [];
  window.setTimeout = (/** @type {() => void} */ go) => setTimeout(go);
  const draw = async (/** @type {any} */ place, /** @type {any} */ data, /** @type {any} */ layout) => {
    if (layout.title === "broken" && data.length) throw new Error("cannot be drawn");
    Object.assign(place, { data, layout });
    place.classList.add("js-plotly-plot");
    if (data.length) drawn.push(layout.title);
  };
  window.Plotly = { newPlot: draw, react: draw, purge: () => drawn.push("purged"), relayout: () => undefined };
  const media = new window.EventTarget();
  window.matchMedia = () => Object.assign(media, { matches: narrow });
  window.console = { error: () => undefined };
  window.requestAnimationFrame = (/** @type {() => void} */ go) => setTimeout(go);
  const append = window.document.head.append.bind(window.document.head);
  window.document.head.append = (/** @type {any} */ script) => {
    if (script.localName !== "script") return append(script);
    setTimeout(() => (loads ? script.onload() : script.onerror()));
  };
  run(window, "charts.js");
  const state = () => [...window.document.querySelectorAll(".chart")].map((place) => place.dataset.drawn ?? "no");
  return { window, drawn, media, state, ...window.dash_clientside.charts };
}

test("charts are drawn in the order of the page, and hidden from screen readers’ words only there", async () => {
  const { draw, drawn, state } = charts(chart("first") + chart("second"));
  await draw();
  assert.deepEqual([drawn, state()], [["first", "second"], ["", ""]]);
});

test("a chart that cannot be drawn says so in words; the later ones are drawn", async () => {
  const { draw, drawn, state, window } = charts(chart("first") + chart("broken") + chart("third") + '<div class="chart" id="junk"><script>{</script><p class="visually-hidden"></p></div>' + chart("last"));
  await draw();
  assert.deepEqual(drawn, ["first", "third", "last"]);
  assert.deepEqual(state(), ["", "failed", "", "failed", ""]);
  const hidden = [...window.document.querySelectorAll(".chart p")].map((words) => words.className);
  assert.deepEqual(hidden, ["visually-hidden", "", "visually-hidden", "", "visually-hidden"]);
  assert.equal(window.document.querySelector("#broken > div"), null);
});

test("without plotly.js every chart says so, and the next page tries again", async () => {
  const { draw, state, window } = charts(chart("first") + chart("second"), { loads: false });
  await draw();
  assert.deepEqual(state(), ["failed", "failed"]);
  window.document.body.insertAdjacentHTML("beforeend", chart("third"));
  await draw();
  assert.deepEqual(state(), ["failed", "failed", "failed"]);
});

test("what is put into the page while charts are drawn is drawn as well; what went is passed over", async () => {
  const { draw, drawn, window } = charts(chart("first") + chart("second"));
  const drawing = draw();
  await draw();
  window.document.querySelector("#second").remove();
  window.document.body.insertAdjacentHTML("beforeend", chart("third"));
  await drawing;
  assert.deepEqual(drawn, ["first", "third"]);
});

test("on a narrow screen the room beside the lines is given up, and given back on a wide one", async () => {
  const layout = { annotations: [{ text: "a" }], xaxis: { type: "date" } };
  const { draw, media, window } = charts(chart("first", layout), { narrow: true });
  await draw();
  const plot = window.document.querySelector(".js-plotly-plot");
  assert.deepEqual([plot.layout.margin.r, plot.layout.annotations[0].visible, plot.layout.xaxis.nticks], [8, false, 4]);
  media.matches = false;
  media.dispatchEvent(new window.Event("change"));
  assert.deepEqual([plot.layout.margin.r, plot.layout.annotations[0].visible, plot.layout.xaxis.nticks], [90, true, 0]);
});

test("a place lets go of its charts before it is filled anew", async () => {
  const { draw, clear, drawn, window } = charts(`<section>${chart("first")}</section>`);
  await draw();
  clear(window.document.querySelector("section"));
  assert.deepEqual(drawn, ["first", "purged"]);
});

test("on paper charts have the width of a sheet, after it their own; the address is printed", async () => {
  const { draw, window } = charts(`<p id="app-printed"></p>${chart("first")}`, { address: "/plans?theme=x" });
  await draw();
  /** @type {object[]} */
  const layouts = [];
  window.Plotly.relayout = (/** @type {any} */ _chart, /** @type {object} */ layout) => layouts.push(layout);
  for (const moment of ["beforeprint", "afterprint"]) window.dispatchEvent(new window.Event(moment));
  assert.deepEqual(layouts, [{ width: 660, autosize: false }, { width: null, autosize: true }]);
  assert.equal(window.document.querySelector("#app-printed").textContent, "Printed from http://portal.example/plans?theme=x");
});
