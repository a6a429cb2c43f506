/* Asking the portal as whoever is signed in: JSON there and back, with the token for writing. */
(function () {
  const nobody = { signed_in: false, display: "", roles: [], csrf: null };
  let me = null;

  /* Who is signed in; asked once, and again when a token has grown old. */
  function who(again) {
    if (again) me = fetch("/me", { cache: "no-store" }).then((answer) => answer.json());
    if (!me) me = Promise.resolve(window.portal_me || nobody);
    return me;
  }

  /* What came back: `status` is 0 where the portal could not be reached at all. */
  async function ask(path, body, again) {
    const person = await who(again).catch(() => nobody);
    const options = { cache: "no-store", headers: { Accept: "application/json" } };
    if (body !== undefined) {
      Object.assign(options, { method: "POST", body: JSON.stringify(body) });
      Object.assign(options.headers, { "Content-Type": "application/json", "X-CSRFToken": person.csrf || "" });
    }
    let answer;
    try {
      answer = await fetch(path, options);
    } catch (error) {
      return { status: 0, told: { error: "No connection to the portal." } };
    }
    const told = await answer.json().catch(() => ({ error: "The portal answered something unexpected. Reload the page." }));
    if (answer.status === 400 && /too old/.test(told.error || "") && !again) return ask(path, body, true);
    return { status: answer.status, told };
  }

  /* A line at the foot of the window: what was done, and how to take it back. */
  function tell(text, actions, lasting) {
    let place = document.getElementById("told");
    if (!place) {
      place = Object.assign(document.createElement("div"), { id: "told", className: "told" });
      place.setAttribute("role", "status");
      document.body.append(place);
    }
    window.clearTimeout(tell.timer);
    place.replaceChildren(make("span", { textContent: text }));
    for (const [label, run] of actions || []) {
      place.append(make("button", { type: "button", textContent: label, onclick: () => { place.replaceChildren(); run(); } }));
    }
    if (!lasting) tell.timer = window.setTimeout(() => place.replaceChildren(), actions && actions.length ? 12000 : 5000);
  }

  /* An element with properties, attributes (in `attrs`) and children. */
  function make(kind, properties, ...children) {
    const { attrs, ...rest } = properties || {};
    const made = Object.assign(document.createElement(kind), rest);
    for (const [name, value] of Object.entries(attrs || {})) made.setAttribute(name, value);
    made.append(...children.filter((child) => child !== null && child !== undefined));
    return made;
  }

  /* Calls `fill` with every element that fits, now, later, and when its `data-` attributes change. */
  function tend(selector, attributes, fill) {
    const look = (node) => {
      if (node.nodeType !== 1) return;
      if (node.matches(selector)) fill(node);
      node.querySelectorAll(selector).forEach(fill);
    };
    new MutationObserver((changes) => {
      for (const change of changes) {
        if (change.type === "attributes") {
          if (change.target.matches(selector)) fill(change.target);
        } else change.addedNodes.forEach(look);
      }
    }).observe(document.documentElement, { childList: true, subtree: true, attributes: true, attributeFilter: attributes });
    if (document.body) look(document.body);
  }

  window.portal_asking = { who, ask, tell, make, tend };
})();
