// @ts-check
/* Charts: each stands as SVG until a reader wants it, and goes on standing where it cannot be drawn. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { page, run } from "./scripts.mjs";

/** @param {string} name @param {object} [layout] */
const chart = (name, layout) => `<div class="chart" id="${name}"><div class="chart-still"><svg role="img" aria-label="Words for ${name}."></svg></div><button>Explore</button><script type="application/json">${
  JSON.stringify({ figure: { data: [{ name }], layout: { margin: { r: 90 }, xaxis: {}, title: name, ...layout } }, config: {} })
}</script></div>`;

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
    if (!place.firstChild) place.innerHTML = '<svg class="main-svg"></svg><svg class="main-svg"></svg><button class="modebar-btn"></button>';
    if (data.length) drawn.push(layout.title);
  };
  window.Plotly = { newPlot: draw, react: draw, purge: () => drawn.push("purged") };
  const media = new window.EventTarget();
  window.matchMedia = () => Object.assign(media, { matches: narrow });
  window.console = { error: () => undefined };
  window.requestAnimationFrame = (/** @type {() => void} */ go) => setTimeout(go);
  const append = window.document.head.append.bind(window.document.head);
  const network = { loads, fetched: 0 };
  window.document.head.append = (/** @type {any} */ script) => {
    if (script.localName !== "script") return append(script);
    network.fetched += 1;
    setTimeout(() => (network.loads ? script.onload() : script.onerror()));
  };
  run(window, "charts.js");
  const state = () => [...window.document.querySelectorAll(".chart")].map((place) => place.dataset.drawn ?? "no");
  /** @param {string} name */
  const place = (name) => window.document.getElementById(name);
  const event = (/** @type {string} */ type, /** @type {string} */ name, /** @type {object} */ props = {}) => {
    place(name).querySelector("svg").dispatchEvent(Object.assign(new window.Event(type, { bubbles: true }), props));
  };
  return { window, drawn, media, network, state, place, event, ...window.dash_clientside.charts };
}

test("a chart is drawn when it is pointed at, tapped or pressed, once; the others go on standing", async () => {
  const { drawn, event, network, open, place, state } = charts(chart("first") + chart("second") + chart("third"));
  event("pointerover", "third", { pointerType: "touch" });
  event("pointerover", "second", { pointerType: "mouse" });
  event("pointerover", "second", { pointerType: "mouse" });
  await open(place("second"));
  assert.deepEqual([drawn, state(), network.fetched], [["second"], ["no", "", "no"], 1]);
  event("click", "third");
  await open(place("third"));
  assert.deepEqual([drawn, state(), network.fetched], [["second", "third"], ["no", "", ""], 1]);
});

test("a drawn chart has the name of its SVG, and takes the focus of its button", async () => {
  const { open, place, window } = charts(chart("first"));
  place("first").querySelector("button").focus();
  await open(place("first"));
  const [picture, other] = place("first").querySelectorAll(".main-svg");
  assert.deepEqual([picture.getAttribute("role"), picture.getAttribute("aria-label")], ["img", "Words for first."]);
  assert.equal(other.getAttribute("aria-hidden"), "true");
  assert.equal(window.document.activeElement.className, "modebar-btn");
});

test("a chart that cannot be drawn goes on standing; the later ones are drawn", async () => {
  const { drawn, open, place, state } = charts(chart("broken") + '<div class="chart" id="junk"><script>{</script></div>' + chart("last"));
  open(place("broken"));
  open(place("junk"));
  await open(place("last"));
  assert.deepEqual([drawn, state()], [["last"], ["no", "no", ""]]);
  assert.equal(place("broken").querySelector(".chart-live"), null);
});

test("without plotly.js charts go on standing, and the next time tries again", async () => {
  const { drawn, network, open, place, state } = charts(chart("first") + chart("second"), { loads: false });
  open(place("first"));
  await open(place("second"));
  assert.deepEqual([state(), network.fetched], [["no", "no"], 1]);
  network.loads = true;
  await open(place("first"));
  assert.deepEqual([drawn, network.fetched], [["first"], 2]);
});

test("charts are drawn in the order in which they were asked for; what went is passed over", async () => {
  const { drawn, open, place } = charts(chart("first") + chart("second") + chart("third"));
  open(place("third"));
  const second = place("second");
  open(second);
  second.remove();
  await open(place("first"));
  assert.deepEqual(drawn, ["third", "first"]);
});

test("on a narrow screen the room beside the lines is given up, and given back on a wide one", async () => {
  const layout = { annotations: [{ text: "a" }], xaxis: { tickvals: [1, 2, 3, 4, 5], ticktext: ["1", "2", "3", "4", "5"] } };
  const { media, open, place, window } = charts(chart("first", layout), { narrow: true });
  await open(place("first"));
  const plot = window.document.querySelector(".js-plotly-plot");
  const shown = () => [plot.layout.margin.r, plot.layout.annotations.length, plot.layout.xaxis.tickvals, plot.layout.xaxis.ticktext.join("")];
  assert.deepEqual(shown(), [8, 0, [1, 3, 5], "135"]);
  media.matches = false;
  media.dispatchEvent(new window.Event("change"));
  assert.deepEqual(shown(), [90, 1, [1, 2, 3, 4, 5], "12345"]);
});

test("a place lets go of its charts before it is filled anew", async () => {
  const { clear, drawn, open, place, window } = charts(`<section>${chart("first")}</section>`);
  await open(place("first"));
  clear(window.document.querySelector("section"));
  assert.deepEqual(drawn, ["first", "purged"]);
});

test("the address is printed", () => {
  const { window } = charts('<p id="app-printed"></p>', { address: "/plans?theme=x" });
  window.dispatchEvent(new window.Event("beforeprint"));
  assert.equal(window.document.querySelector("#app-printed").textContent, "Printed from http://portal.example/plans?theme=x");
});
