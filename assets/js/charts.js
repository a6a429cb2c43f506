// @ts-check
/* Charts: the figures that islands hold are drawn by plotly.js, one after the other.
   On a phone there is no room for labels beside the lines: they stand in a list above instead.
   The picture itself is hidden from screen readers: a sentence and a table stand in its place. */
(function () {
  const SCRIPT = "/_dash-component-suites/plotly/package_data/plotly.min.js";
  const UNDRAWN = ".chart:not([data-drawn])";
  const narrow = window.matchMedia("(max-width: 760px)");
  /** @type {Promise<unknown> | null} */
  let plotly = null;
  let drawing = false;

  /* Fetch plotly.js, once, and only where a chart is drawn. */
  function load() {
    plotly = plotly || new Promise((resolve, reject) => {
      const script = Object.assign(document.createElement("script"), { src: SCRIPT, onload: resolve });
      script.onerror = () => { plotly = null; script.remove(); reject(new Error("plotly.js did not load")); };
      document.head.append(script);
    });
    return plotly;
  }

  /**
   * Set the room for labels beside the lines, and the ticks, as the width of the screen allows.
   * @param {any} layout of plotly.js
   * @param {number} room beside the lines, in pixels
   */
  function fitted(layout, room) {
    layout.margin.r = narrow.matches ? 8 : room;
    for (const label of layout.annotations || []) label.visible = !narrow.matches;
    if (layout.xaxis && layout.xaxis.type === "date") {
      Object.assign(layout.xaxis, narrow.matches ? { nticks: 4, tickmode: "auto" } : { nticks: 0, tickmode: "linear" });
    }
    return layout;
  }

  /** Draw the figure that a place holds as data. @param {HTMLElement} place */
  async function drawInto(place) {
    const { figure, config } = JSON.parse(place.querySelector("script")?.textContent || "");
    const chart = document.createElement("div");
    place.prepend(chart);
    chart.dataset.room = String(figure.layout.margin.r);
    const layout = fitted(figure.layout, figure.layout.margin.r);
    /* First the axes, then the lines and labels: two short tasks instead of a long one. */
    await window.Plotly.newPlot(chart, [], { ...layout, annotations: [] }, config);
    await pause();
    if (!chart.isConnected) return;
    await window.Plotly.react(chart, figure.data, layout, config);
    place.dataset.drawn = "";
    chart.querySelectorAll(".main-svg").forEach((picture) => picture.setAttribute("aria-hidden", "true"));
  }

  /** Say in words that a chart is not here, instead of the words for screen readers alone. @param {HTMLElement} place */
  function fail(place) {
    place.dataset.drawn = "failed";
    place.querySelector(":scope > div")?.remove();
    place.querySelector("p")?.classList.remove("visually-hidden");
  }

  /** @returns {PlottedElement[]} the charts that are drawn */
  const drawn = () => /** @type {PlottedElement[]} */ ([...document.querySelectorAll(".js-plotly-plot")]).filter((chart) => chart.layout);

  /* Let the browser paint and answer the reader between two charts. */
  const pause = () => new Promise((resolve) => { requestAnimationFrame(() => setTimeout(resolve)); });

  /** @returns {HTMLElement | null} the first chart of the page that is not drawn yet */
  const next = () => document.querySelector(UNDRAWN);

  /* Draw what is not drawn yet, in the order of the page; what comes meanwhile is drawn as well.
     A chart that cannot be drawn says so, and the later ones are drawn all the same. */
  async function draw() {
    if (drawing || !next()) return;
    drawing = true;
    try {
      await load();
      for (let place; (place = next()); await pause()) {
        try {
          await drawInto(place);
        } catch (error) {
          fail(place);
          window.console.error(error);
        }
      }
    } catch (error) {
      for (let place; (place = next());) fail(place);
      window.console.error(error);
    } finally {
      drawing = false;
    }
  }

  /** Let go of what the charts of a place hold, before it is filled anew. @param {Element} place */
  function clear(place) {
    place.querySelectorAll(".js-plotly-plot").forEach((chart) => window.Plotly.purge(chart));
  }

  narrow.addEventListener("change", () => drawn().forEach((chart) => {
    window.Plotly.react(chart, chart.data, fitted(chart.layout, Number(chart.dataset.room)));
  }));

  /** Set the width of all charts; 0 is their own. @param {number} width of a sheet of paper, in pixels */
  function resizeAll(width) {
    drawn().forEach((chart) => {
      window.Plotly.relayout(chart, width ? { width, autosize: false } : { width: null, autosize: true });
    });
  }
  window.addEventListener("beforeprint", () => {
    const line = document.getElementById("app-printed");
    if (line) line.textContent = "Printed from " + window.location.href;
    resizeAll(660);
  });
  window.addEventListener("afterprint", () => resizeAll(0));

  /* A page of charts needs plotly.js as soon as its data are there: fetch it meanwhile. */
  if (window.location.pathname === "/indicators") load().catch(() => undefined);

  window.dash_clientside = Object.assign({}, window.dash_clientside, { charts: { draw, clear } });
})();
