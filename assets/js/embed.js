// @ts-check
/* The code that shows a view on another site, for the address that is open. */
(function () {
  /** @param {string} text */
  const escaped = (text) => text.replace(/&/g, "&amp;").replace(/"/g, "&quot;").replace(/</g, "&lt;");

  /** @param {string} view @param {string} title @param {number} height @param {string | null} search */
  function code(view, title, height, search) {
    const address = window.location.origin + "/embed/" + view + (search || "");
    return '<iframe src="' + escaped(address) + '" title="' + title + '" width="100%" height="' + height + '" loading="lazy"></iframe>';
  }

  /** @param {string | null} search */
  function graded(search) {
    if (!new URLSearchParams(search || "").get("councils")) return "Choose one to four councils first.";
    return code("inspections", "Inspections of children’s services", 800, search);
  }

  /** @param {number | null} clicks @param {string} text */
  function copy(clicks, text) {
    if (!clicks) return window.dash_clientside.no_update;
    const refused = "Select the code and copy it";
    if (!navigator.clipboard) return refused;
    return navigator.clipboard.writeText(text).then(() => "Code copied", () => refused);
  }

  /* A frame is as high as what it shows in a column of any width: measured when the code is opened,
     at the ends of each span of widths. Where a browser knows no containers, it is as high as the
     highest. */
  const SPANS = [[320, 359], [360, 389], [390, 479], [480, 639], [640, 799], [800, 1200]];

  /** Write a frame that is as high as its span of widths asks for. @param {string} frame @param {number[]} heights */
  function fitting(frame, heights) {
    const steps = heights.map((height, place) => (
      place + 1 < SPANS.length ? `clamp(0px,(${SPANS[place + 1][0]}px - 100cqw)*9999,${height}px)` : `${height}px`
    ));
    const highest = frame.replace(/height="\d+"/, `height="${Math.max(...heights)}" style="height:max(${steps.join(",")})"`);
    return `<div style="container-type:inline-size">${highest}</div>`;
  }

  document.addEventListener("toggle", (event) => {
    const fold = event.target;
    if (!(fold instanceof HTMLDetailsElement) || !fold.open || !fold.classList.contains("embed-code")) return;
    const text = fold.querySelector("code")?.firstChild;
    const written = /<iframe .*<\/iframe>/.exec(text?.nodeValue || "")?.[0];
    const address = /src="([^"]+)"/.exec(written || "");
    if (!text || !written || !address) return;
    const frame = document.createElement("iframe");
    frame.setAttribute("aria-hidden", "true");
    frame.tabIndex = -1;
    Object.assign(frame.style, { position: "fixed", left: "-9999px", height: "100px", border: "2px inset" });
    frame.addEventListener("load", () => {
      const highAt = (/** @type {number} */ width) => {
        frame.style.width = `${width}px`;
        return frame.contentDocument?.documentElement.scrollHeight || 0;
      };
      const heights = SPANS.map((ends) => Math.max(...ends.map(highAt)));
      if (heights[0] && !written.includes("style=")) text.nodeValue = fitting(written, heights);
      frame.remove();
    });
    frame.src = address[1].replace(/&amp;/g, "&");
    document.body.append(frame);
  }, true);

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    embed: {
      compare: (/** @type {string | null} */ search) => code("compare", "Improvement plans side by side", 1700, search),
      indicators: (/** @type {string | null} */ search) => code("indicators", "Indicators of children’s services", 760, search),
      inspections: (/** @type {string | null} */ search) => graded(search),
      copy,
    },
  });
})();
