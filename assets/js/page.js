/* What every page's controls need: addresses, copying a link, folding filters. */
(function () {
  const noUpdate = () => window.dash_clientside.no_update;

  /* A query string from pairs of name and value; empty values are left out. */
  function query(pairs) {
    const parts = pairs
      .filter(([, value]) => value !== "" && value !== null && value !== undefined)
      .map(([name, value]) => name + "=" + encodeURIComponent(value).replace(/%2C/g, ",").replace(/%20/g, "+"));
    return parts.length ? "?" + parts.join("&") : "";
  }

  /* Names and values of a query string. */
  function read(search) {
    return Object.fromEntries(new URLSearchParams(search || ""));
  }

  /* The chosen councils as a value, "" where all or none are chosen. */
  function councilsValue(chosen, options) {
    const keys = (options || []).map((option) => option.value);
    const kept = keys.filter((key) => (chosen || []).includes(key));
    return kept.length === 0 || kept.length === keys.length ? "" : kept.join(",");
  }

  /* The councils that a query string chooses: all where it names none that is known. */
  function councilsOf(text, options) {
    const keys = (options || []).map((option) => option.value);
    const kept = keys.filter((key) => (text || "").split(",").includes(key));
    return kept.length ? kept : keys;
  }

  /* Where any council, region or neighbourhood can be picked, names come from the page's store. */
  const plain = (text) => (text || "").trim().toLowerCase();

  /* The key of a name as it was typed: in any case, or by its beginning where that says which.
     A council goes before its neighbours, whose name begins with the council's. */
  function pickedKey(typed, known) {
    const words = plain(typed), names = Object.entries(known.names);
    if (!words) return "";
    const exact = names.find(([, name]) => plain(name) === words);
    if (exact) return exact[0];
    const found = names.filter(([, name]) => plain(name).startsWith(words));
    found.sort(([, one], [, other]) => one.length - other.length);
    return found.length && found.every(([, name]) => name.startsWith(found[0][1])) ? found[0][0] : "";
  }

  /* Says beside the box why what was typed there is not taken. */
  function pickedTold(box, typed, known) {
    const words = (typed || "").trim();
    const several = Object.values(known.names).some((name) => plain(name).startsWith(plain(words)));
    const told = !words || pickedKey(words, known) ? ""
      : several ? `Several names begin with “${words}”: type more of it.`
      : `No council or region is called “${words}”.`;
    window.dash_clientside.set_props(`${box}-told`, { children: told });
  }

  function pickedValue(chosen, added, known) {
    const key = pickedKey(added, known);
    const keys = [...new Set([...(chosen || []), ...(key ? [key] : [])])];
    const usual = keys.length === known.own.length && known.own.every((one) => keys.includes(one));
    return keys.length === 0 || usual ? "" : keys.join(",");
  }

  function pickedOf(text, known) {
    const kept = (text || "").split(",").filter((key) => key in known.names);
    return kept.length ? kept : known.own;
  }

  function pickedOptions(text, known) {
    const keys = [...new Set([...known.own, ...pickedOf(text, known)])];
    return keys.map((key) => ({ label: known.names[key], value: key }));
  }

  /* A name taken from the list counts at once; one that is typed counts with Enter. */
  document.addEventListener("input", (event) => {
    const fromList = !event.inputType || event.inputType === "insertReplacementText";
    if (fromList && event.target.classList && event.target.classList.contains("picker-box")) event.target.blur();
  });

  /* The names that a picker offers are put into its list when the box is first used. */
  const offered = new Map();
  function offerNames(known, list) {
    offered.set(list, known.names);
    return noUpdate();
  }
  document.addEventListener("focusin", (event) => {
    const list = event.target.list;
    if (!list || !offered.has(list.id) || list.childElementCount) return;
    const names = Object.values(offered.get(list.id));
    list.append(...names.map((name) => Object.assign(document.createElement("option"), { value: name })));
  });

  function toggleFilters(clicks) {
    const open = clicks % 2 === 1;
    return [open ? "filters filters-open" : "filters", open ? "true" : "false"];
  }

  function copyLink(clicks) {
    if (!clicks) return noUpdate();
    const refused = "Copy it from the address bar";
    if (!navigator.clipboard) return refused;
    return navigator.clipboard.writeText(window.location.href).then(() => "Link copied", () => refused);
  }

  function goToPlace(children) {
    const place = children && window.location.hash && document.getElementById(window.location.hash.slice(1));
    if (place && place.matches("details")) place.open = true;
    if (place) place.scrollIntoView();
    return noUpdate();
  }

  /* A link from a pack states what it showed; without such a stamp nothing is asked. */
  function readStamp(path, search) {
    return new URLSearchParams(search || "").has("seen") ? { path, search } : noUpdate();
  }
  /* Another filter is another view, of which the stamp says nothing; Dash tells nobody of it. */
  const push = window.history.pushState.bind(window.history);
  window.history.pushState = (...address) => {
    push(...address);
    window.dispatchEvent(new CustomEvent("portal:address"));
    const shown = document.getElementById("app-since");
    const stamped = new URLSearchParams(window.location.search).has("seen");
    if (!stamped && shown && shown.hasChildNodes()) window.dash_clientside.set_props("app-since", { children: null });
  };

  /* Where old and new are equal, say so, or control and address would set each other for ever. */
  function changed(fresh, old) {
    return JSON.stringify(fresh) === JSON.stringify(old) ? noUpdate() : fresh;
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    page: { query, read, councilsValue, councilsOf, pickedKey, pickedTold, pickedValue, pickedOf, pickedOptions, toggleFilters, copyLink, goToPlace, readStamp, changed, offerNames },
  });
})();
