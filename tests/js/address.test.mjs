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

for (const [search, values] of /** @type {[any, Record<string, string>][]} */ ([
  [null, {}], [undefined, {}], ["", {}], ["?", {}], ["?&&", {}], ["theme=help", { theme: "help" }], ["?theme", { theme: "" }],
  ["?theme=a&theme=b", { theme: "b" }], ["?words=%zz", { words: "%zz" }], ["?words=%FF", { words: "\ufffd" }], ["?words=a%2Bb+c", { words: "a+b c" }],
])) {
  test(`whatever the address is, it is read: ${search}`, () => assert.deepEqual(shared.read(search), values));
}

for (const [typed, key] of [
  ["Torbay", "torbay"], ["  TORBAY ", "torbay"], ["torb", "torbay"], ["torbay and", "torbay~n"], ["kent", "kent"], ["ken", "kent"],
  ["m", "medway"], ["", ""], [null, ""], ["Atlantis", ""],
]) {
  test(`a name that is typed as “${typed}” is ${key || "no council"}`, () => assert.equal(shared.keyOf(typed, COUNCILS), key));
}

test("a beginning that several names share is no name, and the box asks for more of it", () => {
  const bar = { names: { kent: "Kent", knowsley: "Knowsley" }, "own": [] };
  assert.equal(shared.keyOf("k", bar), "");
  assert.equal(shared.whyNot(" k ", bar), "Several names begin with “k”: type more of it.");
  assert.deepEqual([shared.keyOf("kn", bar), shared.whyNot("kn", bar)], ["knowsley", ""]);
});

for (const [typed, text] of [["Torbay", ""], ["", ""], ["Atlantis", "No council or region is called “Atlantis”."]]) {
  test(`the box says why “${typed}” is not taken: ${text || "it is"}`, () => assert.equal(shared.whyNot(typed, COUNCILS), text));
}

for (const [chosen, added, value] of /** @type {const} */ ([
  [["torbay", "kent"], "", ""], [["kent", "torbay"], "", ""], [[], "", ""], [null, "Medway", "medway"], [["kent"], "Medway", "kent,medway"],
  [["kent"], "kent", "kent"], [["kent"], "Atlantis", "kent"], [["kent", "kent"], "", "kent"],
  [["torbay"], "torbay and", "torbay,torbay~n"], [["torbay"], "kent", ""],
])) {
  test(`the councils ${JSON.stringify(chosen)} and “${added}” are written as “${value}”`, () => {
    assert.equal(shared.pickedText(chosen, added, COUNCILS), value);
  });
}

for (const [text, councils] of /** @type {[string | undefined, string[]][]} */ ([
  [undefined, COUNCILS.own], ["", COUNCILS.own], ["nowhere", COUNCILS.own], [",,", COUNCILS.own], ["Kent", COUNCILS.own],
  ["medway,nowhere", ["medway"]], ["torbay~n,kent", ["torbay~n", "kent"]], ["medway,kent", ["medway", "kent"]],
  ["constructor", COUNCILS.own], ["kent,kent", ["kent"]],
])) {
  test(`the councils of the address “${text}” are ${councils.join(", ")}`, () => assert.deepEqual(shared.pickedOf(text, COUNCILS), councils));
}

/* A filter bar: what its controls write into the address, and the address into them. */
const filter = (/** @type {string} */ name, kind = "one", more = {}) => ({ name, kind, id: `bar-${name}`, usual: "", choices: [], subject: false, narrowedBy: [], ...more });
const BAR = {
  ...COUNCILS, add: "bar-add", clear: "bar-clear",
  filters: [
    filter("councils", "councils"), filter("theme"), filter("words", "words", { subject: true }), filter("order", "one", { id: "" }),
    filter("against", "several", { usual: "england", choices: ["england", "region"] }),
  ],
};

const CHOICES = { usual: "england", choices: ["england", "region", "neighbours"] };
for (const [kind, more, value, text, shown] of /** @type {[string, object, any, string, any][]} */ ([
  ["words", {}, "  two words ", "two words", "two words"],
  ["words", {}, "   ", "", ""],
  ["words", {}, null, "", ""],
  ["words", {}, "all", "all", "all"],
  ["choice", {}, "all", "", "all"],
  ["choice", {}, null, "", "all"],
  ["choice", {}, "help", "help", "help"],
  ["choice", { usual: "name" }, "name", "", "name"],
  ["choice", { usual: "name" }, "value", "value", "value"],
  ["key", {}, "unlisted", "unlisted", "unlisted"],
  ["several", CHOICES, ["england"], "", ["england"]],
  ["several", CHOICES, ["neighbours", "england"], "england,neighbours", ["england", "neighbours"]],
  ["several", CHOICES, ["region", "unlisted"], "region", ["region"]],
  ["several", CHOICES, ["unlisted"], "none", []],
  ["several", CHOICES, [], "none", []],
  ["several", CHOICES, null, "none", []],
])) {
  test(`a filter of the kind “${kind}” writes ${JSON.stringify(value)} as “${text}” and shows that again${"usual" in more ? `, where ${more.usual} is usual` : ""}`, () => {
    const control = filter("control", kind, more);
    assert.equal(shared.textOf(control, value), text);
    assert.deepEqual(shared.valueOf(control, text, COUNCILS), shown);
    assert.equal(shared.textOf(control, shown), text);
  });
}

for (const [text, shown] of /** @type {[string | undefined, string[]][]} */ ([
  [undefined, ["england"]], ["region,england", ["england", "region"]], ["region,unlisted", ["region"]], ["unlisted", []], ["none", []],
])) {
  test(`of several choices, “${text}” shows ${shown.join(", ") || "none"}`, () => {
    assert.deepEqual(shared.valueOf(filter("against", "several", CHOICES), text, COUNCILS), shown);
  });
}

const USUAL = { councils: ["torbay", "kent"], theme: "all", words: "", against: ["england"] };

for (const [name, search, by, values, added, address] of /** @type {[string, string, string, object, string, string | null][]} */ ([
  ["another theme, the order stays, the page of a list does not", "?order=name&page=3", "bar-theme", { theme: "help" }, "", "?theme=help&order=name"],
  ["the same as before", "?theme=help&page=3", "bar-theme", { theme: "help" }, "", null],
  ["one council fewer", "", "bar-councils", { councils: ["kent"] }, "", "?councils=kent"],
  ["a council of the box", "?councils=kent", "bar-add", { councils: ["kent"] }, "medway", "?councils=kent,medway"],
  ["half a name in the box", "?councils=kent", "bar-add", { councils: ["kent"] }, "Atlantis", null],
  ["a council that is not listed stays until councils are chosen", "?councils=nowhere", "bar-words", { words: " a b " }, "", "?councils=nowhere&words=a+b"],
  ["a council that is not listed goes once councils are chosen", "?councils=nowhere", "bar-councils", { councils: ["medway"] }, "", "?councils=medway"],
  ["the usual councils again", "?councils=medway&theme=help", "bar-councils", { councils: ["kent", "torbay"], theme: "help" }, "", "?theme=help"],
  ["a council of the box that is there already", "?councils=kent", "bar-add", { councils: ["kent"] }, "kent", null],
  ["neighbours of the box", "?councils=torbay", "bar-add", { councils: ["torbay"] }, "torbay and", "?councils=torbay,torbay~n"],
  ["the usual choice, written out in the address", "?against=england", "bar-against", { against: ["england"] }, "", ""],
  ["all themes again", "?theme=help&page=2", "bar-theme", { theme: "all" }, "", ""],
  ["none of several", "", "bar-against", { against: [] }, "", "?against=none"],
  ["all but the subject are cleared", "?theme=help&words=a&against=none", "bar-clear", { theme: "help", words: "a" }, "", "?words=a"],
  ["a theme chosen on the way out of an empty box", "", "bar-add bar-theme", { theme: "help" }, "", "?theme=help"],
  ["a theme and a council of the box at once", "?councils=kent", "bar-add bar-theme", { councils: ["kent"], theme: "help" }, "medway", "?councils=kent,medway&theme=help"],
  ["councils and a theme at once", "?councils=nowhere", "bar-councils bar-theme", { councils: ["kent"], theme: "help" }, "", "?councils=kent&theme=help"],
  ["nothing to clear", "?words=a", "bar-clear", { words: "a" }, "", null],
])) {
  test(`controls write the address: ${name}`, () => {
    assert.equal(shared.next(BAR, search, by.split(" "), { ...USUAL, ...values }, { "bar-add": added }, ""), address);
  });
}

/* What one filter leaves to choose from, the server chooses of: the measure below a theme. */
const MEASURES = {
  ...BAR, filters: [filter("theme"), filter("words", "words"), filter("view"), filter("measure", "key", { subject: true, narrowedBy: ["theme", "words"] })],
};
for (const [name, search, by, values, chosen, address] of /** @type {[string, string, string, object, string, string | null][]} */ ([
  ["what the server chose stays out of the address", "?theme=help", "bar-measure", { theme: "help", measure: "m1" }, "m1", null],
  ["what a reader chose goes into it", "?theme=help", "bar-measure", { theme: "help", measure: "m2" }, "m1", "?theme=help&measure=m2"],
  ["it goes where a theme may leave it out", "?theme=help&measure=m2", "bar-theme", { theme: "care", measure: "m2" }, "m1", "?theme=care"],
  ["it goes where words may leave it out", "?measure=m2", "bar-words", { words: "a", measure: "m2" }, "m1", "?words=a"],
  ["what the server chose with a change of another filter", "?theme=help", "bar-measure bar-view", { theme: "help", view: "map", measure: "m1" }, "m1", "?theme=help&view=map"],
  ["it stays where another view is chosen", "?measure=m2", "bar-view", { view: "map", measure: "m3" }, "m1", "?view=map&measure=m2"],
  ["it outlives the clearing of filters", "?theme=help&measure=m2", "bar-clear", { theme: "help", measure: "m2" }, "m1", "?measure=m2"],
])) {
  test(`a filter that others narrow: ${name}`, () => {
    assert.equal(shared.next(MEASURES, search, by.split(" "), { theme: "all", words: "", view: "all", ...values }, {}, chosen), address);
  });
}

/* A picker of measures beside that of the councils. */
const NAMES = { lead: "Lead measures", first: "Children looked after", second: "Care leavers, looked after too" };
const PICKED = filter("measures", "keys", { "own": ["lead"], names: NAMES, add: "bar-measure-add", what: "measure", list: "measures-offered" });
const TWO = { ...BAR, filters: [filter("councils", "councils"), PICKED, filter("theme")] };

for (const [name, search, by, measures, added, address] of /** @type {[string, string, string, string[], string, string | null][]} */ ([
  ["one of the box", "?councils=kent", "bar-measure-add", ["lead"], "children", "?councils=kent&measures=lead,first"],
  ["one by words within its name", "", "bar-measure-add", ["lead"], "too", "?measures=lead,second"],
  ["words that two names hold", "", "bar-measure-add", ["lead"], "looked", null],
  ["the usual ones again", "?measures=first", "bar-measures", ["lead"], "", ""],
  ["one that is not listed stays while another control changes", "?measures=nowhere", "bar-theme", ["lead"], "", "?measures=nowhere&theme=help"],
  ["a council's name is no measure's", "", "bar-measure-add", ["lead"], "medway", null],
])) {
  test(`a picker of measures: ${name}`, () => {
    const theme = by === "bar-theme" ? "help" : "all";
    assert.equal(shared.next(TWO, search, [by], { councils: ["torbay", "kent"], measures, theme }, { [by]: added }, ""), address);
  });
}

for (const [typed, reason] of [["looked", "Several names hold “looked”: take one of the list."], ["medway", "No measure is called “medway”."]]) {
  test(`the box of measures says why “${typed}” is not taken`, () => assert.equal(shared.whyNot(typed, PICKED), reason));
}

test("each picker's box is its own, and so are its chips", () => {
  const { window, write, show } = callbacks("bar-measure-add");
  assert.deepEqual(write(USUAL.councils, ["lead"], "all", "Medw", "children", 0, TWO, ""), ["?measures=lead,first", "no update", ""]);
  assert.deepEqual(window.props, [["bar-add-told", { children: "" }], ["bar-measure-add-told", { children: "" }]]);
  const chips = ["lead", "first"].map((value) => ({ label: NAMES[/** @type {"lead" | "first"} */ (value)], value }));
  const [councils, measures, theme, , options] = show("?measures=lead,first", TWO, USUAL.councils, ["lead"], "all", [], []);
  assert.deepEqual([councils, measures, theme, options], ["no update", ["lead", "first"], "no update", chips]);
});

/* The callbacks ------------------------------------------------------------------------------ */

/**
 * Load the script over filter bars, of which a control has just changed.
 * @param {string} by its id, or several; "" where the page only opens
 */
function callbacks(by) {
  const window = page("");
  window.dash_clientside.callback_context = { triggered: by.split(" ").filter(Boolean).map((id) => ({ prop_id: `${id}.value` })) };
  run(window, "address.js");
  return { window, ...window.dash_clientside.address };
}
const CONTROLS = [USUAL.councils, USUAL.theme, USUAL.words, USUAL.against];

for (const [name, by, box, written, reason] of /** @type {[string, string, string | null, string[], string | null][]} */ ([
  ["a page that opens writes nothing", "", "", ["no update", "no update"], null],
  ["a council of the box is taken and the box emptied", "bar-add", " medway ", ["?councils=torbay,kent,medway", ""], ""],
  ["an unknown name stays in the box, with the reason", "bar-add", "Atlantis", ["no update", "no update"], "No council or region is called “Atlantis”."],
  ["what is half typed is nobody’s matter while another control changes", "bar-words", "Atl", ["no update", "no update"], ""],
  ["an empty box is no name", "bar-add", null, ["no update", "no update"], ""],
])) {
  test(`the callback that writes: ${name}`, () => {
    const { window, write } = callbacks(by);
    assert.deepEqual(write(...CONTROLS, box, 0, BAR, ""), written);
    assert.deepEqual(window.props, reason === null ? [] : [["bar-add-told", { children: reason }]]);
  });
}

test("the callback that writes takes each value for its own filter, and what the server chose", () => {
  assert.deepEqual(callbacks("bar-view").write("help", "", "map", "m1", "", 0, "m1", MEASURES, "?theme=help"), ["?theme=help&view=map", "no update"]);
  assert.deepEqual(callbacks("bar-measure").write("help", "", "all", "m1", "", 0, "m1", MEASURES, "?theme=help"), ["no update", "no update"]);
});

test("a reader who moves on from the empty box and chooses a theme at once gets the theme", () => {
  const { write } = callbacks("bar-add bar-theme");
  assert.deepEqual(write(USUAL.councils, "help", "", USUAL.against, "", 0, BAR, ""), ["?theme=help", "no update"]);
});

test("what a reader chose after the address was written is kept, until the address comes again", () => {
  const { write, show } = callbacks("bar-councils");
  const [search] = write(["kent"], "all", "", USUAL.against, "", 0, BAR, "");
  const meanwhile = [["kent"], "help", "", USUAL.against, shared.show("?councils=kent", BAR, [], "all", "", [], [])[4]];
  assert.deepEqual(show(search, BAR, ...meanwhile), Array(5).fill("no update"));
  assert.deepEqual(show(search, BAR, ...meanwhile)[1], "all");
});

test("the callback that shows leaves what others narrow to the server", () => {
  const [, , , options] = shared.show("", MEASURES, "all", "", "all", []);
  assert.deepEqual(shared.show("?theme=help&measure=m2", MEASURES, "all", "", "all", options), ["help", ...Array(3).fill("no update")]);
});

test("choices in another order, or in no control yet, are no other choice", () => {
  const bar = { ...COUNCILS, filters: [filter("words", "words"), filter("against", "several", CHOICES)] };
  const options = shared.show("", bar, null, [], [])[2];
  assert.deepEqual(shared.show("?against=england,region", bar, null, ["region", "england"], options), Array(3).fill("no update"));
});

test("the names that a picker offers are put into its list once, when its box is first used", () => {
  const window = page('<input class="picker-box" list="offered"><datalist id="offered"></datalist><input id="other">');
  run(window, "address.js");
  const find = (/** @type {string} */ selector) => window.document.querySelector(selector);
  const use = (/** @type {string} */ selector) => find(selector).dispatchEvent(new window.Event("focusin", { bubbles: true }));
  const offered = () => [...find("datalist").children].map((option) => option.value);
  use(".picker-box");
  assert.deepEqual(offered(), []);
  assert.equal(window.dash_clientside.address.offerNames(BAR, "offered"), "no update");
  use("#other");
  assert.deepEqual(offered(), []);
  use(".picker-box");
  use(".picker-box");
  assert.deepEqual(offered(), Object.values(COUNCILS.names));
});

for (const [inputType, taken] of /** @type {const} */ ([[undefined, true], ["insertReplacementText", true], ["insertText", false]])) {
  test(`a name ${taken ? "of the list counts at once" : "that is typed counts with Enter"}: ${inputType}`, () => {
    const window = page('<input class="picker-box"><input class="words">');
    run(window, "address.js");
    const [box, words] = window.document.querySelectorAll("input");
    for (const field of [words, box]) {
      field.focus();
      field.dispatchEvent(Object.assign(new window.Event("input", { bubbles: true }), { inputType }));
      assert.equal(window.document.activeElement === field, field === words || !taken);
    }
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
