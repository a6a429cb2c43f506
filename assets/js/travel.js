/* The reader's choice travels: councils, theme, area and comparators go along through the links of
   the header. On pages without filters the last choice in this tab is remembered. */
(function () {
  const NAMES = ["councils", "theme", "area", "against"];
  const KEY = "portal-choice";
  const links = () => [...window.document.querySelectorAll(".main-nav a[data-takes]")];

  /* The choice that the address holds; null on a page without filters. */
  function chosen(current) {
    if (!current) return null;
    const given = new URLSearchParams(window.location.search);
    const takes = current.dataset.takes.split(" ");
    const former = remembered();
    const pairs = NAMES.map((name) => [name, takes.includes(name) ? given.get(name) || "" : former[name] || ""]);
    return Object.fromEntries(pairs.filter(([, value]) => value));
  }

  function remembered() {
    try {
      return JSON.parse(window.sessionStorage.getItem(KEY) || "{}") || {};
    } catch {
      return {};
    }
  }

  function update() {
    const path = window.location.pathname;
    const current = links().find((link) => link.dataset.takes && link.pathname === path);
    const choice = chosen(current);
    if (choice) window.sessionStorage.setItem(KEY, JSON.stringify(choice));
    const taken = choice || remembered();
    links().forEach((link) => {
      const takes = link.dataset.takes.split(" ");
      /* The measures outside the improvement areas are an area of one page alone. */
      const goes = (name) => takes.includes(name) && !(name === "area" && taken.area === "outside");
      const pairs = NAMES.filter(goes).map((name) => [name, taken[name]]);
      link.setAttribute("href", link.pathname + window.dash_clientside.address.query(pairs));
      const here = link.pathname === path || (link.pathname !== "/" && path.startsWith(`${link.pathname}/`));
      link.classList.toggle("active", here);
      if (here) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    });
  }

  window.document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest(".main-nav a[data-takes]");
    if (!link || !window.dash_clientside.island.plain(event)) return;
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
