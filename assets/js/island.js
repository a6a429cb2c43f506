/* Islands: parts of a page that arrive as HTML and are filled in one step (layouts/html_writer.py).
   One listener serves the links of all of them. */
(function () {
  const noUpdate = () => window.dash_clientside.no_update;
  let top = "", gone = "";

  /* Something that stays the same when an island is filled anew. */
  function nameOf(element) {
    if (element.id) return `#${CSS.escape(element.id)}`;
    const name = ["data-focus", "data-item", "href"].find((attribute) => element.hasAttribute(attribute));
    return name ? `${element.localName}[${name}="${CSS.escape(element.getAttribute(name))}"]` : "";
  }

  /* Fill an island; the focus stays where it was, and after another page of a list goes to its top. */
  function fill(html, id) {
    const place = window.document.getElementById(id);
    if (!place || typeof html !== "string" || html === place.islandHtml) return noUpdate();
    const focused = place.contains(window.document.activeElement) ? nameOf(window.document.activeElement) : "";
    const open = [...place.querySelectorAll("details[id][open]")].map((fold) => fold.id);
    window.dash_clientside.charts.clear(place);
    place.innerHTML = html;
    place.islandHtml = html;
    place.querySelectorAll("[data-style]").forEach((node) => { node.style.cssText = node.dataset.style; });
    open.forEach((fold) => { const again = window.document.getElementById(fold); if (again) again.open = true; });
    const named = window.location.hash && window.document.getElementById(window.location.hash.slice(1));
    for (let fold = named && named.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    const list = top && place.querySelector(top);
    if (list) {
      top = "";
      list.focus({ preventScroll: true });
      list.scrollIntoView();
    } else if (focused) {
      const again = place.querySelector(focused);
      if (again) again.focus({ preventScroll: true });
    }
    window.dash_clientside.charts.draw();
    goToPlace();
    return noUpdate();
  }

  /* Go to the place that the address names, once: what is filled in later moves nobody. */
  function goToPlace() {
    const { hash, href } = window.location;
    if (!hash || href === gone || !window.document.getElementById(hash.slice(1))) return;
    gone = href;
    window.dash_clientside.page.goToPlace(true);
  }

  /* Follow a link without loading the page anew: another filter of this page, or another page. */
  function follow(address) {
    const next = new URL(address, window.location.href);
    const here = next.pathname === window.location.pathname;
    const location = here && window.document.querySelector("[data-location]");
    if (location) {
      window.dash_clientside.set_props(location.dataset.location, { search: next.search, hash: next.hash });
      return;
    }
    if (here && next.search === window.location.search) return;
    window.history.pushState({}, "", next.href);
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
    window.scrollTo(0, 0);
  }

  const plain = (event) => !(event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);

  window.document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest(".island a[href]");
    if (!link || !plain(event) || link.target || link.hasAttribute("download")) return;
    const next = new URL(link.href);
    const served = /^\/(download|data|pack|api|sign-|account|audit|imports|partnership|embed|visits)/.test(next.pathname);
    if (next.origin !== window.location.origin || served) return;
    if (next.hash && next.pathname === window.location.pathname && next.search === window.location.search) return;
    event.preventDefault();
    /* A page may hold several lists: the focus goes to the one whose page was turned. */
    const pager = link.closest(".pager");
    const list = pager && pager.parentElement.querySelector("[data-list]");
    top = list ? `[data-list="${list.dataset.list}"]` : "";
    follow(link.href);
  });

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    island: { fill, follow, plain },
  });
})();
