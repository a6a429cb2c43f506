/* "Compare indicators": the controls write the address; the address sets the controls on Back. */
(function () {
  const ORDER = ["england", "region", "neighbours-mean", "neighbours-median"];
  const own = (value) => (value === "all" ? "" : value || "");

  function writeAddress(measure, theme, area, words, councils, against, view, time, added, _clear, shown, known, search) {
    const { query, read, pickedKey, pickedTold, pickedValue } = window.dash_clientside.page;
    const noUpdate = window.dash_clientside.no_update;
    const by = window.dash_clientside.callback_context.triggered_id;
    const asked = read(search);
    /* The measure that the server chose by itself stays out of the address. */
    if (by === "indicators-measure" && measure === shown) return [noUpdate, noUpdate];
    const fresh = by === "indicators-council-add" ? added : "";
    /* What is half typed stays; a name that is known is taken into the address. */
    const taken = pickedKey(fresh, known) !== "";
    pickedTold("indicators-council-add", fresh, known);
    if (by === "indicators-council-add" && !taken) return [noUpdate, noUpdate];
    const narrowed = ["indicators-theme", "indicators-area", "indicators-words"].includes(by);
    const chosen = by === "indicators-measure" ? measure : narrowed ? "" : asked.measure;
    const next =
      by === "indicators-clear"
        ? query([["measure", asked.measure]])
        : query([
            ["councils", pickedValue(councils, fresh, known)],
            ["theme", own(theme)],
            ["area", own(area)],
            ["words", (words || "").trim()],
            ["time", time === "calendar" ? "" : time],
            ["measure", chosen],
            ["view", view === "lines" ? "" : view],
            ["against", againstValue(against)],
          ]);
    const same = JSON.stringify(read(next)) === JSON.stringify(asked);
    return [same ? noUpdate : next, taken ? "" : noUpdate];
  }

  /* England alone is usual and stays out of the address; none at all is said. */
  function againstValue(against) {
    const kept = ORDER.filter((key) => (against || []).includes(key));
    const text = kept.join(",") || "none";
    return text === "england" ? "" : text;
  }

  function againstOf(text) {
    return ORDER.filter((key) => (text || "england").split(",").includes(key));
  }

  function readAddress(search, known, theme, area, words, councils, against, view, time, options) {
    const { read, pickedOf, pickedOptions, changed } = window.dash_clientside.page;
    const asked = read(search);
    return [
      changed(asked.theme || "all", theme),
      changed(asked.area || "all", area),
      changed(asked.words || "", words || ""),
      changed(pickedOf(asked.councils, known), councils),
      changed(againstOf(asked.against), againstOf((against || []).join(",") || "none")),
      changed(asked.view || "lines", view),
      changed(asked.time || "calendar", time),
      changed(pickedOptions(asked.councils, known), options),
    ];
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    indicators: { writeAddress, readAddress },
  });
})();
