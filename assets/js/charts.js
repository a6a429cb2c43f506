// @ts-check
/* Charts stand as SVG in the page. plotly.js is fetched, and draws over one of them, when a reader
   points at that chart, taps it or presses its button; without it the SVG goes on standing.
   On a phone there is no room for labels beside the lines: they stand in a list above instead. */
(function () {
  const SCRIPT = "/_dash-component-suites/plotly/package_data/plotly.min.js";
  const MOST_TICKS = 4;
  const narrow = window.matchMedia("(max-width: 760px)");
  /** @type {Promise<unknown> | null} */
  let plotly = null;
  /** @type {Promise<unknown>} the drawing of the chart before */
  let before = Promise.resolve();

  /* Let the browser paint and answer the reader: what follows is a task of its own. */
  const pause = () => new Promise((resolve) => { requestAnimationFrame(() => setTimeout(resolve)); });

  /* Fetch plotly.js once; it is evaluated in a task of its own. */
  function load() {
    plotly = plotly || new Promise((resolve, reject) => {
      const script = Object.assign(document.createElement("script"), { src: SCRIPT, onload: () => resolve(pause()) });
      script.onerror = () => { plotly = null; script.remove(); reject(new Error("plotly.js did not load")); };
      document.head.append(script);
    });
    return plotly;
  }

  /**
   * Set the room for labels beside the lines, and the ticks, as the width of the screen allows.
   * @param {any} figure as the server made it
   */
  function fitted({ layout }) {
    if (!narrow.matches) return layout;
    const { tickvals = [], ticktext = [] } = layout.xaxis;
    const every = Math.ceil(tickvals.length / MOST_TICKS);
    /** @param {unknown[]} ticks */
    const thin = (ticks) => ticks.filter((_, place) => place % every === 0);
    return {
      ...layout,
      margin: { ...layout.margin, r: 8 },
      annotations: [],
      xaxis: { ...layout.xaxis, tickvals: thin(tickvals), ticktext: thin(ticktext) },
    };
  }

  /** Read the figure that a chart holds as data. @param {Element} place */
  const read = (place) => JSON.parse(place.querySelector("script")?.textContent || "");

  /** Draw a chart over its SVG, whose name it takes. @param {HTMLElement} place */
  async function drawInto(place) {
    const { figure, config } = read(place);
    const chart = Object.assign(document.createElement("div"), { className: "chart-live" });
    place.append(chart);
    const layout = fitted(figure);
    /* First the axes, then the lines and labels: two short tasks instead of a long one. */
    await window.Plotly.newPlot(chart, [], { ...layout, annotations: [] }, config);
    await pause();
    if (!chart.isConnected) return;
    await window.Plotly.react(chart, figure.data, layout, config);
    const [picture, ...others] = chart.querySelectorAll(".main-svg");
    for (const other of others) other.setAttribute("aria-hidden", "true");
    picture?.setAttribute("role", "img");
    picture?.setAttribute("aria-label", place.querySelector("[role=img]")?.getAttribute("aria-label") || "");
    const pressed = place.querySelector("button") === document.activeElement;
    place.dataset.drawn = "";
    const button = chart.querySelector("button.modebar-btn");
    if (pressed && button instanceof HTMLElement) button.focus();
  }

  /**
   * Draw a chart, once, after those that were asked for before it. What cannot be drawn goes on
   * standing as SVG; where plotly.js did not come, the next time may do better.
   * @param {HTMLElement} place
   */
  function open(place) {
    if (place.dataset.asked !== undefined) return before;
    place.dataset.asked = "";
    const turn = before;
    before = load().then(() => turn).then(() => (place.isConnected ? drawInto(place) : undefined)).catch((error) => {
      place.querySelector(".chart-live")?.remove();
      if (!plotly) delete place.dataset.asked;
      window.console.error(error);
    });
    return before;
  }

  /** Open the chart that a reader points at, taps or opens by its button. @param {Event} event */
  function opened(event) {
    const touched = "pointerType" in event && event.type === "pointerover" && event.pointerType === "touch";
    const place = event.target instanceof Element && event.target.closest(".chart");
    if (place instanceof HTMLElement && !touched) open(place);
  }
  document.addEventListener("pointerover", opened);
  document.addEventListener("click", opened);

  /** @returns {PlottedElement[]} the charts that plotly.js drew */
  const drawn = (within = /** @type {ParentNode} */ (document)) => [.../** @type {NodeListOf<PlottedElement>} */ (within.querySelectorAll(".js-plotly-plot"))].filter((chart) => chart.layout);

  /** Let go of what the charts of a place hold, before it is filled anew. @param {Element} place */
  function clear(place) {
    for (const chart of drawn(place)) window.Plotly.purge(chart);
  }

  narrow.addEventListener("change", () => {
    for (const chart of drawn()) {
      if (chart.parentElement) window.Plotly.react(chart, chart.data, fitted(read(chart.parentElement).figure));
    }
  });

  window.addEventListener("beforeprint", () => {
    const line = document.getElementById("app-printed");
    if (line) line.textContent = "Printed from " + window.location.href;
  });

  window.dash_clientside = Object.assign({}, window.dash_clientside, { charts: { open, clear } });
})();
