// @ts-check
/* Filter bars: their controls write the address, and the address sets the controls (on Back, from
   a link). Which filters a page has, the page's own store tells (layouts/components/filters.py). */
(function () {
  /**
   * A filter of the page: `id` of its control, "" where it has none and stays as it is; `usual` is
   * the value that an address leaves out. A `subject` outlives "Clear filters". Where a change of
   * `narrowedBy` may leave fewer keys, the server chooses anew.
   * @typedef {{name: string, kind: string, id: string, usual: string, choices: string[],
   *   subject: boolean, narrowedBy: string[]}} Filter
   * @typedef {{own: string[], names: Record<string, string>, filters: Filter[], add: string,
   *   clear: string}} FilterBar
   * @typedef {Record<string, any>} Values
   */
  const clientside = () => /** @type {any} */ (window).dash_clientside;

  /**
   * A query string from pairs of name and value; empty values are left out.
   * @param {[string, any][]} pairs
   */
  function query(pairs) {
    const parts = pairs
      .filter(([, value]) => value !== "" && value !== null && value !== undefined)
      .map(([name, value]) => name + "=" + encodeURIComponent(value).replace(/%2C/g, ",").replace(/%20/g, "+"));
    return parts.length ? "?" + parts.join("&") : "";
  }

  /**
   * Names and values of a query string.
   * @param {string | null | undefined} search
   * @returns {Record<string, string>}
   */
  function read(search) {
    return Object.fromEntries(new URLSearchParams(search || ""));
  }

  const plain = (/** @type {string} */ text) => (text || "").trim().toLowerCase();

  /**
   * The key of a name as it was typed: in any case, or by its beginning where that says which.
   * A council goes before its neighbours, whose name begins with the council's.
   * @param {string} typed
   * @param {FilterBar} bar
   */
  function keyOf(typed, bar) {
    const words = plain(typed), names = Object.entries(bar.names);
    if (!words) return "";
    const exact = names.find(([, name]) => plain(name) === words);
    if (exact) return exact[0];
    const matches = names.filter(([, name]) => plain(name).startsWith(words));
    matches.sort(([, name], [, other]) => name.length - other.length);
    return matches.length && matches.every(([, name]) => name.startsWith(matches[0][1])) ? matches[0][0] : "";
  }

  /**
   * Why what was typed into the picker's box is not taken; "" where it is.
   * @param {string} typed
   * @param {FilterBar} bar
   */
  function whyNot(typed, bar) {
    const words = (typed || "").trim();
    if (!words || keyOf(words, bar)) return "";
    const several = Object.values(bar.names).some((name) => plain(name).startsWith(plain(words)));
    return several ? `Several names begin with “${words}”: type more of it.`
      : `No council or region is called “${words}”.`;
  }

  /**
   * The chosen councils as an address holds them, "" where they are the usual ones or none.
   * @param {string[]} chosen
   * @param {string} added
   * @param {FilterBar} bar
   */
  function councilsText(chosen, added, bar) {
    const key = keyOf(added, bar);
    const keys = [...new Set([...(chosen || []), ...(key ? [key] : [])])];
    const usual = keys.length === bar.own.length && bar.own.every((name) => keys.includes(name));
    return keys.length === 0 || usual ? "" : keys.join(",");
  }

  /**
   * The councils that an address chooses: the usual ones where it names none that the portal has.
   * @param {string | undefined} text
   * @param {FilterBar} bar
   */
  function councilsOf(text, bar) {
    const keys = [...new Set((text || "").split(","))].filter((key) => Object.hasOwn(bar.names, key));
    return keys.length ? keys : bar.own;
  }

  /**
   * @param {string | undefined} text
   * @param {FilterBar} bar
   */
  function councilOptions(text, bar) {
    const keys = [...new Set([...bar.own, ...councilsOf(text, bar)])];
    return keys.map((key) => ({ label: bar.names[key], value: key }));
  }

  /**
   * A control's value as an address holds it, "" where it is the usual one.
   * @param {Filter} filter
   * @param {any} value
   */
  function textOf(filter, value) {
    const text = filter.kind === "words" ? (value || "").trim()
      : filter.kind === "several" ? filter.choices.filter((key) => (value || []).includes(key)).join(",") || "none"
      : value === "all" ? "" : value || "";
    return text === filter.usual ? "" : text;
  }

  /**
   * What a control shows for a value of the address.
   * @param {Filter} filter
   * @param {string | undefined} text
   * @param {FilterBar} bar
   */
  function valueOf(filter, text, bar) {
    if (filter.kind === "councils") return councilsOf(text, bar);
    if (filter.kind === "several") return filter.choices.filter((key) => (text || filter.usual).split(",").includes(key));
    return text || filter.usual || (filter.kind === "words" ? "" : "all");
  }

  /**
   * The address after a change; null where it stays. A part of it that no control writes, such as
   * the page of a list or one finding, stays until a filter changes.
   * @param {FilterBar} bar
   * @param {string} search the address as it is
   * @param {string[]} triggered the ids of what changed; several where a reader is quick
   * @param {Values} values of the controls, by the filter's name
   * @param {string} added what was typed into the picker's box just now
   * @param {any} shown what the server chose by itself
   */
  function next(bar, search, triggered, values, added, shown) {
    const asked = read(search);
    const ids = Object.fromEntries(bar.filters.map((filter) => [filter.name, filter.id]));
    if (triggered.includes(bar.clear)) {
      const subjects = bar.filters.filter((filter) => filter.subject);
      const cleared = query(subjects.map((f) => [f.name, f.kind === "words" ? textOf(f, values[f.name]) : asked[f.name]]));
      return cleared === (search || "") ? null : cleared;
    }
    /* What is half typed stays; a name that is known is taken into the address. */
    const taken = keyOf(added, bar) !== "";
    /* What the server chose by itself stays out of the address. */
    const given = bar.filters.filter((filter) => filter.narrowedBy.length && values[filter.name] === shown);
    const changed = triggered.filter((id) => (id !== bar.add || taken) && !given.some((filter) => filter.id === id));
    if (!changed.length) return null;

    /** @param {Filter} filter */
    function text(filter) {
      if (!filter.id) return asked[filter.name];
      /* A name that the portal does not know stays in the address until councils are chosen. */
      if (filter.kind === "councils") {
        return taken || changed.includes(filter.id) ? councilsText(values[filter.name], added, bar) : asked[filter.name];
      }
      if (filter.narrowedBy.length && !changed.includes(filter.id)) {
        return filter.narrowedBy.some((name) => changed.includes(ids[name])) ? "" : asked[filter.name];
      }
      return textOf(filter, values[filter.name]);
    }

    const address = query(bar.filters.map((filter) => [filter.name, text(filter)]));
    const filtered = (/** @type {Record<string, string>} */ texts) =>
      JSON.stringify(bar.filters.map((filter) => texts[filter.name] || ""));
    return filtered(read(address)) === filtered(asked) ? null : address;
  }

  /* What `write` wrote last, and the controls then: what differs since, a reader is changing. */
  let written = { search: "", values: /** @type {Values} */ ({}) };

  /**
   * Callback: the values of the controls in the order of the filters, the picker's box, "Clear
   * filters", what the server chose (on some pages), the page's store, the address.
   * @param {...any} given
   */
  function write(...given) {
    const [bar, search] = given.slice(-2);
    const { no_update: noUpdate, callback_context: context, set_props: setProps } = clientside();
    if (!context.triggered.length) return [noUpdate, noUpdate];
    const controls = bar.filters.filter((/** @type {Filter} */ filter) => filter.id);
    const values = Object.fromEntries(controls.map((/** @type {Filter} */ filter, /** @type {number} */ n) => [filter.name, given[n]]));
    const [box, , shown] = given.slice(controls.length, -2);
    /* A change that comes while another waits is one call with both. */
    const triggered = context.triggered.map((/** @type {{prop_id: string}} */ { prop_id: id }) => id.slice(0, id.lastIndexOf(".")));
    const added = triggered.includes(bar.add) ? (box || "").trim() : "";
    setProps(`${bar.add}-told`, { children: whyNot(added, bar) });
    const address = next(bar, search, triggered, values, added, shown);
    if (address !== null) written = { search: address, values };
    return [address === null ? noUpdate : address, keyOf(added, bar) ? "" : noUpdate];
  }

  /**
   * Callback: the address, the page's store, what the controls show, and the picker's options.
   * Where old and new are equal, say so, or control and address would set each other for ever.
   * A control that a reader changed since the address was written keeps the reader's choice.
   * @param {string} search
   * @param {FilterBar} bar
   * @param {...any} shown
   */
  function show(search, bar, ...shown) {
    const asked = read(search);
    const controls = bar.filters.filter((filter) => filter.id && !filter.narrowedBy.length);
    const fresh = [...controls.map((f) => valueOf(f, asked[f.name], bar)), councilOptions(asked.councils, bar)];
    const former = [...controls.map((f, n) => (f.kind === "several" ? valueOf(f, textOf(f, shown[n]), bar)
      : f.kind === "words" ? shown[n] || "" : shown[n])), shown[controls.length]];
    const same = (/** @type {any} */ value, /** @type {any} */ other) => JSON.stringify(value) === JSON.stringify(other);
    const changing = controls.map((f, n) => search === written.search && f.name in written.values && !same(shown[n], written.values[f.name]));
    written = { search: "", values: {} };
    return fresh.map((value, n) => (changing[n] || same(value, former[n]) ? clientside().no_update : value));
  }

  /* A name taken from the list counts at once; one that is typed counts with Enter. */
  window.document.addEventListener("input", (event) => {
    const { inputType, target } = /** @type {any} */ (event);
    const fromList = !inputType || inputType === "insertReplacementText";
    if (fromList && target.classList && target.classList.contains("picker-box")) target.blur();
  });

  /* The names that a picker offers are put into its list when the box is first used. */
  /** @type {Map<string, Record<string, string>>} */
  const offered = new Map();
  /**
   * @param {FilterBar} bar
   * @param {string} list
   */
  function offerNames(bar, list) {
    offered.set(list, bar.names);
    return clientside().no_update;
  }
  window.document.addEventListener("focusin", (event) => {
    const list = /** @type {any} */ (event.target).list;
    if (!list || !offered.has(list.id) || list.childElementCount) return;
    const names = Object.values(offered.get(list.id) || {});
    list.append(...names.map((name) => Object.assign(document.createElement("option"), { value: name })));
  });

  const portal = /** @type {any} */ (window);
  portal.dash_clientside = Object.assign({}, portal.dash_clientside, {
    address: { query, read, keyOf, whyNot, councilsText, councilsOf, textOf, valueOf, next, write, show, offerNames },
  });
})();
