/* Charts: the figures that islands hold are drawn by plotly.js, one after the other.
   On a phone there is no room for labels beside the lines: they stand in a list above instead.
   The picture itself is hidden from screen readers: a sentence and a table stand in its place. */
(function () {
  const SCRIPT = "/_dash-component-suites/plotly/package_data/plotly.min.js";
  const UNDRAWN = ".chart:not([data-drawn])";
  const narrow = window.matchMedia("(max-width: 760px)");
  let plotly = null, drawing = false;

  /* Fetch plotly.js, once, and only where a chart is drawn. */
  function load() {
    plotly = plotly || new Promise((resolve, reject) => {
      const script = Object.assign(document.createElement("script"), { src: SCRIPT, onload: resolve });
      script.onerror = () => { plotly = null; script.remove(); reject(new Error("plotly.js did not load")); };
      document.head.append(script);
    });
    return plotly;
  }

  /* Set the room for labels beside the lines, and the ticks, as the width of the screen allows. */
  function fitted(layout, room) {
    layout.margin.r = narrow.matches ? 8 : room;
    for (const label of layout.annotations || []) label.visible = !narrow.matches;
    if (layout.xaxis && layout.xaxis.type === "date") {
      Object.assign(layout.xaxis, narrow.matches ? { nticks: 4, tickmode: "auto" } : { nticks: 0, tickmode: "linear" });
    }
    return layout;
  }

  async function drawOne(place) {
    const { figure, config } = JSON.parse(place.querySelector("script").textContent);
    const chart = document.createElement("div");
    place.prepend(chart);
    chart.dataset.room = figure.layout.margin.r;
    const layout = fitted(figure.layout, figure.layout.margin.r);
    /* First the axes, then the lines and labels: two short tasks instead of a long one. */
    await window.Plotly.newPlot(chart, [], { ...layout, annotations: [] }, config);
    await pause();
    if (!chart.isConnected) return;
    await window.Plotly.react(chart, figure.data, layout, config);
    place.dataset.drawn = "";
    chart.querySelectorAll(".main-svg").forEach((picture) => picture.setAttribute("aria-hidden", "true"));
  }

  const drawn = () => [...document.querySelectorAll(".js-plotly-plot")].filter((chart) => chart.layout);

  /* Let the browser paint and answer the reader between two charts. */
  const pause = () => new Promise((resolve) => { requestAnimationFrame(() => setTimeout(resolve)); });

  /* Draw what is not drawn yet, in the order of the page; what comes meanwhile is drawn as well. */
  async function draw() {
    if (drawing || !document.querySelector(UNDRAWN)) return;
    drawing = true;
    try {
      await load();
      for (let next; (next = document.querySelector(UNDRAWN)); await pause()) await drawOne(next);
    } catch (error) {
      document.querySelectorAll(UNDRAWN).forEach((place) => {
        place.dataset.drawn = "failed";
        place.querySelector("p").classList.remove("visually-hidden");
      });
      window.console.error(error);
    } finally {
      drawing = false;
    }
  }

  /* Before a place is filled anew: let go of what its charts hold. */
  function clear(place) {
    place.querySelectorAll(".js-plotly-plot").forEach((chart) => window.Plotly.purge(chart));
  }

  narrow.addEventListener("change", () => drawn().forEach((chart) => {
    window.Plotly.react(chart, chart.data, fitted(chart.layout, Number(chart.dataset.room)));
  }));

  /* Charts take the width of a sheet of paper while they are printed. */
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
