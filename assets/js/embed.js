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
    return code("inspections", "Inspections of children’s services", 480, search);
  }

  /** @param {number | null} clicks @param {string} text */
  function copy(clicks, text) {
    if (!clicks) return window.dash_clientside.no_update;
    const refused = "Select the code and copy it";
    if (!navigator.clipboard) return refused;
    return navigator.clipboard.writeText(text).then(() => "Code copied", () => refused);
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    embed: {
      compare: (/** @type {string | null} */ search) => code("compare", "Improvement plans side by side", 900, search),
      indicators: (/** @type {string | null} */ search) => code("indicators", "Indicators of children’s services", 720, search),
      inspections: (/** @type {string | null} */ search) => graded(search),
      copy,
    },
  });
})();
