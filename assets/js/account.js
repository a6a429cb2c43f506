/* Who is signed in. Pages are the same for everybody; only where the marker cookie says that
   somebody may be signed in is the server asked, once, and the header then shows the name.
   `window.portal_me` is a promise of the answer, with the token that other scripts must send. */
(function () {
  const NOBODY = { signed_in: false, display: "", roles: [], csrf: null };
  const LINKS = [
    [null, "My account", "/account"],
    ["reviewer", "Visits", "/visits"],
    ["partner", "Partnership", "/partnership"],
    ["editor", "Imports", "/imports"],
    ["administrator", "Accounts", "/accounts"],
    ["administrator", "Audit log", "/audit"],
  ];
  /* Where people work stands beside the menu, as on the pages of accounts (base.html). */
  const BESIDE = ["/visits", "/partnership"];
  /* What only people with an account need is fetched only for them, in this order. */
  const SCRIPTS = ["asking", "gather", "partner", "editor"];
  const VISITING = ["visit-keep", "visit-notes", "visit"];
  const marked = document.cookie.split("; ").includes("portal_signed_in=1");

  window.portal_me = marked
    ? fetch("/me", { headers: { Accept: "application/json" }, cache: "no-store" })
        .then((answer) => (answer.ok ? answer.json() : NOBODY))
        .catch(() => NOBODY)
    : Promise.resolve(NOBODY);

  function element(name, attributes, ...children) {
    const made = Object.assign(document.createElement(name), attributes);
    made.append(...children);
    return made;
  }

  const linksOf = (me, beside) =>
    LINKS.filter(([role, , path]) => (role === null || me.roles.includes(role)) && BESIDE.includes(path) === beside).map(
      ([, name, path]) => element("a", { href: path, textContent: name }),
    );

  function menu(me) {
    const links = linksOf(me, false).map((link) => element("li", {}, link));
    const form = element(
      "form",
      { method: "post", action: "/sign-out" },
      element("input", { type: "hidden", name: "csrf_token", value: me.csrf }),
      element("button", { type: "submit", className: "button", textContent: "Sign out" }),
    );
    const list = element("ul", { className: "user-list" }, ...links, element("li", {}, form));
    const details = element("details", {}, element("summary", {}, element("span", { textContent: me.display })), list);
    details.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !details.open) return;
      details.open = false;
      details.firstElementChild.focus();
    });
    document.addEventListener("click", (event) => {
      if (!details.contains(event.target)) details.open = false;
    });
    return details;
  }

  /* The frame appears once Dash has drawn it. Its link stays where it is, hidden: React owns it. */
  function whenThere(found) {
    const place = () => document.querySelector("#app-user");
    if (place()) return found(place());
    const watching = new MutationObserver(() => {
      if (!place()) return;
      watching.disconnect();
      found(place());
    });
    watching.observe(document.documentElement, { childList: true, subtree: true });
  }

  const visiting = window.location.pathname.startsWith("/visits");
  for (const name of marked ? [...SCRIPTS, ...(visiting ? VISITING : [])] : []) {
    const src = `/assets/js/signed-in/${name}.js`;
    document.head.append(element("script", { src, async: false }));
  }

  window.portal_me.then((me) => {
    if (!me.signed_in) return;
    whenThere((place) => {
      for (const link of place.querySelectorAll("a")) link.hidden = true;
      place.append(...linksOf(me, true), menu(me));
    });
  });

  /* Come back to the view one leaves, whatever the address holds by then. */
  document.addEventListener(
    "click",
    (event) => {
      const link = event.target.closest && event.target.closest('#app-user > a[href^="/sign-in"]');
      if (!link) return;
      const here = window.location.pathname + window.location.search;
      link.href = "/sign-in?next=" + encodeURIComponent(here);
    },
    true,
  );
})();
