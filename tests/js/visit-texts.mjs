// @ts-check
/* For tests of drafts: the portal's side of a visit's text, and tabs of browsers that write it. */
import { mock } from "node:test";
import { run, settled } from "./scripts.mjs";

export const NOTE = "12/notes";
export const AGAIN = 4000, WAIT = 700;

/** The portal's side of a text: versions of it, and what happens to requests on their way. */
export class Portal {
  constructor(text = "", version = 1) {
    this.stands = { text, version, by: "Anna", at: "2026-11-29T10:00:00Z" };
    /** @type {("ok" | "unreachable" | "answer lost" | number)[]} what happens to the next requests */
    this.fate = [];
    /** @type {{entry: number, field: string, text: string, base: number}[]} */
    this.requests = [];
    /** @type {Promise<void> | null} what answers wait for */
    this.hold = null;
  }

  /** Write as the service does (portal/services/visits/lines.py). @param {string} text @param {number} base @param {string} by */
  write(text, base, by) {
    if (text === this.stands.text) return { status: 200, payload: { ...this.stands, changed: 1 } };
    if (base !== this.stands.version) return { status: 409, payload: { theirs: { ...this.stands } } };
    this.stands = { text, version: base + 1, by, at: "2026-11-29T11:00:00Z" };
    return { status: 200, payload: { ...this.stands, changed: 1 } };
  }

  /** @param {string} by */
  asked(by) {
    return async (/** @type {string} */ _path, /** @type {any} */ body) => {
      this.requests.push(body);
      const fate = this.fate.shift() ?? "ok";
      const given = typeof fate === "number" ? { status: fate, payload: { error: `refused ${fate}` } } : fate === "unreachable" ? null : this.write(body.text, body.base, by);
      if (this.hold) await this.hold;
      return fate === "ok" || typeof fate === "number" ? /** @type {any} */ (given) : { status: 0, payload: { error: "No connection." } };
    };
  }
}

let tabs = 0;

/**
 * Open a tab of a browser: its drafts, and what they tell the page to show.
 * @param {Portal} portal
 * @param {ReturnType<typeof import("./scripts.mjs").memory>} storage
 */
export function openTab(portal, storage, { person = "anna", visit = "torbay-1", online = true } = {}) {
  const window = run({ localStorage: storage, sessionStorage: storage, setTimeout, clearTimeout }, "storage.js", "signed-in/drafts.js");
  // The timers of the test, which are put in place after this module was read.
  Object.assign(window, { setTimeout: (/** @type {any[]} */ ...all) => Reflect.apply(setTimeout, null, all), clearTimeout: (/** @type {any} */ timer) => clearTimeout(timer) });
  const place = { ...portal.stands };
  /** @type {string[]} */
  const log = [];
  const tab = {
    place, log, online,
    /** @type {any} */
    drafts: null,
    type: (/** @type {string} */ text) => tab.drafts.type(NOTE, text, place),
    /** Let the page be drawn again with what stands. */
    redraw: () => tab.drafts.adopt(NOTE, Object.assign(place, portal.stands)),
  };
  tab.drafts = window.portal_drafts.create({
    ask: portal.asked(person),
    storage: window.portal_storage.local,
    visit: () => visit,
    online: () => tab.online,
    tab: `tab${++tabs}`,
    view: {
      standing: () => undefined,
      saving: () => log.push("saving"),
      saved: (/** @type {string} */ _name, /** @type {any} */ version) => { Object.assign(place, version); log.push("saved"); },
      waiting: (/** @type {string} */ _name, /** @type {boolean} */ stored) => log.push(stored ? "waiting, stored" : "waiting, not stored"),
      refused: (/** @type {string} */ _name, /** @type {string} */ error) => log.push(error),
      conflict: () => log.push("conflict"),
      reconnected: () => log.push("reconnected"),
    },
  });
  tab.drafts.identify(person);
  return tab;
}

export async function pass(/** @type {number} */ milliseconds) {
  mock.timers.tick(milliseconds);
  await settled();
}

/** Close every open tab, and with it the timers of its page. */
export function closeTabs() {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout", "Date"] });
}
