// @ts-check
/* The page of a visit, as tests open it. */
import assert from "node:assert/strict";
import { answer, memory, page, run, settled } from "./scripts.mjs";

const ANNA = { signed_in: true, name: "anna", display: "Anna A", roles: ["reviewer"], csrf: "token" };
export const ADD_LINE = { "do": "add_line", fixed: { heading: "partners" }, submit: "Add the line", fields: [{ name: "wording", label: "Wording", type: "textarea" }] };
export const EVIDENCE = { "do": "add_evidence", submit: "Keep", fields: [
  { name: "title", label: "In a few words", type: "text" }, { name: "note", label: "What was heard", type: "textarea" }, { name: "file", label: "File", type: "file" },
] };
export const form = (/** @type {object} */ description) => `<div class="place" data-form='${JSON.stringify(description)}'></div>`;
export const lost = () => { throw new TypeError("Failed to fetch"); };

/**
 * Open the page of a visit; `answers` come in turn, to whatever is posted.
 * @param {string} html
 * @param {(Response | Promise<Response> | (() => never))[]} answers
 */
export async function workspace(html, answers = []) {
  const window = page(`<div class="visit">${html}</div><div id="visit-state"></div>`, "/visits/torbay-1");
  /** @type {[string, any][]} */
  const posts = [];
  let number = 1;
  window.portal_me = Promise.resolve(ANNA);
  Object.defineProperty(window, "localStorage", { value: memory(), configurable: true });
  window.fetch = async (/** @type {string} */ path, /** @type {any} */ options) => {
    if (path.endsWith("changes.json")) return answer({ changed: number });
    posts.push([path, typeof options.body === "string" ? JSON.parse(options.body) : Object.fromEntries(options.body)]);
    const next = answers.shift() ?? answer({ error: "nothing more is expected" }, 400);
    return typeof next === "function" ? next() : next;
  };
  run(window, "storage.js", ...["asking", "visit-keep", "drafts", "visit-notes", "visit-adds", "visit", "visit-pack"].map((name) => `signed-in/${name}.js`));
  await settled();
  const find = (/** @type {string} */ selector) => window.document.querySelector(selector);
  return {
    window, posts, find,
    drawn: () => window.props.filter((/** @type {any} */ [id]) => id === "visit-changed").map((/** @type {any} */ [, values]) => values.data),
    type: (/** @type {string} */ selector, /** @type {string} */ value) => {
      Object.assign(find(selector), { value }).dispatchEvent(new window.Event("input", { bubbles: true }));
    },
    press: async (/** @type {string} */ text, within = window.document) => {
      const button = [...within.querySelectorAll("button")].find((item) => item.textContent === text);
      assert.ok(button, `no button “${text}”`);
      button.click();
      await settled();
    },
    change: (/** @type {number} */ next) => { number = next; },
  };
}

/** jsdom has no windows of this kind. @param {any} window */
export function withDialogs(window) {
  window.HTMLDialogElement.prototype.showModal = function () { this.setAttribute("open", ""); };
  window.HTMLDialogElement.prototype.close = function () { this.dispatchEvent(new window.Event("close")); };
}
