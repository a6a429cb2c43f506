/* The item panel: an item opens at the side, keeps its address (`&item=plan/ref`), and closes by
   Escape, Back or its button. A link to an item in a new tab leads to the item's page. */
(function () {
  const doc = window.document;
  const frame = () => doc.getElementById("app-panel");
  const asked = () => new URLSearchParams(window.location.search).get("item") || "";
  const narrow = window.matchMedia("(max-width: 760px)");
  let shown = "";
  let opener = null;

  /* The address of this page with another item, or with none. */
  function address(item) {
    const given = new URLSearchParams(window.location.search);
    given.delete("item");
    const rest = given.toString().replace(/%2C/g, ",");
    const named = item ? `item=${encodeURIComponent(item).replace(/%2F/g, "/")}` : "";
    const search = [rest, named].filter(Boolean).join("&");
    return window.location.pathname + (search ? `?${search}` : "") + window.location.hash;
  }

  /* Change the address. Dash's Location is told, since at its next change it would push what it
     last knew; filters are the same, so nothing else is asked again. */
  function change(how, item) {
    const state = how === "pushState" ? { panel: true } : window.history.state;
    window.history[how](item ? state : {}, "", address(item));
    const location = doc.querySelector("main [data-location]");
    if (location) window.dash_clientside.set_props(location.dataset.location, { href: window.location.href });
    sync();
  }

  /* Show the item of the address, or close the panel where it names none. */
  function sync() {
    const item = asked(), panel = frame();
    if (!panel || item === shown) return;
    shown = item;
    if (!item) {
      panel.close();
      const again = opener && opener.isConnected ? opener : null;
      if (again) again.focus({ preventScroll: true });
      opener = null;
      return;
    }
    const content = doc.getElementById("app-panel-content");
    if (content) content.replaceChildren();
    if (!panel.open) { if (narrow.matches) panel.showModal(); else panel.show(); }
    panel.querySelector("button").focus({ preventScroll: true });
    window.dash_clientside.set_props("app-item", { data: item });
  }

  function close() {
    if (window.history.state && window.history.state.panel) window.history.back();
    else change("replaceState", "");
  }

  doc.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest("a[data-item]");
    if (link && window.dash_clientside.island.plain(event)) {
      event.preventDefault();
      opener = link;
      change(asked() ? "replaceState" : "pushState", link.dataset.item);
      return;
    }
    if (event.target.closest && event.target.closest("#app-panel-close")) close();
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

  window.addEventListener("popstate", sync);
  window.addEventListener("portal:address", sync);

  /* The page is there: an address may name an item from the start. */
  function start() {
    sync();
    return window.dash_clientside.no_update;
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside, { panel: { start } });
})();
