// @ts-check
/* The item panel: what opens it, what closes it, and the address beside it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { page, run } from "./scripts.mjs";

/** @param {string} address */
function panel(address, { narrow = false } = {}) {
  const window = page(`<a id="link" href="/items/kent/1" data-item="kent/1">1</a><a id="other" href="/items/kent/2" data-item="kent/2">2</a>
    <dialog id="app-panel"><button id="app-panel-close">Close</button><div id="app-panel-content">former</div></dialog>`, address);
  window.matchMedia = () => ({ matches: narrow });
  run(window, "page.js", "island.js", "panel.js");
  window.dash_clientside.panel.start();
  const { document } = window;
  return {
    window, document,
    click: (/** @type {string} */ id, keys = {}) => document.getElementById(id).dispatchEvent(new window.MouseEvent("click", { bubbles: true, cancelable: true, ...keys })),
    here: () => window.location.pathname + window.location.search + window.location.hash,
    shows: () => document.getElementById("app-panel").open,
  };
}

test("an item opens at the side under its own address, beside the filters", () => {
  const { click, here, shows, window } = panel("/?councils=a,b#top");
  assert.equal(shows(), false);
  click("link");
  assert.equal(here(), "/?councils=a,b&item=kent/1#top");
  assert.equal(shows(), true);
  assert.deepEqual(window.props, [["app-item", { data: "kent/1" }]]);
  click("other");
  assert.equal(here(), "/?councils=a,b&item=kent/2#top");
  assert.deepEqual(window.props.at(-1), ["app-item", { data: "kent/2" }]);
});

test("a click that opens a tab of its own is the browser’s", () => {
  const { click, shows } = panel("/");
  assert.equal(click("link", { ctrlKey: true }), true);
  assert.equal(shows(), false);
});

test("Escape closes the panel, and an address may name an item from the start", () => {
  const { document, here, shows, window } = panel("/?item=kent/1");
  assert.equal(shows(), true);
  document.dispatchEvent(new window.KeyboardEvent("keydown", { key: "Escape", cancelable: true, bubbles: true }));
  assert.deepEqual([here(), shows()], ["/", false]);
});

test("where the page has a Location of Dash’s, that changes the address", () => {
  const { click, document, here, window } = panel("/?theme=x");
  document.body.insertAdjacentHTML("beforeend", '<main><div data-location="compare-url"></div></main>');
  click("link");
  assert.equal(here(), "/?theme=x");
  assert.deepEqual(window.props, [["compare-url", { search: "?theme=x&item=kent/1" }]]);
});

test("closing goes a step back to the page without the panel, and the focus to the link that opened it", () => {
  const { click, document, here, shows, window } = panel("/?theme=x");
  let steps = 0;
  window.history.back = () => {
    steps += 1;
    window.history.replaceState({}, "", "/?theme=x");
    window.dispatchEvent(new window.Event("popstate"));
  };
  click("link");
  assert.equal(document.activeElement.id, "app-panel-close");
  click("app-panel-close");
  assert.deepEqual([steps, here(), shows(), document.activeElement.id], [1, "/?theme=x", false, "link"]);
});

test("where more was opened from the panel, closing is a step forward", () => {
  const { click, here, shows, window } = panel("/?theme=x");
  window.history.back = () => assert.fail("a step back would show the item before");
  click("link");
  click("other");
  click("app-panel-close");
  assert.deepEqual([here(), shows()], ["/?theme=x", false]);
});

test("another item empties the panel first; the same again is not asked for again", () => {
  const { click, document, window } = panel("/");
  const content = document.getElementById("app-panel-content");
  click("link");
  assert.deepEqual([content.textContent, content.islandHtml], ["", ""]);
  content.textContent = "kent/1";
  window.history.pushState({}, "", "/");
  click("link");
  assert.equal(content.textContent, "kent/1");
  assert.deepEqual(window.props, [["app-item", { data: "kent/1" }]]);
});

for (const narrow of [true, false]) {
  test(`the panel ${narrow ? "takes a narrow screen for itself" : "stands beside the page on a wide screen"}`, () => {
    const { click, document } = panel("/", { narrow });
    /** @type {string[]} */
    const opened = [];
    const frame = document.getElementById("app-panel");
    Object.assign(frame, { show: () => opened.push("beside"), showModal: () => opened.push("alone") });
    click("link");
    assert.deepEqual(opened, [narrow ? "alone" : "beside"]);
  });
}
