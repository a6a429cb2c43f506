/* "Compare indicators": the controls write the address; the address sets the controls on Back. */
(function () {
  const own = (value) => (value === "all" ? "" : value || "");

  function writeAddress(measure, theme, area, words, councils, view, time, _clear, shown, options, search) {
    const { query, read, councilsValue } = window.dash_clientside.page;
    const noUpdate = window.dash_clientside.no_update;
    const by = window.dash_clientside.callback_context.triggered_id;
    const asked = read(search);
    /* The measure that the server chose by itself stays out of the address. */
    if (by === "indicators-measure" && measure === shown) return noUpdate;
    const narrowed = ["indicators-theme", "indicators-area", "indicators-words"].includes(by);
    const chosen = by === "indicators-measure" ? measure : narrowed ? "" : asked.measure;
    const next =
      by === "indicators-clear"
        ? query([["measure", asked.measure]])
        : query([
            ["councils", councilsValue(councils, options)],
            ["theme", own(theme)],
            ["area", own(area)],
            ["words", (words || "").trim()],
            ["time", time === "calendar" ? "" : time],
            ["measure", chosen],
            ["view", view === "lines" ? "" : view],
          ]);
    return JSON.stringify(read(next)) === JSON.stringify(asked) ? noUpdate : next;
  }

  function readAddress(search, options, theme, area, words, councils, view, time) {
    const { read, councilsOf, changed } = window.dash_clientside.page;
    const asked = read(search);
    return [
      changed(asked.theme || "all", theme),
      changed(asked.area || "all", area),
      changed(asked.words || "", words || ""),
      changed(councilsOf(asked.councils, options), councilsOf((councils || []).join(","), options)),
      changed(asked.view || "lines", view),
      changed(asked.time || "calendar", time),
    ];
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    indicators: { writeAddress, readAddress },
  });
})();
