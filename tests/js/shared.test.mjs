// @ts-check
/* What partners alone see on public pages: for whom the section is made, and where it stands. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { answer, page, run, settled } from "./scripts.mjs";

/** Open the indicators as somebody. @param {boolean} returns @param {() => Response} reply */
async function open(returns, reply, address = "/indicators?theme=a", results = "indicators-results", roles = ["partner"]) {
  const window = page(`<main><div id="${results}" class="wrap"></div></main>`, address);
  /** @type {string[]} */
  const requests = [];
  /** @type {(() => void)[]} */
  const looks = [];
  window.setInterval = (/** @type {() => void} */ look) => looks.push(look);
  window.portal_me = Promise.resolve({ signed_in: true, name: "anna", roles, csrf: "token", returns });
  window.fetch = async (/** @type {string} */ path) => {
    requests.push(path);
    return reply();
  };
  run(window, "signed-in/asking.js", "signed-in/shared.js");
  for (let turn = 0; turn < 5; turn += 1) await settled();
  const section = () => window.document.querySelector(".shared-beside");
  const look = async () => {
    looks.forEach((go) => go());
    for (let turn = 0; turn < 5; turn += 1) await settled();
  };
  return { look, requests, section, window };
}
const figures = () => answer({ html: "<p>42</p>" });

test("what is shared stands before the results, as wide as they are", async () => {
  const { requests, section, window } = await open(true, figures);
  assert.deepEqual(requests, ["/shared/beside.json?page=%2Findicators%3Ftheme%3Da"]);
  assert.equal(section().nextElementSibling, window.document.getElementById("indicators-results"));
  assert.deepEqual([section().textContent, section().classList.contains("wrap")], ["42", true]);
});

test("nobody else is asked for, and nothing is made", async () => {
  const { requests, section } = await open(false, figures);
  assert.deepEqual([requests, section()], [[], null]);
});

test("an answer that refuses or holds nothing leaves no empty section", async () => {
  for (const reply of [() => answer({ error: "no" }, 403), () => answer({ html: "" })]) {
    assert.equal((await open(true, reply)).section(), null);
  }
});

test("another address is asked about anew; a page without results has no section", async () => {
  const { look, requests, section, window } = await open(true, figures);
  await look();
  assert.equal(requests.length, 1);
  window.history.replaceState(null, "", "/indicators?theme=b");
  await look();
  assert.deepEqual(requests.slice(1), ["/shared/beside.json?page=%2Findicators%3Ftheme%3Db"]);
  window.history.replaceState(null, "", "/about");
  await look();
  assert.equal(section(), null);
});

test("agreed actions stand above a council's page and the plans, for partners alone", async () => {
  for (const [address, results] of [["/councils/torbay", "council-results"], ["/plans?councils=torbay", "compare-results"]]) {
    const { requests, section } = await open(false, figures, address, results);
    assert.deepEqual(requests, [`/partnership/agreed.json?page=${encodeURIComponent(address)}`]);
    assert.equal(section().nextElementSibling.id, results);
    assert.equal(section().getAttribute("aria-label"), "Agreed after peer reviews");
    const other = await open(false, figures, address, results, ["reviewer"]);
    assert.deepEqual([other.requests, other.section()], [[], null]);
  }
});

test("draft plans stand above what was agreed, for whoever sees what is shared", async () => {
  const plans = [["/shared/plans.json", "Draft plans"], ["/partnership/agreed.json", "Agreed after peer reviews"]];
  const council = [["/shared/beside.json", "Shared before they are public"], ...plans];
  for (const [address, results] of [["/councils/torbay", "council-results"], ["/plans?councils=torbay", "compare-results"]]) {
    const beside = results === "council-results" ? council : plans;
    const { requests, window } = await open(true, figures, address, results);
    const about = encodeURIComponent(address);
    assert.deepEqual(requests, beside.map(([from]) => `${from}?page=${about}`));
    const labels = [...window.document.querySelectorAll(".shared-beside")].map((each) => each.getAttribute("aria-label"));
    assert.deepEqual(labels, beside.map(([, label]) => label));
    assert.equal(window.document.getElementById(results).previousElementSibling.getAttribute("aria-label"), labels.at(-1));
  }
  const member = await open(true, figures, "/progress", "progress-results", []);
  assert.deepEqual(member.requests, ["/shared/plans.json?page=%2Fprogress"]);
});
