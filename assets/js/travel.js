// @ts-check
/* The reader's choice travels: councils, theme, area and comparators go along through the links of
   the header. On pages without filters the last choice in this tab is remembered. */
(function () {
  const NAMES = ["councils", "theme", "area", "against"];
  const KEY = "portal-choice";
  /** @returns {HTMLAnchorElement[]} */
  const links = () => [...window.document.querySelectorAll(".main-nav a[data-takes]")].filter((link) => link instanceof HTMLAnchorElement);
  /** @param {HTMLAnchorElement} link @returns {string[]} the filters that a page has */
  const takes = (link) => (link.dataset.takes || "").split(" ");

  /**
   * Read the choice that the address holds; null on a page without filters.
   * @param {HTMLAnchorElement | undefined} current
   */
  function chosen(current) {
    if (!current) return null;
    const given = new URLSearchParams(window.location.search);
    const former = remembered();
    const pairs = NAMES.map((name) => [name, takes(current).includes(name) ? given.get(name) || "" : former[name] || ""]);
    return Object.fromEntries(pairs.filter(([, value]) => value));
  }

  /** @returns {Record<string, string>} */
  function remembered() {
    const choice = window.portal_storage.session.readJson(KEY);
    const pairs = Object.entries(choice && typeof choice === "object" ? choice : {});
    return Object.fromEntries(pairs.filter(([name, value]) => NAMES.includes(name) && typeof value === "string"));
  }

  function update() {
    const path = window.location.pathname;
    const current = links().find((link) => link.dataset.takes && link.pathname === path);
    const choice = chosen(current);
    if (choice) window.portal_storage.session.write(KEY, JSON.stringify(choice));
    const taken = choice || remembered();
    links().forEach((link) => {
      /* The measures outside the improvement areas are an area of one page alone. */
      /** @param {string} name */
      const goes = (name) => takes(link).includes(name) && !(name === "area" && taken.area === "outside");
      const pairs = NAMES.filter(goes).map((name) => [name, taken[name]]);
      link.setAttribute("href", link.pathname + window.dash_clientside.address.query(pairs));
      const here = link.pathname === path || (link.pathname !== "/" && path.startsWith(`${link.pathname}/`));
      link.classList.toggle("active", here);
      if (here) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    });
  }

  window.document.addEventListener("click", (event) => {
    const link = event.target instanceof Element && event.target.closest(".main-nav a[data-takes]");
    if (!(link instanceof HTMLAnchorElement) || !window.dash_clientside.island.plain(event)) return;
    event.preventDefault();
    window.history.pushState({}, "", link.href);
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
    window.scrollTo(0, 0);
  });

  window.addEventListener("popstate", update);
  window.addEventListener("portal:address", update);
  /* The header stands once Dash has drawn it. */
  function start() {
    update();
    return window.dash_clientside.no_update;
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside, { travel: { start } });
})();
