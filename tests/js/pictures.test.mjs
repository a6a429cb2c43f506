// @ts-check
/* Pictures of charts: the words round the drawing, and what each button does. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { page, run } from "./scripts.mjs";

const WORDS = { title: 'Turnover of "social workers" < 20%', subtitle: "Percent, year to 30 September & before", source: "Source: Made-up statistics." };
const LAYOUT = { height: 300, margin: { l: 40, r: 120, t: 16, b: 44 } };
const CHART = `<div class="chart-frame"><div class="chart"><div class="chart-still"><svg role="img" width="100%" height="240"><line x1="0%" x2="50%"></line></svg></div>
  <script type="application/json">${JSON.stringify({ figure: { data: [], layout: LAYOUT } })}</script></div>
  <div class="chart-take"><button data-take="copy">Copy</button><button data-take="png">PNG</button><button data-take="svg">SVG</button><span role="status"></span></div></div>`;

function opened() {
  const window = page(CHART);
  window.document.querySelector(".chart-take").setAttribute("data-words", JSON.stringify(WORDS));
  window.console = { error: () => undefined };
  /** @type {[string, string][]} */
  const saved = [];
  run(window, "pictures.js");
  const texts = /** @type {Promise<string>[]} */ ([]);
  window.dash_clientside.download = { save: (/** @type {Blob} */ blob, /** @type {string} */ name) => { saved.push([blob.type, name]); texts.push(blob.text()); } };
  const press = async (/** @type {string} */ kind) => {
    const button = window.document.querySelector(`[data-take=${kind}]`);
    await window.dash_clientside.pictures.take(button);
    return window.document.querySelector("[role=status]").textContent;
  };
  return { window, saved, texts, press, ...window.dash_clientside.pictures };
}

for (const [text, most, lines] of /** @type {[string, number, string[]][]} */ ([
  ["", 10, []], ["one two", 10, ["one two"]], ["one two three", 7, ["one two", "three"]],
  ["incomprehensibly long", 5, ["incomprehensibly", "long"]], ["  spaced \n out ", 20, ["spaced out"]],
])) {
  test(`“${text}” is broken into lines of ${most} letters`, () => assert.deepEqual(opened().wrapped(text, most), lines));
}

for (const [title, name] of [["2024/25: Torbay 24.5%", "2024-25-torbay-24-5.svg"], ["…", "chart.svg"], ["x".repeat(200), `${"x".repeat(80)}.svg`]]) {
  test(`a picture is called ${name}`, () => assert.equal(opened().fileName(title, "svg"), name));
}

test("words stand round the drawing, escaped, and the picture is as high as they need", () => {
  const { compose } = opened();
  const drawing = { svg: "<line/>", height: 240, margin: LAYOUT.margin };
  const { text, width, height } = compose(drawing, WORDS);
  assert.ok(text.startsWith(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"`));
  for (const part of ["Turnover of &#34;social workers&#34; &#60; 20%", "September &#38; before", "Source: Made-up statistics."]) assert.ok(text.includes(part));
  assert.ok(text.includes('<svg x="64" y="98" width="752" height="240" overflow="visible"><line/></svg>'));
  const more = compose(drawing, { ...WORDS, title: "many words ".repeat(30) });
  assert.ok(more.height > height + 50);
});

test("the SVG is saved with the server's drawing in it, under the chart's title", async () => {
  const { press, saved, texts } = opened();
  assert.equal(await press("svg"), "SVG saved");
  assert.deepEqual(saved, [["image/svg+xml", "turnover-of-social-workers-20.svg"]]);
  assert.match(await texts[0], /<svg [^>]*overflow="visible"[^>]*><line x1="0%" x2="50%"/);
});

test("where the browser cannot copy pictures, the reader is told what to take instead", async () => {
  const { window, press } = opened();
  Object.defineProperty(window.navigator, "clipboard", { value: undefined, configurable: true });
  assert.equal(await press("copy"), "Not possible here: take the PNG");
});

test("a picture that cannot be made is no silent failure", async () => {
  const { window, press, saved } = opened();
  window.document.querySelector(".chart-still").remove();
  assert.equal(await press("svg"), "It could not be made: try again");
  assert.deepEqual(saved, []);
});
