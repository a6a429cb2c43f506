// @ts-check
/* The item panel: an item opens at the side, keeps its address (`&item=plan/ref`), and closes by
   Escape, Back or its button. A link to an item in a new tab leads to the item's page. */
(function () {
  const doc = window.document;
  const frame = () => /** @type {HTMLDialogElement | null} */ (doc.getElementById("app-panel"));
  const asked = () => new URLSearchParams(window.location.search).get("item") || "";
  const narrow = window.matchMedia("(max-width: 760px)");
  let shown = "";
  let loaded = "";
  /** @type {HTMLElement | null} the link that opened the panel */
  let opener = null;
  let entries = 0;

  /** Write the address of this page with another item, or with none. @param {string} item */
  function address(item) {
    const given = new URLSearchParams(window.location.search);
    given.delete("item");
    const rest = given.toString().replace(/%2C/g, ",");
    const named = item ? `item=${encodeURIComponent(item).replace(/%2F/g, "/")}` : "";
    const search = [rest, named].filter(Boolean).join("&");
    return window.location.pathname + (search ? `?${search}` : "") + window.location.hash;
  }

  /**
   * Change the address to another item, or to none. Where the page has a Location of Dash's it must
   * be the one to change it, since it would push what it last knew otherwise.
   * @param {string} item
   */
  function change(item) {
    const next = address(item);
    const location = doc.querySelector("main [data-location]");
    if (location instanceof HTMLElement) window.dash_clientside.set_props(location.dataset.location || "", { search: new URL(next, window.location.href).search });
    else window.history.pushState({}, "", next);
    entries = item ? entries + 1 : 0;
  }

  /* Show the item of the address, or close the panel where it names none. */
  function sync() {
    const item = asked(), panel = frame();
    if (!panel || item === shown) return;
    shown = item;
    if (!item) {
      entries = 0;
      panel.close();
      const again = opener && opener.isConnected ? opener : null;
      if (again) again.focus({ preventScroll: true });
      opener = null;
      return;
    }
    if (!panel.open) { if (narrow.matches) panel.showModal(); else panel.show(); }
    panel.querySelector("button")?.focus({ preventScroll: true });
    if (item === loaded) return;
    loaded = item;
    /** @type {HTMLElement & {islandHtml?: string} | null} */
    const content = doc.getElementById("app-panel-content");
    if (content) { content.replaceChildren(); content.islandHtml = ""; }
    window.dash_clientside.set_props("app-item", { data: item });
  }

  function close() {
    /* One step back leads to the page without the panel, unless more was opened from it. */
    if (entries === 1) window.history.back();
    else change("");
  }

  doc.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const link = event.target.closest("a[data-item]");
    if (link instanceof HTMLElement && window.dash_clientside.island.plain(event)) {
      event.preventDefault();
      opener = link;
      change(link.dataset.item || "");
      return;
    }
    if (event.target.closest("#app-panel-close")) close();
  }, true);

  doc.addEventListener("keydown", (event) => {
    const panel = frame();
    if (event.key !== "Escape" || !panel || !panel.open) return;
    event.preventDefault();
    close();
  });

  /* A full-screen panel closes by a gesture of the browser's as well. */
  doc.addEventListener("cancel", (event) => {
    if (event.target === frame()) { event.preventDefault(); close(); }
  }, true);

  /* A panel that opened before Dash's page stood takes the focus once it does. */
  window.addEventListener("portal:taken", () => {
    const panel = frame();
    if (panel?.open && !panel.contains(doc.activeElement)) panel.querySelector("button")?.focus({ preventScroll: true });
  });
  window.addEventListener("popstate", sync);
  window.addEventListener("portal:address", sync);

  /* The page is there: an address may name an item from the start. */
  function start() {
    sync();
    return window.dash_clientside.no_update;
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside, { panel: { start } });
})();
