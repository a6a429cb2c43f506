// @ts-check
/* What goes along with a link: the reader’s choice, the stamp, the view on another site. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { memory, page, run } from "./scripts.mjs";

const CHOICE = "portal-choice";

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

for (const [address, current] of /** @type {[string, string | null][]} */ ([
  ["/?theme=help", "Plans"], ["/indicators?area=a", "Indicators"], ["/indicators/more", "Indicators"], ["/indicators-else", null], ["/about", "About"],
])) {
  test(`the header marks where ${address} is: ${current ?? "nowhere"}`, () => {
    const window = page(HEADER, address);
    run(window, "address.js", "storage.js", "page.js", "island.js", "travel.js").dash_clientside.travel.start();
    const marked = (/** @type {string} */ selector) => [...window.document.querySelectorAll(selector)].map((link) => link.textContent);
    assert.deepEqual(marked("a.active"), current ? [current] : []);
    assert.deepEqual(marked('[aria-current="page"]'), current ? [current] : []);
  });
}

test("a link of the header is followed without loading, and the header follows; a tab of its own is the browser’s", () => {
  const window = page(HEADER, "/?councils=kent&theme=help");
  window.scrollTo = () => undefined;
  run(window, "address.js", "storage.js", "page.js", "island.js", "travel.js").dash_clientside.travel.start();
  let heard = 0;
  window.addEventListener("_dashprivate_pushstate", () => { heard += 1; });
  const link = window.document.querySelector("a:nth-of-type(2)");
  const click = (keys = {}) => link.dispatchEvent(new window.MouseEvent("click", { bubbles: true, cancelable: true, ...keys }));
  const here = () => [window.location.pathname + window.location.search, heard, window.document.querySelector(".active").textContent];
  window.addEventListener("click", (/** @type {any} */ event) => event.preventDefault());
  click({ ctrlKey: true });
  assert.deepEqual(here(), ["/?councils=kent&theme=help", 0, "Plans"]);
  click();
  assert.deepEqual(here(), ["/indicators?councils=kent", 1, "Indicators"]);
});

/* Stamps of links ---------------------------------------------------------------------------- */

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

/* Embedding ---------------------------------------------------------------------------------- */

test("the code for another site holds the address, escaped", () => {
  const { embed } = run(page("", "/"), "embed.js").dash_clientside;
  const code = embed.compare('?words="><script>&councils=a');
  assert.match(code, /^<iframe src="http:\/\/portal\.example\/embed\/compare\?words=&quot;>&lt;script>&amp;councils=a" title="Improvement/);
  assert.match(embed.inspections("?councils=a,b"), /\/embed\/inspections\?councils=a,b" title="Inspections/);
  assert.equal(embed.inspections(null), "Choose one to four councils first.");
  assert.equal(embed.inspections("?grade=good"), "Choose one to four councils first.");
  assert.match(embed.indicators(null), /src="http:\/\/portal\.example\/embed\/indicators"/);
  assert.equal(embed.copy(0, code), "no update");
});
