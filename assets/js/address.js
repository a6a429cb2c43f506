// @ts-check
/* Filter bars: their controls write the address, and the address sets the controls (on Back, from
   a link). Which filters a page has, the page's own store tells (layouts/components/filters.py). */
(function () {
  /**
   * A filter of the page: `id` of its control, "" where it has none and stays as it is; `usual` is
   * the value that an address leaves out. A `subject` outlives "Clear filters". Where a change of
   * `narrowedBy` may leave fewer keys, the server chooses anew.
   * A picker offers `names` by their keys, `own` of them without a choice; `add` is the id of the
   * box in which a name is typed. A bar's own picker is that of the councils; a filter of the kind
   * `keys` is one too, of `what`, with its `list` of names.
   * @typedef {{own: string[], names: Record<string, string>, add: string, what?: string, list?: string}} Picker
   * @typedef {{name: string, kind: string, id: string, usual: string, choices: string[],
   *   subject: boolean, narrowedBy: string[]} & Partial<Picker>} Filter
   * @typedef {Picker & {filters: Filter[], clear: string}} FilterBar
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

  /** The pickers of a page, that of the councils first. @param {FilterBar} bar @returns {Picker[]} */
  const pickers = (bar) => [bar, ...bar.filters.flatMap((filter) => (filter.kind === "keys" ? [/** @type {Picker} */ (filter)] : []))];

  /**
   * The picker of a filter; none where the filter's control is another.
   * @param {Filter} filter
   * @param {FilterBar} bar
   */
  const pickerOf = (filter, bar) => (filter.kind === "councils" ? bar : filter.kind === "keys" ? /** @type {Picker} */ (filter) : null);

  const plain = (/** @type {string} */ text) => (text || "").trim().toLowerCase();

  /**
   * The key of a name as it was typed: in any case, or by its beginning where that says which.
   * A council goes before its neighbours, whose name begins with the council's. Where no name
   * begins so, the only one that holds the words is meant.
   * @param {string} typed
   * @param {Picker} picker
   */
  function keyOf(typed, picker) {
    const words = plain(typed), names = Object.entries(picker.names);
    if (!words) return "";
    const exact = names.find(([, name]) => plain(name) === words);
    if (exact) return exact[0];
    const matches = names.filter(([, name]) => plain(name).startsWith(words));
    if (!matches.length) {
      const holding = names.filter(([, name]) => plain(name).includes(words));
      return holding.length === 1 ? holding[0][0] : "";
    }
    matches.sort(([, name], [, other]) => name.length - other.length);
    return matches.every(([, name]) => name.startsWith(matches[0][1])) ? matches[0][0] : "";
  }

  /**
   * Why what was typed into the picker's box is not taken; "" where it is.
   * @param {string} typed
   * @param {Picker} picker
   */
  function whyNot(typed, picker) {
    const words = (typed || "").trim();
    if (!words || keyOf(words, picker)) return "";
    const names = Object.values(picker.names).map(plain);
    if (names.some((name) => name.startsWith(plain(words)))) return `Several names begin with “${words}”: type more of it.`;
    if (names.some((name) => name.includes(plain(words)))) return `Several names hold “${words}”: take one of the list.`;
    return `No ${picker.what || "council or region"} is called “${words}”.`;
  }

  /**
   * What a picker's chips choose as an address holds it, "" where it is the usual or nothing.
   * @param {string[]} chosen
   * @param {string} added
   * @param {Picker} picker
   */
  function pickedText(chosen, added, picker) {
    const key = keyOf(added, picker);
    const keys = [...new Set([...(chosen || []), ...(key ? [key] : [])])];
    const usual = keys.length === picker.own.length && picker.own.every((name) => keys.includes(name));
    return keys.length === 0 || usual ? "" : keys.join(",");
  }

  /**
   * The keys that an address chooses: the usual ones where it names none that the portal has.
   * @param {string | undefined} text
   * @param {Picker} picker
   */
  function pickedOf(text, picker) {
    const keys = [...new Set((text || "").split(","))].filter((key) => Object.hasOwn(picker.names, key));
    return keys.length ? keys : picker.own;
  }

  /**
   * @param {string | undefined} text
   * @param {Picker} picker
   */
  function pickerOptions(text, picker) {
    const keys = [...new Set([...picker.own, ...pickedOf(text, picker)])];
    return keys.map((key) => ({ label: picker.names[key], value: key }));
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
    const picker = pickerOf(filter, bar);
    if (picker) return pickedOf(text, picker);
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
   * @param {Record<string, string>} added what was typed just now, by the ids of the pickers' boxes
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
    const boxes = pickers(bar);
    const unfit = (/** @type {string} */ id) => boxes.some((picker) => picker.add === id && !keyOf(added[id], picker));
    /* What the server chose by itself stays out of the address. */
    const given = bar.filters.filter((filter) => filter.narrowedBy.length && values[filter.name] === shown);
    const changed = triggered.filter((id) => !unfit(id) && !given.some((filter) => filter.id === id));
    if (!changed.length) return null;

    /** @param {Filter} filter */
    function text(filter) {
      if (!filter.id) return asked[filter.name];
      /* A name that the portal does not know stays in the address until its picker is used. */
      const picker = pickerOf(filter, bar);
      if (picker) {
        const used = changed.includes(filter.id) || changed.includes(picker.add);
        return used ? pickedText(values[filter.name], added[picker.add] || "", picker) : asked[filter.name];
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
   * Callback: the values of the controls in the order of the filters, the pickers' boxes, "Clear
   * filters", what the server chose (on some pages), the page's store, the address.
   * @param {...any} given
   */
  function write(...given) {
    const [bar, search] = given.slice(-2);
    const { no_update: noUpdate, callback_context: context, set_props: setProps } = clientside();
    const boxes = pickers(bar);
    if (!context.triggered.length) return [noUpdate, ...boxes.map(() => noUpdate)];
    const controls = bar.filters.filter((/** @type {Filter} */ filter) => filter.id);
    const values = Object.fromEntries(controls.map((/** @type {Filter} */ filter, /** @type {number} */ n) => [filter.name, given[n]]));
    const typed = given.slice(controls.length, controls.length + boxes.length);
    const [, shown] = given.slice(controls.length + boxes.length, -2);
    /* A change that comes while another waits is one call with both. */
    const triggered = context.triggered.map((/** @type {{prop_id: string}} */ { prop_id: id }) => id.slice(0, id.lastIndexOf(".")));
    const used = boxes.map((picker, n) => (triggered.includes(picker.add) ? (typed[n] || "").trim() : ""));
    const added = Object.fromEntries(boxes.map((picker, n) => [picker.add, used[n]]));
    boxes.forEach((picker, n) => setProps(`${picker.add}-told`, { children: whyNot(used[n], picker) }));
    const address = next(bar, search, triggered, values, added, shown);
    if (address !== null) written = { search: address, values };
    const emptied = boxes.map((picker, n) => (keyOf(used[n], picker) ? "" : noUpdate));
    return [address === null ? noUpdate : address, ...emptied];
  }

  /**
   * Callback: the address, the page's store, what the controls show, and the pickers' options.
   * Where old and new are equal, say so, or control and address would set each other for ever.
   * A control that a reader changed since the address was written keeps the reader's choice.
   * @param {string} search
   * @param {FilterBar} bar
   * @param {...any} shown
   */
  function show(search, bar, ...shown) {
    const asked = read(search);
    const controls = bar.filters.filter((filter) => filter.id && !filter.narrowedBy.length);
    const others = bar.filters.filter((f) => f.kind === "keys");
    const options = [pickerOptions(asked.councils, bar), ...others.map((f) => pickerOptions(asked[f.name], /** @type {Picker} */ (f)))];
    const fresh = [...controls.map((f) => valueOf(f, asked[f.name], bar)), ...options];
    const former = [...controls.map((f, n) => (f.kind === "several" ? valueOf(f, textOf(f, shown[n]), bar)
      : f.kind === "words" ? shown[n] || "" : shown[n])), ...shown.slice(controls.length)];
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
    for (const picker of pickers(bar)) offered.set(picker.list || list, picker.names);
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
    address: { query, read, keyOf, whyNot, pickedText, pickedOf, textOf, valueOf, next, write, show, offerNames },
  });
})();
