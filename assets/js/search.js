/* The search: the controls write the address; the address sets the controls on Back. */
(function () {
  function writeAddress(councils, words, kind, added, _clear, known, search) {
    const { own, write } = window.dash_clientside.picking;
    const q = ["q", (words || "").trim()];
    return write("search", [q, ["kind", own(kind)]], { councils, added, known, search, cleared: [q] });
  }

  function readAddress(search, known, councils, words, kind, options) {
    const { read, pickedOf, pickedOptions, changed } = window.dash_clientside.page;
    const asked = read(search);
    return [
      changed(pickedOf(asked.councils, known), councils),
      changed(asked.q || "", words || ""),
      changed(asked.kind || "all", kind),
      changed(pickedOptions(asked.councils, known), options),
    ];
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    search: { writeAddress, readAddress },
  });
})();
