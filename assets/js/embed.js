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

  /* A frame is as high as what it shows: measured when the code is opened. Lines of text need more in
     a narrow column, charts more in a wide one. */
  const WIDTHS = ["640px", "912px"];
  document.addEventListener("toggle", (event) => {
    const fold = event.target;
    if (!(fold instanceof HTMLDetailsElement) || !fold.open || !fold.classList.contains("embed-code")) return;
    const text = fold.querySelector("code")?.firstChild;
    const address = /src="([^"]+)"/.exec(text?.nodeValue || "");
    if (!text || !address) return;
    const frame = document.createElement("iframe");
    frame.setAttribute("aria-hidden", "true");
    frame.tabIndex = -1;
    Object.assign(frame.style, { position: "fixed", left: "-9999px", height: "100px" });
    frame.addEventListener("load", () => {
      const heights = WIDTHS.map((width) => {
        frame.style.width = width;
        return frame.contentDocument?.documentElement.scrollHeight || 0;
      });
      const height = Math.max(...heights);
      if (height) text.nodeValue = (text.nodeValue || "").replace(/height="\d+"/, `height="${height}"`);
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
