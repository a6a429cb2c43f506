/* The benchmarks: the controls write the address; the address sets the controls on Back. */
(function () {
  function writeAddress(councils, theme, area, words, sort, only, added, _clear, known, search) {
    const { own, write } = window.dash_clientside.picking;
    const filters = [
      ["theme", own(theme)],
      ["area", own(area)],
      ["words", (words || "").trim()],
      ["sort", sort === "distance" ? "" : sort],
      ["only", own(only)],
    ];
    return write("benchmarks", filters, { councils, added, known, search });
  }

  function readAddress(search, known, councils, theme, area, words, sort, only, options) {
    const { read, pickedOf, pickedOptions, changed } = window.dash_clientside.page;
    const asked = read(search);
    return [
      changed(pickedOf(asked.councils, known), councils),
      changed(asked.theme || "all", theme),
      changed(asked.area || "all", area),
      changed(asked.words || "", words || ""),
      changed(asked.sort || "distance", sort),
      changed(asked.only || "all", only),
      changed(pickedOptions(asked.councils, known), options),
    ];
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    benchmarks: { writeAddress, readAddress },
  });
})();
