/* "Compare plans": the controls write the address; the address sets the controls on Back. */
(function () {
  const own = (value) => (value === "all" ? "" : value || "");

  function writeAddress(councils, theme, area, plan, status, words, time, _cells, _clear, options, search) {
    const { query, read, councilsValue } = window.dash_clientside.page;
    const context = window.dash_clientside.callback_context;
    const by = context.triggered_id;
    if (by === "compare-clear") return window.dash_clientside.page.changed("", search || "");
    const who = councilsValue(councils, options);
    let where = own(area);
    if (by && by.type === "compare-cell") {
      if (!context.triggered.some((one) => one.value)) return window.dash_clientside.no_update;
      /* The other councils stay: a comparison needs them. A second click lets go of the area. */
      where = where === by.area ? "" : by.area;
    }
    const next = query([
      ["councils", who],
      ["theme", own(theme)],
      ["area", where],
      ["words", (words || "").trim()],
      ["time", time === "calendar" ? "" : time],
      ["plan", own(plan)],
      ["status", own(status)],
    ]);
    const same = JSON.stringify(read(next)) === JSON.stringify(read(search));
    return same ? window.dash_clientside.no_update : next;
  }

  function readAddress(search, options, councils, theme, area, plan, status, words, time) {
    const { read, councilsOf, changed } = window.dash_clientside.page;
    const asked = read(search);
    return [
      changed(councilsOf(asked.councils, options), councilsOf((councils || []).join(","), options)),
      changed(asked.theme || "all", theme),
      changed(asked.area || "all", area),
      changed(asked.plan || "all", plan),
      changed(asked.status || "all", status),
      changed(asked.words || "", words || ""),
      changed(asked.time || "calendar", time),
    ];
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    compare: { writeAddress, readAddress },
  });
})();
