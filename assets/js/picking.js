/* Pages with a council picker: their controls write the address, and the address sets them. */
(function () {
  const own = (value) => (value === "all" ? "" : value || "");

  /* The next address, and what the picker's box holds then.
     `filters` are names and values beside the councils; a part that is no filter, such as the
     page of a list or one finding, stays until a filter changes. `cleared` is what "Clear" keeps. */
  function write(page, filters, { councils, added, known, search, cleared = [] }) {
    const { query, read, pickedKey, pickedTold, pickedValue } = window.dash_clientside.page;
    const noUpdate = window.dash_clientside.no_update;
    const context = window.dash_clientside.callback_context;
    const by = context.triggered_id, asked = read(search), box = `${page}-council-add`;
    if (!context.triggered.length) return [noUpdate, noUpdate];
    if (by === `${page}-clear`) {
      const next = query(cleared);
      return [next === (search || "") ? noUpdate : next, noUpdate];
    }
    /* What is half typed stays; a name that is known is taken into the address. */
    const fresh = by === box ? (added || "").trim() : "";
    const taken = pickedKey(fresh, known) !== "";
    pickedTold(box, fresh, known);
    if (by === box && !taken) return [noUpdate, noUpdate];
    /* A name that the portal does not know stays in the address until councils are chosen. */
    const picked = taken || by === `${page}-councils`;
    const next = query([
      ["councils", picked ? pickedValue(councils, fresh, known) : asked.councils],
      ...filters,
    ]);
    const names = ["councils", ...filters.map(([name]) => name)];
    const values = (address) => JSON.stringify(names.map((name) => address[name] || ""));
    const same = values(read(next)) === values(asked);
    return [same ? noUpdate : next, taken ? "" : noUpdate];
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    picking: { own, write },
  });
})();
