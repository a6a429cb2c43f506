// @ts-check
/* Parts of every page: islands, requests that fail, packs, folds on paper, who is signed in. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { answer, page, run, settled } from "./scripts.mjs";

/* Islands ------------------------------------------------------------------------------------ */

/** @param {string} html @param {string} [address] */
function island(html, address) {
  const window = page(html, address);
  run(window, "page.js");
  const charts = { clear: () => undefined, draw: () => undefined };
  window.dash_clientside = { ...window.dash_clientside, charts };
  run(window, "island.js");
  window.Element.prototype.scrollIntoView = () => undefined;
  window.scrollTo = () => undefined;
  const find = (/** @type {string} */ selector) => window.document.querySelector(selector);
  return { window, find, fill: window.dash_clientside.island.fill, active: () => window.document.activeElement };
}

test("the focus and open folds stay when an island is filled anew", () => {
  const { active, fill, find } = island('<div id="here"></div>');
  const rows = (/** @type {number} */ count) => `<details id="fold"><summary>${count}</summary></details><a href="/items/a" data-item="a/1">Item</a>`;
  fill(rows(1), "here");
  find("#fold").open = true;
  find("[data-item]").focus();
  const former = find("[data-item]");
  fill(rows(2), "here");
  assert.notEqual(find("[data-item]"), former);
  assert.deepEqual([active() === find("[data-item]"), find("#fold").open, find("summary").textContent], [true, true, "2"]);
});

test("what would be late today is counted by the reader’s own day", () => {
  const { fill, window } = island('<div id="here"></div>');
  const late = (/** @type {string} */ report, /** @type {number} */ called, /** @type {string} */ due) => `<p data-report="${report}" data-late="${called}" data-due="${due}" hidden>By then</p>`;
  fill(late("2001-01-01", 1, "2000-01-01 2999-12-31") + late("2001-01-01", 0, "2000-01-01") + late("2001-01-01", 0, "2999-12-31") + late("2999-12-31", 1, ""), "here");
  const shown = [...window.document.querySelectorAll("[data-due]")].map((place) => (place.hidden ? "" : place.textContent));
  assert.match(shown[0], /^Today, \d+ \w+ \d{4}, 2 actions would be late if nothing had happened since the report/);
  assert.match(shown[1], /, 1 action would be late/);
  assert.deepEqual(shown.slice(2), ["", ""]);
});

test("the document’s title says what the filters choose, and the page alone where they choose nothing", () => {
  const { window } = island("");
  const { nameDocument } = window.dash_clientside.page;
  const titles = [["Adoption", { title: "Plans" }], ["", { title: "Plans" }], [undefined, { title: "Findings" }], ["Adoption", undefined]].map(([subject, shown]) => {
    assert.equal(nameDocument(subject, shown), "no update");
    return window.document.title;
  });
  assert.deepEqual(titles, ["Adoption: Plans", "Plans", "Findings", "Findings"]);
});

for (const html of [null, undefined, 7]) {
  test(`an island stays as it is where its content is ${html}`, () => {
    const { fill, find } = island('<div id="here">former</div>');
    assert.equal(fill(html, "here"), "no update");
    assert.equal(find("#here").textContent, "former");
    assert.equal(fill("<p>", "nowhere"), "no update");
  });
}

test("folds around the place that the address names are opened", () => {
  const { fill, find } = island('<div id="here"></div>', "/#place");
  fill('<details id="outer"><details id="inner"><p id="place">x</p></details></details><details id="other"></details>', "here");
  assert.deepEqual(["#outer", "#inner", "#other"].map((fold) => find(fold).open), [true, true, false]);
});

test("a link of another view is followed without loading; what the server answers itself is not", () => {
  const { find, window } = island(`<div class="island"><a href="/plans?page=2" id="view">2</a><a href="/download/items.csv" id="file">CSV</a>
    <a href="https://elsewhere.example/" id="out">Out</a></div><main><div data-location="url"></div></main>`, "/plans?page=1");
  /* Whatever the page leaves to the browser is noted, and goes no further. */
  /** @type {string[]} */
  const left = [];
  window.addEventListener("click", (/** @type {any} */ event) => {
    if (!event.defaultPrevented) left.push(event.target.id);
    event.preventDefault();
  });
  for (const id of ["view", "file", "out"]) find(`#${id}`).dispatchEvent(new window.MouseEvent("click", { bubbles: true, cancelable: true }));
  assert.deepEqual(window.props, [["url", { search: "?page=2", hash: "" }]]);
  assert.deepEqual(left, ["file", "out"]);
});

test("after another page of a list the focus goes to the top of that list, once", () => {
  const list = (/** @type {string} */ name) => `<section><ol data-list="${name}" tabindex="-1"></ol><p class="pager"><a id="${name}-next" href="/plans?page=2">2</a></p></section>`;
  const { active, fill, find, window } = island('<div id="here" class="island"></div><main><div data-location="url"></div></main>', "/plans");
  fill(list("first") + list("second"), "here");
  find("#second-next").focus();
  find("#second-next").dispatchEvent(new window.MouseEvent("click", { bubbles: true, cancelable: true }));
  fill(`${list("first")}${list("second")}<p>2</p>`, "here");
  assert.equal(active(), find('[data-list="second"]'));
  find("#first-next").focus();
  fill(`${list("first")}${list("second")}<p>3</p>`, "here");
  assert.equal(active(), find("#first-next"));
});

test("the place that the address names is gone to once, whatever is filled in later", () => {
  const { fill, window } = island('<div id="here"></div>', "/#place");
  let moves = 0;
  window.Element.prototype.scrollIntoView = () => { moves += 1; };
  fill("<p>Not there yet</p>", "here");
  assert.equal(moves, 0);
  for (const count of [1, 2]) fill(`<p id="place">${count}</p>`, "here");
  assert.equal(moves, 1);
});

test("styles of an island are set by script, since its HTML may hold none", () => {
  const { fill, find } = island('<div id="here"></div>');
  fill('<p data-style="width: 40%"></p>', "here");
  assert.equal(find("#here p").style.width, "40%");
});

for (const [address, pushed] of /** @type {const} */ ([
  ["/plans?page=1", 0], ["/plans?page=2", 1], ["/items/kent/1", 1],
])) {
  test(`from /plans?page=1, ${address} is ${pushed ? "an address to go to" : "where the reader is"}`, () => {
    const { window } = island("", "/plans?page=1");
    let heard = 0;
    window.addEventListener("_dashprivate_pushstate", () => { heard += 1; });
    window.dash_clientside.island.follow(address);
    assert.deepEqual([heard, window.location.pathname + window.location.search], [pushed, address]);
  });
}

/* Requests that fail ------------------------------------------------------------------------- */

/** @param {(() => Response)[]} answers */
function trouble(answers) {
  const window = page("");
  let requests = 0;
  window.fetch = async () => {
    requests += 1;
    const next = answers.shift();
    assert.ok(next, "one request too many");
    return next();
  };
  run(window, "trouble.js");
  const ask = (output = "results.children") => window.fetch("/_dash-update-component", { body: JSON.stringify({ output }) });
  return { window, ask, requests: () => requests, line: () => window.document.querySelector("#trouble") };
}
const down = () => { throw new TypeError("Failed to fetch"); };

for (const [name, failing, words] of /** @type {[string, () => Response, RegExp][]} */ ([
  ["there is no connection", down, /No connection to the portal/],
  ["the data cannot be read", () => answer("", 503), /cannot be read just now/],
  ["the address asked too often", () => answer("", 429), /asked for much in a short time/],
])) {
  test(`where ${name} the page says so, and asks again until there is an answer`, async () => {
    const { ask, line, requests, window } = trouble([failing, failing, () => answer({ done: 1 })]);
    const asked = ask();
    await settled();
    assert.match(line().textContent, words);
    assert.ok(window.document.body.classList.contains("in-trouble"));
    line().querySelector("button").click();
    await settled();
    assert.equal(requests(), 2);
    window.dispatchEvent(new window.Event("online"));
    assert.deepEqual(await (await asked).json(), { done: 1 });
    assert.deepEqual([line(), window.document.body.classList.contains("in-trouble")], [null, false]);
  });
}

test("a view that waits for its turn is asked for again, and told of at the second time", async () => {
  const busy = () => new Response("", { status: 503, headers: { "Retry-After": "20" } });
  const { ask, line, requests, window } = trouble([busy, busy, () => answer({ done: 1 })]);
  const asked = ask();
  await settled();
  assert.deepEqual([line(), requests()], [null, 1]);
  window.dispatchEvent(new window.Event("online"));
  await settled();
  assert.match(line().textContent, /one after another/);
  window.dispatchEvent(new window.Event("online"));
  assert.deepEqual(await (await asked).json(), { done: 1 });
  assert.equal(line(), null);
});

for (const [status, words, act] of /** @type {[number, RegExp, string][]} */ ([[401, /not signed in/, "Sign in again"], [403, /not for your account/, "Reload the page"], [500, /went wrong/, "Reload the page"]])) {
  test(`an answer ${status} is said, with what to do, until the same is answered`, async () => {
    const { ask, line } = trouble([() => answer("", status), () => answer({}), () => answer({})]);
    assert.equal((await ask()).status, status);
    assert.match(line().textContent, words);
    assert.equal(line().querySelector("button, a").textContent, act);
    await ask("other.children");
    assert.notEqual(line(), null);
    await ask();
    assert.equal(line(), null);
  });
}

test("what is not a callback is asked once", async () => {
  const { window, line } = trouble([() => answer("", 503)]);
  assert.equal((await window.fetch("/me")).status, 503);
  assert.equal(line(), null);
});

/* Packs -------------------------------------------------------------------------------------- */

const FILE = JSON.stringify({ file: btoa("PK"), type: "application/zip", name: "pack.pptx" });
for (const [name, response, words] of /** @type {[string, () => Response, string][]} */ ([
  ["comes in pieces", () => answer(`{"now": "Reading"}\n{"of": 4, "done": 1}\n${FILE}\n`), "done"],
  ["does not come for lack of a connection", down, "no connection, try again"],
  ["has to wait for others", () => answer("", 503), "others are being made, try again in a minute"],
  ["is for who is signed in", () => answer("", 401), "sign in again first"],
  ["cannot be made", () => answer("", 500), "it could not be made, try again"],
  ["fails while it is made", () => answer('{"error": "too many slides"}\n'), "too many slides"],
  ["breaks off", () => answer('{"of": 4, "done": 3}\n'), "the connection broke, try again"],
])) {
  test(`a pack’s link says so where it ${name}`, async () => {
    const window = page('<a href="/pack/slides.pptx" data-pack="pptx">Slides</a>');
    window.fetch = async () => response();
    window.Blob = Blob;
    window.atob = atob;
    Object.assign(window.URL, { createObjectURL: () => "#", revokeObjectURL: () => undefined });
    run(window, "download.js");
    const link = window.document.querySelector("a");
    link.dispatchEvent(new window.MouseEvent("click", { bubbles: true, cancelable: true }));
    while (link.hasAttribute("aria-busy")) await settled();
    assert.equal(link.textContent, `Slides: ${words}`);
  });
}

/* Paper and header --------------------------------------------------------------------------- */

test("folds are open on paper and closed again after it; what is fetched later is left out", () => {
  const window = run(page(`<main><details id="here"><summary>Note</summary></details><details id="open" open><summary>Open</summary></details>
    <details id="counted"><summary>3 items</summary><div class="details">Loading …</div></details></main>`), "print.js");
  const fold = (/** @type {string} */ id) => window.document.getElementById(id);
  window.dispatchEvent(new window.Event("beforeprint"));
  assert.deepEqual(["here", "open", "counted"].map((id) => fold(id).open), [true, true, false]);
  assert.equal(fold("counted").dataset.print, "counted");
  window.dispatchEvent(new window.Event("afterprint"));
  assert.deepEqual(["here", "open", "counted"].map((id) => fold(id).open), [false, true, false]);
  assert.equal(window.document.querySelector("[data-print]"), null);
});

/** @param {string} cookie @param {object} me @param {string} [address] */
async function header(cookie, me, address = "/") {
  const window = page("", address);
  let asked = 0;
  Object.defineProperty(window.document, "cookie", { value: cookie });
  window.fetch = async () => { asked += 1; return answer(me); };
  /** @type {string[]} */
  const scripts = [];
  window.document.head.append = (/** @type {any} */ script) => scripts.push(script.src.split("/").at(-1));
  run(window, "account.js");
  window.document.dispatchEvent(new window.Event("DOMContentLoaded"));
  window.document.body.innerHTML = '<div id="app-user"><a href="/sign-in">Sign in</a></div>';
  await window.portal_me;
  await settled();
  const links = [...window.document.querySelectorAll("#app-user a:not([hidden])")].map((link) => link.textContent);
  return { asked, scripts, links };
}
const ANNA = { signed_in: true, name: "anna", display: "Anna A", roles: ["reviewer"], csrf: "token" };

test("a reader is asked nothing and fetches no script of those with an account", async () => {
  assert.deepEqual(await header("other=1", ANNA), { asked: 0, scripts: [], links: ["Sign in"] });
});

test("who is signed in sees what is theirs; scripts of visits come only there, in their order", async () => {
  const { asked, links, scripts } = await header("a=b; portal_signed_in=1", ANNA);
  assert.deepEqual([asked, links], [1, ["Visits", "My account"]]);
  assert.deepEqual(scripts, ["asking.js", "sign-out.js", "gather.js", "partner.js", "editor.js", "shared.js"]);
  assert.deepEqual((await header("portal_signed_in=1", ANNA, "/visits/a")).scripts.slice(6), ["visit-keep.js", "drafts.js", "visit-notes.js", "visit-adds.js", "visit.js", "visit-drag.js", "visit-pack.js", "visit-offline.js"]);
});
