// @ts-check
/* Requests to the portal as the person who is signed in: JSON there and back, with the token for
   writing; and what scripts for people with an account share when they build parts of a page. */
(function () {
  /** @type {Me} */
  const NOBODY = { signed_in: false, name: "", display: "", roles: [], returns: false, csrf: null };
  const JSON_ONLY = { Accept: "application/json" };
  const OTHER = "Somebody else is signed in at this browser now. What you typed is kept here: sign in again to save it.";
  const UNEXPECTED = "The portal answered something unexpected. Reload the page.";
  /** @type {Promise<Me> | null} */
  let me = null;

  /** Answer who is signed in; the page has asked when it loaded. */
  function who() {
    if (!me) me = Promise.resolve(window.portal_me || NOBODY);
    return me;
  }

  /**
   * Ask anew who is signed in, since a token has grown old or the first request was lost.
   * The page goes on as the person it was drawn for: another one is answered but not taken over.
   * @returns {Promise<Me>} nobody where there was no answer
   */
  async function refresh() {
    const before = await who();
    try {
      const response = await fetch("/me", { cache: "no-store", headers: JSON_ONLY });
      /** @type {Me} */
      const now = response.ok ? await response.json() : NOBODY;
      if (now.signed_in && (!before.signed_in || now.name === before.name)) me = Promise.resolve(now);
      return now;
    } catch {
      return NOBODY;
    }
  }

  /** @param {string} path @param {unknown} body @param {string | null} token @returns {Promise<Answer>} */
  async function request(path, body, token) {
    /** @type {RequestInit} */
    const options = { cache: "no-store", headers: JSON_ONLY };
    if (body !== undefined) {
      options.method = "POST";
      options.headers = { ...JSON_ONLY, "X-CSRFToken": token || "" };
      /* A form with a file goes as it is, with the type that the browser gives it. */
      if (body instanceof FormData) options.body = body;
      else {
        options.body = JSON.stringify(body);
        options.headers = { ...options.headers, "Content-Type": "application/json" };
      }
    }
    let response;
    try {
      response = await fetch(path, options);
    } catch {
      return { status: 0, payload: { error: "No connection to the portal." } };
    }
    const payload = await response.json().catch(() => null);
    if (payload && typeof payload === "object") return { status: response.status, payload };
    /* What answers "all well" with a page is not the portal, but a network that wants a sign-in. */
    return { status: response.ok ? 0 : response.status, payload: { error: UNEXPECTED } };
  }

  /** @type {PortalAsking["ask"]} */
  async function ask(path, body) {
    const person = await who();
    const answer = await request(path, body, person.csrf);
    if (answer.status !== 400 || !/too old/.test(answer.payload.error || "")) return answer;
    const now = await refresh();
    /* What one person typed is never saved in the name of another. */
    if (person.signed_in && now.signed_in && now.name !== person.name) return { status: 401, payload: { error: OTHER } };
    return request(path, body, now.csrf);
  }

  let timer = 0;

  /** @type {PortalAsking["tell"]} */
  function tell(text, actions = [], lasting = false) {
    let place = document.getElementById("told");
    if (!place) {
      place = make("div", { id: "told", className: "told", attrs: { role: "status" } });
      document.body.append(place);
    }
    const line = place;
    window.clearTimeout(timer);
    line.replaceChildren(make("span", { textContent: text }));
    for (const [label, run] of actions) {
      line.append(make("button", { type: "button", textContent: label, onclick: () => { line.replaceChildren(); run(); } }));
    }
    if (!lasting) timer = window.setTimeout(() => line.replaceChildren(), actions.length ? 12000 : 5000);
  }

  /** @type {PortalAsking["make"]} */
  function make(kind, properties, ...children) {
    const { attrs, ...rest } = properties || {};
    const element = Object.assign(document.createElement(kind), rest);
    for (const [name, value] of Object.entries(attrs || {})) element.setAttribute(name, value);
    element.append(...children.filter((child) => child !== null && child !== undefined));
    return element;
  }

  /** @type {PortalAsking["tend"]} */
  function tend(selector, attributes, fill) {
    /* What the document held before Dash drew the page goes soon (00-first.js). */
    /** @param {Element} place */
    const take = (place) => { if (place instanceof HTMLElement && !place.closest("#first")) fill(place); };
    /** @param {Node} node */
    const look = (node) => {
      if (!(node instanceof HTMLElement)) return;
      if (node.matches(selector)) take(node);
      node.querySelectorAll(selector).forEach(take);
    };
    new MutationObserver((changes) => {
      for (const { type, target, addedNodes } of changes) {
        if (type !== "attributes") addedNodes.forEach(look);
        else if (target instanceof HTMLElement && target.matches(selector)) take(target);
      }
    }).observe(document.documentElement, { childList: true, subtree: true, attributes: true, attributeFilter: attributes });
    if (document.body) look(document.body);
  }

  window.portal_asking = { who, refresh, ask, tell, make, tend };
})();
