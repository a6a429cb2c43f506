// @ts-check
/* Filter bars: what controls write into the address, and what the address sets in them. */
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { page, run } from "./scripts.mjs";

const COUNCILS = {
  names: { torbay: "Torbay", "torbay~n": "Torbay and its neighbours", kent: "Kent", "kent-2": "Kent Medway", medway: "Medway" },
  "own": ["torbay", "kent"],
};

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
