/* On a phone there is no room for labels beside the lines: they stand in a list above instead.
   The picture itself is hidden from screen readers: a sentence and a table stand in its place. */
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
    document.querySelectorAll(".main-svg:not([aria-hidden])").forEach((picture) => {
      picture.setAttribute("aria-hidden", "true");
    });
  }).observe(document.documentElement, { childList: true, subtree: true });
  narrow.addEventListener("change", fitAll);

  /* Charts take the width of a sheet of paper while they are printed. */
  function resizeAll(width) {
    document.querySelectorAll(".js-plotly-plot").forEach((chart) => {
      if (window.Plotly && chart.layout) {
        window.Plotly.relayout(chart, width ? { width, autosize: false } : { width: null, autosize: true });
      }
    });
  }
  window.addEventListener("beforeprint", () => {
    const line = document.getElementById("app-printed");
    if (line) line.textContent = "Printed from " + window.location.href;
    resizeAll(660);
  });
  window.addEventListener("afterprint", () => resizeAll(0));
})();
