// @ts-check
/* Loads the browser's scripts into a window made for a test, as `<script>` would. */
import { readFileSync } from "node:fs";
import { compileFunction } from "node:vm";
import { Window } from "happy-dom";

/* Globals that the scripts use by their bare names. */
const NAMES = [
  "window", "document", "navigator", "fetch", "CSS", "FormData", "Element", "HTMLElement", "Node", "HTMLAnchorElement",
  "HTMLDetailsElement", "HTMLSelectElement", "HTMLTextAreaElement", "HTMLInputElement", "HTMLFormElement", "MutationObserver",
  "CustomEvent", "XMLSerializer", "requestAnimationFrame", "setTimeout", "URL", "URLSearchParams", "TextDecoderStream", "Blob", "self", "Request", "Response",
];

/**
 * Run scripts, one after the other, in a window.
 * @param {any} window
 * @param {...string} paths below assets/js
 * @returns {any} the window
 */
export function run(window, ...paths) {
  for (const path of paths) {
    const filename = new URL(`../../assets/js/${path}`, import.meta.url).pathname;
    const values = NAMES.map((name) => (["window", "self"].includes(name) ? window : window[name] ?? Reflect.get(globalThis, name)));
    compileFunction(readFileSync(filename, "utf8"), NAMES, { filename })(...values);
  }
  return window;
}

/**
 * Open a page: a real DOM, with what Dash offers to scripts. `window.props` notes what was set.
 * @param {string} html of the body
 * @param {string} [address]
 * @returns {any}
 */
export function page(html, address = "/") {
  /** @type {any} */
  const window = new Window({ url: `http://portal.example${address}` });
  window.document.body.innerHTML = html;
  /* A page's timers keep no test running. */
  window.setTimeout = (/** @type {() => void} */ go, /** @type {number} */ wait) => setTimeout(go, wait).unref();
  window.clearTimeout = (/** @type {any} */ timer) => clearTimeout(timer);
  window.setInterval = (/** @type {() => void} */ go, /** @type {number} */ wait) => setInterval(go, wait).unref();
  window.props = [];
  window.dash_clientside = {
    no_update: "no update",
    callback_context: { triggered: [] },
    set_props: (/** @type {string} */ id, /** @type {object} */ values) => window.props.push([id, values]),
  };
  return window;
}

/**
 * Make a storage in memory. What breaks it is set on it: `full` refuses writing, `forbidden` all.
 * @param {Map<string, string>} [items] shared by the tabs of a browser
 */
export function memory(items = new Map()) {
  const storage = {
    items, full: false, forbidden: false,
    get length() { return this.use().size; },
    use() {
      if (this.forbidden) throw new Error("SecurityError");
      return items;
    },
    key(/** @type {number} */ number) { return [...this.use().keys()][number] ?? null; },
    getItem(/** @type {string} */ name) { return this.use().get(name) ?? null; },
    setItem(/** @type {string} */ name, /** @type {string} */ value) {
      if (this.full) throw new Error("QuotaExceededError");
      this.use().set(name, value);
    },
    removeItem(/** @type {string} */ name) { this.use().delete(name); },
  };
  return storage;
}

/** Wait until everything that is promised and not on a timer has happened. */
export const settled = () => new Promise((resolve) => { setImmediate(resolve); });

/**
 * Make an answer as fetch gives it.
 * @param {unknown} body sent as JSON, or as it is where it is a text
 */
export function answer(body, status = 200) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return new Response(text, { status, headers: { "Content-Type": "application/json" } });
}
