/* The findings: the controls write the address; the address sets the controls on Back. */
(function () {
  function writeAddress(councils, theme, kind, document, area, words, added, _clear, known, search) {
    const { own, write } = window.dash_clientside.picking;
    const filters = [
      ["theme", own(theme)],
      ["area", own(area)],
      ["words", (words || "").trim()],
      ["kind", own(kind)],
      ["document", own(document)],
    ];
    return write("findings", filters, { councils, added, known, search });
  }

  function readAddress(search, known, councils, theme, kind, document, area, words, options) {
    const { read, pickedOf, pickedOptions, changed } = window.dash_clientside.page;
    const asked = read(search);
    return [
      changed(pickedOf(asked.councils, known), councils),
      changed(asked.theme || "all", theme),
      changed(asked.kind || "all", kind),
      changed(asked.document || "all", document),
      changed(asked.area || "all", area),
      changed(asked.words || "", words || ""),
      changed(pickedOptions(asked.councils, known), options),
    ];
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    findings: { writeAddress, readAddress },
  });
})();
