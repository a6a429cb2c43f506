/* The findings: the controls write the address; the address sets the controls on Back. */
(function () {
  const own = (value) => (value === "all" ? "" : value || "");
  let goTo = null;

  function writeAddress(councils, theme, kind, document, area, words, _cells, _more, _clear, options, search) {
    const { query, read, councilsValue, changed } = window.dash_clientside.page;
    const context = window.dash_clientside.callback_context;
    const by = context.triggered_id || {};
    if (by === "findings-clear") return changed("", search || "");
    const asked = read(search);
    let who = councilsValue(councils, options);
    let which = own(kind);
    let shown = "";
    if (by.type && !context.triggered.some((one) => one.value)) return window.dash_clientside.no_update;
    if (by.type === "findings-cell") {
      /* A second click on a number lets go of it. */
      const chosen = which === by.kind && who === by.council;
      [which, who] = chosen ? ["", ""] : [by.kind, by.council];
      const id = JSON.stringify({ council: by.council, kind: by.kind, type: by.type });
      goTo = () => window.document.getElementById(id);
    }
    if (by.type === "findings-more") {
      shown = by.shown + 50;
      goTo = () => window.document.querySelectorAll(".finding")[by.shown];
    }
    const next = query([
      ["councils", who],
      ["theme", own(theme)],
      ["area", own(area)],
      ["words", (words || "").trim()],
      ["kind", which],
      ["document", own(document)],
      ["shown", shown],
    ]);
    /* A finding that a link names, and how many are shown, stay until a filter changes. */
    const names = ["councils", "theme", "area", "words", "kind", "document"];
    const filters = (values) => JSON.stringify(names.map((name) => values[name] || ""));
    const same = !by.type && filters(read(next)) === filters(asked);
    return same ? window.dash_clientside.no_update : next;
  }

  function readAddress(search, options, councils, theme, kind, document, area, words) {
    const { read, councilsOf, changed } = window.dash_clientside.page;
    const asked = read(search);
    return [
      changed(councilsOf(asked.councils, options), councilsOf((councils || []).join(","), options)),
      changed(asked.theme || "all", theme),
      changed(asked.kind || "all", kind),
      changed(asked.document || "all", document),
      changed(asked.area || "all", area),
      changed(asked.words || "", words || ""),
    ];
  }

  /* The results are made anew: a reader goes on at the number that was chosen, or after "Show
     more" at the first finding that was not there before. */
  function goOn() {
    const place = goTo && goTo();
    goTo = null;
    if (place) place.focus({ preventScroll: place.matches("button") });
    return window.dash_clientside.no_update;
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    findings: { writeAddress, readAddress, goOn },
  });
})();
