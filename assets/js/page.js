// @ts-check
/* What every page needs: copying a link, closing menus, stamps of links, answers that Dash forgets. */
(function () {
  const noUpdate = () => window.dash_clientside.no_update;

  /** @param {number | null} clicks */
  function copyLink(clicks) {
    if (!clicks) return noUpdate();
    const refused = "Copy it from the address bar";
    if (!navigator.clipboard) return refused;
    return navigator.clipboard.writeText(window.location.href).then(() => "Link copied", () => refused);
  }

  /**
   * Title the document by what the filters choose, as the server did at first; Dash knows the page alone.
   * @param {string | undefined} subject
   * @param {{title: string} | undefined} page
   */
  function nameDocument(subject, page) {
    if (page) document.title = subject ? `${subject}: ${page.title}` : page.title;
    return noUpdate();
  }

  /** Go to the place that the address names. @param {unknown} children of the page, once there are any */
  function goToPlace(children) {
    const place = children ? document.getElementById(window.location.hash.slice(1)) : null;
    if (place instanceof HTMLDetailsElement) place.open = true;
    if (place) place.scrollIntoView();
    return noUpdate();
  }

  /* A menu closes with Escape, and where a reader goes on elsewhere. */
  const openMenu = () => document.querySelector("details.menu[open]");
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" ? openMenu() : null;
    if (!(menu instanceof HTMLDetailsElement)) return;
    menu.open = false;
    menu.querySelector("summary")?.focus();
  });
  for (const name of ["pointerdown", "focusin"]) {
    document.addEventListener(name, (event) => {
      const menu = openMenu();
      if (menu instanceof HTMLDetailsElement && event.target instanceof Node && !menu.contains(event.target)) menu.open = false;
    });
  }

  /* A link from a pack states what it showed; without such a stamp nothing is asked. */
  /** @param {string} path @param {string | null} search */
  function readStamp(path, search) {
    return new URLSearchParams(search || "").has("seen") ? { path, search } : noUpdate();
  }
  /* Another filter is another view, of which the stamp says nothing; Dash tells nobody of it. */
  const push = window.history.pushState.bind(window.history);
  window.history.pushState = (...address) => {
    push(...address);
    window.dispatchEvent(new CustomEvent("portal:address"));
    const shown = document.getElementById("app-since");
    const stamped = new URLSearchParams(window.location.search).has("seen");
    if (!stamped && shown && shown.hasChildNodes()) window.dash_clientside.set_props("app-since", { children: null });
  };

  /* Whoever goes back while an answer is on its way would wait for ever: Dash drops the former
     question, and looks at the new ones only once another is answered, where controls and address set
     each other. It is told that one is. */
  const FORGOTTEN = 50; /* milliseconds; Dash itself takes one */
  window.addEventListener("portal:taken", () => {
    const [dash] = window.dash_stores;
    let timer = 0;
    dash.subscribe(() => {
      const { requested, prioritized, blocked, executing, watched, executed } = dash.getState().callbacks;
      window.clearTimeout(timer);
      if (!requested.length || [prioritized, blocked, executing, watched, executed].some((callbacks) => callbacks.length)) return;
      timer = window.setTimeout(() => dash.dispatch({ type: "Callbacks.Completed", payload: 1 }), FORGOTTEN);
    });
  });

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    page: { copyLink, goToPlace, nameDocument, readStamp },
  });
})();
