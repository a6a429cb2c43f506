// @ts-check
/* Islands: parts of a page that arrive as HTML and are filled in one step (layouts/html_writer.py).
   One listener serves the links of all of them. */
(function () {
  const noUpdate = () => window.dash_clientside.no_update;
  let top = "", shownAddress = "";

  /** Name something by what stays the same when an island is filled anew. @param {Element} element */
  function nameOf(element) {
    if (element.id) return `#${CSS.escape(element.id)}`;
    const name = ["data-focus", "data-item", "href"].find((attribute) => element.hasAttribute(attribute));
    return name ? `${element.localName}[${name}="${CSS.escape(element.getAttribute(name) || "")}"]` : "";
  }

  /**
   * Fill an island; the focus stays where it was, and after another page of a list goes to its top.
   * @param {unknown} html
   * @param {string} id
   */
  function fill(html, id) {
    /** @type {HTMLElement & {islandHtml?: string} | null} */
    const place = window.document.getElementById(id);
    if (!place || typeof html !== "string" || html === place.islandHtml) return noUpdate();
    const active = window.document.activeElement;
    const focused = active && place.contains(active) ? nameOf(active) : "";
    const open = [...place.querySelectorAll("details[id][open]")].map((fold) => fold.id);
    window.dash_clientside.charts.clear(place);
    place.innerHTML = html;
    place.islandHtml = html;
    for (const node of place.querySelectorAll("[data-style]")) {
      if (node instanceof HTMLElement) node.style.cssText = node.dataset.style || "";
    }
    for (const late of place.querySelectorAll("[data-due]")) if (late instanceof HTMLElement) countToday(late);
    for (const fold of open) window.document.getElementById(fold)?.setAttribute("open", "");
    const named = window.document.getElementById(window.location.hash.slice(1));
    for (let fold = named?.closest("details"); fold; fold = fold.parentElement?.closest("details")) fold.open = true;
    const list = top && place.querySelector(top);
    if (list instanceof HTMLElement) {
      top = "";
      list.focus({ preventScroll: true });
      list.scrollIntoView();
    } else if (focused) {
      const again = place.querySelector(focused);
      if (again instanceof HTMLElement) again.focus({ preventScroll: true });
    }
    goToPlace();
    return noUpdate();
  }

  /** Say how many actions of a plan would be late today: the page may be older. @param {HTMLElement} late */
  function countToday(late) {
    const now = new Date(), today = new Date(now.getTime() - now.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
    const { report = "", late: called, due = "" } = late.dataset;
    const count = Number(called) + due.split(" ").filter((day) => day && day < today).length;
    late.hidden = !count || today <= report;
    const day = now.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
    late.textContent = `Today, ${day}, ${count} ${count === 1 ? "action" : "actions"} would be late if nothing had happened since the report. The report cannot say so.`;
  }

  /* Go to the place that the address names, once: what is filled in later moves nobody. */
  function goToPlace() {
    const { hash, href } = window.location;
    if (!hash || href === shownAddress || !window.document.getElementById(hash.slice(1))) return;
    shownAddress = href;
    window.dash_clientside.page.goToPlace(true);
  }

  /** Follow a link without loading the page anew: another filter of this page, or another page. @param {string} address */
  function follow(address) {
    const next = new URL(address, window.location.href);
    const here = next.pathname === window.location.pathname;
    const location = here && window.document.querySelector("[data-location]");
    if (location instanceof HTMLElement) {
      window.dash_clientside.set_props(location.dataset.location || "", { search: next.search, hash: next.hash });
      return;
    }
    if (here && next.search === window.location.search) return;
    window.history.pushState({}, "", next.href);
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
    window.scrollTo(0, 0);
  }

  /** Tell whether a click is one that follows a link here. @param {MouseEvent} event */
  const plain = (event) => !(event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);

  window.document.addEventListener("click", (event) => {
    const link = event.target instanceof Element && event.target.closest(".island a[href]");
    if (!(link instanceof HTMLAnchorElement) || !plain(event) || link.target || link.hasAttribute("download")) return;
    const next = new URL(link.href);
    const served = /^\/(download|data|pack|api|sign-|account|audit|imports|partnership|embed|visits)/.test(next.pathname);
    if (next.origin !== window.location.origin || served) return;
    if (next.hash && next.pathname === window.location.pathname && next.search === window.location.search) return;
    event.preventDefault();
    /* A page may hold several lists: the focus goes to the one whose page was turned. */
    const pager = link.closest(".pager");
    const list = pager?.parentElement?.querySelector("[data-list]");
    top = list ? `[data-list="${list.getAttribute("data-list")}"]` : "";
    follow(link.href);
  });

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    island: { fill, follow, plain },
  });
})();
