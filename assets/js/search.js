/* The search: the controls write the address; the address sets the controls on Back. */
(function () {
  const own = (value) => (value === "all" ? "" : value || "");
  let goTo = null;

  function writeAddress(words, councils, kind, _more, _clear, options, search) {
    const { query, read, councilsValue, changed } = window.dash_clientside.page;
    const context = window.dash_clientside.callback_context;
    const by = context.triggered_id || {};
    const q = (words || "").trim();
    if (by === "search-clear") return changed(query([["q", q]]), search || "");
    if (by.type && !context.triggered.some((one) => one.value)) return window.dash_clientside.no_update;
    if (by.type) goTo = () => window.document.querySelectorAll(".hit h3 a")[by.shown];
    const next = query([
      ["councils", councilsValue(councils, options)],
      ["q", q],
      ["kind", own(kind)],
      ["shown", by.type ? by.shown + 50 : ""],
    ]);
    /* How many are shown stays until what is asked for changes. */
    const asked = (values) => JSON.stringify(["q", "councils", "kind"].map((name) => values[name] || ""));
    const same = !by.type && asked(read(next)) === asked(read(search));
    return same ? window.dash_clientside.no_update : next;
  }

  function readAddress(search, options, words, councils, kind) {
    const { read, councilsOf, changed } = window.dash_clientside.page;
    const asked = read(search);
    return [
      changed(asked.q || "", words || ""),
      changed(councilsOf(asked.councils, options), councilsOf((councils || []).join(","), options)),
      changed(asked.kind || "all", kind),
    ];
  }

  /* After "Show more" a reader goes on at the first hit that was not there before. */
  function goOn() {
    const place = goTo && goTo();
    goTo = null;
    if (place) place.focus();
    return window.dash_clientside.no_update;
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    search: { writeAddress, readAddress, goOn },
  });
})();
