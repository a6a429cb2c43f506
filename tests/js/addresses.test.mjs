// @ts-check
/* Addresses: what controls write and read, what travels along, the item panel, embedding. */
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { memory, page, run } from "./scripts.mjs";

const COUNCILS = {
  names: { torbay: "Torbay", "torbay~n": "Torbay and its neighbours", kent: "Kent", "kent-2": "Kent Medway", medway: "Medway" },
  "own": ["torbay", "kent"],
};
const CHOICE = "portal-choice";

/** @type {any} */
let shared;
beforeEach(() => { shared = run(page(""), "address.js").dash_clientside.address; });

for (const [name, pairs, search] of /** @type {[string, [string, any][], string][]} */ ([
  ["nothing", [], ""],
  ["empty values are left out", [["a", ""], ["b", null], ["c", undefined], ["d", "x"]], "?d=x"],
  ["lists stay legible, spaces are plus", [["councils", "a,b"], ["words", "two words"]], "?councils=a,b&words=two+words"],
  ["signs of addresses are escaped", [["words", "a&b=c#d+e"]], "?words=a%26b%3Dc%23d%2Be"],
])) {
  test(`a query string is written so that it can be read: ${name}`, () => {
    assert.equal(shared.query(pairs), search);
    assert.deepEqual(Object.entries(shared.read(search)), pairs.filter(([, value]) => value));
  });
}

for (const [typed, key] of [
  ["Torbay", "torbay"], ["  TORBAY ", "torbay"], ["torb", "torbay"], ["torbay and", "torbay~n"], ["kent", "kent"], ["ken", "kent"],
  ["m", "medway"], ["", ""], [null, ""], ["Atlantis", ""],
]) {
  test(`a name that is typed as “${typed}” is ${key || "no council"}`, () => assert.equal(shared.keyOf(typed, COUNCILS), key));
}

test("a beginning that several names share is no name", () => {
  assert.equal(shared.keyOf("k", { names: { kent: "Kent", knowsley: "Knowsley" }, "own": [] }), "");
});

for (const [typed, text] of [["Torbay", ""], ["", ""], ["Atlantis", "No council or region is called “Atlantis”."]]) {
  test(`the box says why “${typed}” is not taken: ${text || "it is"}`, () => assert.equal(shared.whyNot(typed, COUNCILS), text));
}

for (const [chosen, added, value] of /** @type {const} */ ([
  [["torbay", "kent"], "", ""], [["kent", "torbay"], "", ""], [[], "", ""], [null, "Medway", "medway"], [["kent"], "Medway", "kent,medway"],
  [["kent"], "kent", "kent"], [["kent"], "Atlantis", "kent"],
])) {
  test(`the councils ${JSON.stringify(chosen)} and “${added}” are written as “${value}”`, () => {
    assert.equal(shared.councilsText(chosen, added, COUNCILS), value);
  });
}

test("an address that names no listed council shows the usual ones", () => {
  assert.deepEqual(shared.councilsOf("medway,nowhere", COUNCILS), ["medway"]);
  assert.deepEqual(shared.councilsOf("nowhere", COUNCILS), COUNCILS.own);
});

/* A filter bar: what its controls write into the address, and the address into them. */
const filter = (/** @type {string} */ name, kind = "one", more = {}) => ({ name, kind, id: `bar-${name}`, usual: "", choices: [], subject: false, narrowedBy: [], ...more });
const BAR = {
  ...COUNCILS, add: "bar-add", clear: "bar-clear",
  filters: [
    filter("councils", "councils"), filter("theme"), filter("words", "words", { subject: true }), filter("order", "one", { id: "" }),
    filter("against", "several", { usual: "england", choices: ["england", "region"] }),
  ],
};
const USUAL = { councils: ["torbay", "kent"], theme: "all", words: "", against: ["england"] };

for (const [name, search, by, values, added, address] of /** @type {[string, string, string, object, string, string | null][]} */ ([
  ["another theme, the order stays, the page of a list does not", "?order=name&page=3", "bar-theme", { theme: "help" }, "", "?theme=help&order=name"],
  ["the same as before", "?theme=help&page=3", "bar-theme", { theme: "help" }, "", null],
  ["one council fewer", "", "bar-councils", { councils: ["kent"] }, "", "?councils=kent"],
  ["a council of the box", "?councils=kent", "bar-add", { councils: ["kent"] }, "medway", "?councils=kent,medway"],
  ["half a name in the box", "?councils=kent", "bar-add", { councils: ["kent"] }, "Atlantis", null],
  ["a council that is not listed stays until councils are chosen", "?councils=nowhere", "bar-words", { words: " a b " }, "", "?councils=nowhere&words=a+b"],
  ["none of several", "", "bar-against", { against: [] }, "", "?against=none"],
  ["all but the subject are cleared", "?theme=help&words=a&against=none", "bar-clear", { theme: "help", words: "a" }, "", "?words=a"],
  ["nothing to clear", "?words=a", "bar-clear", { words: "a" }, "", null],
])) {
  test(`controls write the address: ${name}`, () => {
    assert.equal(shared.next(BAR, search, by, { ...USUAL, ...values }, added, ""), address);
  });
}

test("the address sets the controls; what a control shows already is no update", () => {
  const options = ["torbay", "kent"].map((value) => ({ label: BAR.names[/** @type {"torbay" | "kent"} */ (value)], value }));
  const shown = [["torbay", "kent"], "all", "", ["england"], options];
  assert.deepEqual(shared.show("", BAR, ...shown), Array(5).fill("no update"));
  const [councils, theme, words, against, list] = shared.show("?councils=medway&theme=help&words=a+b&against=none", BAR, ...shown);
  assert.deepEqual([councils, theme, words, against], [["medway"], "help", "a b", []]);
  assert.deepEqual(list.map((/** @type {any} */ option) => option.label), ["Torbay", "Kent", "Medway"]);
});

test("only a link with a stamp asks what changed since", () => {
  const { readStamp } = run(page(""), "page.js").dash_clientside.page;
  assert.equal(readStamp("/", "?theme=x"), "no update");
  assert.deepEqual(readStamp("/", "?seen=1"), { path: "/", search: "?seen=1" });
});

test("another address is told of, and what the stamp said of the former is taken away", () => {
  const window = run(page('<div id="app-since"><p>Two findings changed.</p></div>', "/?seen=1"), "page.js");
  let addresses = 0;
  window.addEventListener("portal:address", () => { addresses += 1; });
  window.history.pushState({}, "", "/?seen=2");
  assert.deepEqual([addresses, window.props], [1, []]);
  window.history.pushState({}, "", "/?theme=x");
  assert.deepEqual([addresses, window.props], [2, [["app-since", { children: null }]]]);
});

/* What travels along ------------------------------------------------------------------------ */

const HEADER = `<nav class="main-nav"><a href="/" data-takes="councils theme area">Plans</a>
<a href="/indicators" data-takes="councils area against">Indicators</a><a href="/about" data-takes="">About</a></nav>`;

/** @param {string} address @param {any} [session] */
function header(address, session = memory()) {
  const window = page(HEADER, address);
  Object.defineProperty(window, "sessionStorage", { value: session, configurable: true });
  run(window, "address.js", "storage.js", "page.js", "island.js", "travel.js");
  assert.equal(window.dash_clientside.travel.start(), "no update");
  return [...window.document.querySelectorAll("a")].map((link) => link.getAttribute("href"));
}

for (const [address, hrefs] of /** @type {const} */ ([
  ["/?councils=torbay&theme=help&area=a", ["/?councils=torbay&theme=help&area=a", "/indicators?councils=torbay&area=a", "/about"]],
  ["/indicators?area=outside&against=none", ["/", "/indicators?against=none", "/about"]],
  ["/?words=x", ["/", "/indicators", "/about"]],
])) {
  test(`the choice of ${address} travels through the links that take it`, () => assert.deepEqual(header(address), hrefs));
}

test("the last choice is remembered where a page has no filters, and what a page lacks is not forgotten", () => {
  const session = memory();
  header("/?councils=torbay&theme=help", session);
  assert.deepEqual(header("/about", session), ["/?councils=torbay&theme=help", "/indicators?councils=torbay", "/about"]);
  header("/indicators?councils=kent", session);
  assert.deepEqual(header("/about", session)[0], "/?councils=kent&theme=help");
});

for (const junk of ["{", "null", "7", '{"theme": {"a": 1}, "other": "x"}']) {
  test(`junk in the tab’s storage travels nowhere: ${junk}`, () => {
    assert.deepEqual(header("/about", memory(new Map([[CHOICE, junk]]))), ["/", "/indicators", "/about"]);
  });
}

for (const refusal of /** @type {const} */ (["full", "forbidden"])) {
  test(`a storage that is ${refusal} stops no link`, () => {
    const session = memory();
    session[refusal] = true;
    assert.deepEqual(header("/?theme=help", session), ["/?theme=help", "/indicators", "/about"]);
  });
}

/* The item panel ----------------------------------------------------------------------------- */

/** @param {string} address */
function panel(address) {
  const window = page(`<a id="link" href="/items/kent/1" data-item="kent/1">1</a><a id="other" href="/items/kent/2" data-item="kent/2">2</a>
    <dialog id="app-panel"><button id="app-panel-close">Close</button><div id="app-panel-content">former</div></dialog>`, address);
  window.matchMedia = () => ({ matches: false });
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

/* Embedding ---------------------------------------------------------------------------------- */

test("the code for another site holds the address, escaped", () => {
  const { embed } = run(page("", "/"), "embed.js").dash_clientside;
  const code = embed.compare('?words="><script>&councils=a');
  assert.match(code, /^<iframe src="http:\/\/portal\.example\/embed\/compare\?words=&quot;>&lt;script>&amp;councils=a" title="Improvement/);
  assert.match(embed.indicators(null), /src="http:\/\/portal\.example\/embed\/indicators"/);
  assert.equal(embed.copy(0, code), "no update");
});

/* The grid of councils ------------------------------------------------------------------------ */

test("no more councils are ticked than stand side by side, and they go into the address with the filters", () => {
  const boxes = ["a", "b", "c"].map((value) => `<input type="checkbox" class="pick" value="${value}">`).join("");
  const window = page(`<form class="pick-form" data-pick="2"><input type="hidden" name="theme" value="help">${boxes}<p class="pick-count"></p></form>`);
  run(window, "address.js", "picking.js");
  window.scrollTo = () => undefined;
  const find = (/** @type {string} */ selector) => window.document.querySelector(selector);
  const send = () => find("form").dispatchEvent(new window.Event("submit", { bubbles: true, cancelable: true }));
  send();
  assert.deepEqual([find(".pick-count").textContent, window.props], ["Tick at least one council first.", []]);
  for (const value of ["c", "a"]) {
    Object.assign(find(`[value=${value}]`), { checked: true }).dispatchEvent(new window.Event("change", { bubbles: true }));
  }
  assert.deepEqual([find(".pick-count").textContent, find("[value=b]").disabled], ["2 of at most 2 ticked.", true]);
  send();
  assert.deepEqual(window.props, [["compare-url", { search: "?councils=a,c&theme=help" }]]);
});
