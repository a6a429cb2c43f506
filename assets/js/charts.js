/* On a phone there is no room for labels beside the lines: they stand in a list above instead. */
(function () {
  const narrow = window.matchMedia("(max-width: 760px)");

  function fit(chart) {
    if (!window.Plotly || !chart.layout || !chart.layout.annotations) return;
    const wide = chart.dataset.room || String(chart.layout.margin.r);
    chart.dataset.room = wide;
    if (!narrow.matches && chart.layout.margin.r === Number(wide)) return;
    const changes = { "margin.r": narrow.matches ? 8 : Number(wide) };
    chart.layout.annotations.forEach((_, number) => {
      changes["annotations[" + number + "].visible"] = !narrow.matches;
    });
    if (chart.layout.xaxis && chart.layout.xaxis.type === "date") {
      changes["xaxis.nticks"] = narrow.matches ? 4 : 0;
      changes["xaxis.tickangle"] = narrow.matches ? 0 : "auto";
      changes["xaxis.tickmode"] = narrow.matches ? "auto" : "linear";
    }
    window.Plotly.relayout(chart, changes);
  }

  function fitAll() {
    document.querySelectorAll(".js-plotly-plot").forEach(fit);
  }

  const seen = new WeakSet();
  new MutationObserver(() => {
    document.querySelectorAll(".js-plotly-plot").forEach((chart) => {
      if (seen.has(chart) || !chart.layout) return;
      seen.add(chart);
      if (narrow.matches) fit(chart);
    });
  }).observe(document.documentElement, { childList: true, subtree: true });
  narrow.addEventListener("change", fitAll);
})();
