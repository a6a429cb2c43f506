// @ts-check
/* Who is signed in. Pages are the same for everybody; only where the marker cookie says that
   somebody may be signed in is the server asked, once, and the header then shows the name.
   `window.portal_me` is a promise of the answer, with the token that other scripts must send. */
(function () {
  /** @type {Me} */
  const NOBODY = { signed_in: false, name: "", display: "", roles: [], returns: false, csrf: null };
  /** @type {[string | null, string, string][]} role (or right) that sees it, text, address */
  const LINKS = [
    [null, "My account", "/account"],
    ["reviewer", "Visits", "/visits"],
    ["partner", "Partnership", "/partnership"],
    ["editor", "Imports", "/imports"],
    ["editor", "Words", "/words"],
    ["administrator", "Accounts", "/accounts"],
    ["administrator", "Audit log", "/audit"],
    ["administrator", "Region", "/region"],
    ["administrator", "Check and backup", "/check"],
    ["returns", "Returns and draft plans", "/shared"],
  ];
  /* Where people work stands beside the menu, as on the pages of accounts (base.html). */
  const BESIDE = ["/visits", "/partnership"];
  /* What only people with an account need is fetched only for them, in this order. */
  const SCRIPTS = ["asking", "sign-out", "gather", "partner", "editor", "shared"];
  const VISITING = ["visit-keep", "drafts", "visit-notes", "visit-adds", "visit", "visit-drag", "visit-pack", "visit-offline"];
  const OFFLINE = "portal-visits"; /* what visit-offline.js keeps on this device */
  const marked = document.cookie.split("; ").includes("portal_signed_in=1");

  window.portal_me = marked
    ? fetch("/me", { headers: { Accept: "application/json" }, cache: "no-store" })
        .then((answer) => (answer.ok ? answer.json() : NOBODY))
        .then((me) => { if (me.signed_in) forgetOthers(me.name).catch(() => undefined); else forget(); return me; })
        .catch(() => NOBODY)
    : Promise.resolve(NOBODY);
  if (!marked) forget();

  /** Whoever is signed out leaves nothing of a visit on the device; of what they typed see sign-out.js. */
  function forget() {
    if (window.caches) window.caches.delete(OFFLINE).catch(() => undefined);
  }

  /** Nor does anybody find what was stored for somebody else on the same device. @param {string} name */
  async function forgetOthers(name) {
    if (!window.caches || !(await window.caches.has(OFFLINE))) return;
    const stored = await (await window.caches.open(OFFLINE)).match("/me");
    if (stored && (await stored.json()).name !== name) forget();
  }

  /**
   * @template {keyof HTMLElementTagNameMap} K
   * @param {K} name @param {object} properties @param {...(Node | string)} children
   */
  function element(name, properties, ...children) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  }

  /** @param {Me} me @param {boolean} beside the menu, or in it */
  const linksOf = (me, beside) =>
    LINKS.filter(([role, , path]) => (role === null || me.roles.includes(role) || (role === "returns" && me.returns)) && BESIDE.includes(path) === beside).map(
      ([, name, path]) => element("a", { href: path, textContent: name }),
    );

  /** @param {Me} me */
  function menu(me) {
    const links = linksOf(me, false).map((link) => element("li", {}, link));
    const form = element(
      "form",
      { method: "post", action: "/sign-out" },
      element("input", { type: "hidden", name: "csrf_token", value: me.csrf }),
      element("button", { type: "submit", className: "button", textContent: "Sign out" }),
    );
    form.dataset.person = me.name;
    const list = element("ul", { className: "user-list" }, ...links, element("li", {}, form));
    const summary = element("summary", {}, element("span", { textContent: me.display }));
    const details = element("details", {}, summary, list);
    details.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !details.open) return;
      details.open = false;
      summary.focus();
    });
    document.addEventListener("click", ({ target }) => {
      if (target instanceof Node && !details.contains(target)) details.open = false;
    });
    return details;
  }

  /**
   * Call `use` with the place of the header for people, which appears once Dash has drawn it.
   * @param {(place: Element) => void} use
   */
  function whenDrawn(use) {
    const place = document.querySelector("#app-user");
    if (place) return use(place);
    const watching = new MutationObserver(() => {
      const drawn = document.querySelector("#app-user");
      if (!drawn) return;
      watching.disconnect();
      use(drawn);
    });
    watching.observe(document.documentElement, { childList: true, subtree: true });
  }

  const visiting = window.location.pathname.startsWith("/visits");
  /* They use what the page's other scripts set up, some of which come after this one. */
  document.addEventListener("DOMContentLoaded", () => {
    for (const name of marked ? [...SCRIPTS, ...(visiting ? VISITING : [])] : []) {
      const src = `/assets/js/signed-in/${name}.js`;
      document.head.append(element("script", { src, async: false }));
    }
  });

  window.portal_me.then((me) => {
    if (!me.signed_in) return;
    whenDrawn((place) => {
      /* The link to sign in stays where it is, hidden: React owns it. */
      for (const link of place.querySelectorAll("a")) link.hidden = true;
      place.append(...linksOf(me, true), menu(me));
    });
  });

  /* Come back to the view one leaves, whatever the address holds by then. */
  document.addEventListener(
    "click",
    ({ target }) => {
      const link = target instanceof Element && target.closest('#app-user > a[href^="/sign-in"]');
      if (!(link instanceof HTMLAnchorElement)) return;
      const here = window.location.pathname + window.location.search;
      link.href = "/sign-in?next=" + encodeURIComponent(here);
    },
    true,
  );
})();
