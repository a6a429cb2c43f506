/* The benchmarks: the controls write the address; the address sets the controls on Back. */
(function () {
  const own = (value) => (value === "all" ? "" : value || "");
  let goTo = null;

  function writeAddress(councils, theme, area, words, sort, only, added, _more, _clear, known, search) {
    const { query, read, pickedKey, pickedTold, pickedValue } = window.dash_clientside.page;
    const noUpdate = window.dash_clientside.no_update;
    const context = window.dash_clientside.callback_context;
    const by = context.triggered_id || {};
    const asked = read(search);
    if (!context.triggered.length) return [noUpdate, noUpdate];
    if (by === "benchmarks-clear") return [search ? "" : noUpdate, noUpdate];
    /* What is half typed stays; a name that is known is taken into the address. */
    const fresh = by === "benchmarks-council-add" ? (added || "").trim() : "";
    const taken = pickedKey(fresh, known) !== "";
    pickedTold("benchmarks-council-add", fresh, known);
    if (by === "benchmarks-council-add" && !taken) return [noUpdate, noUpdate];
    if (by.type && !context.triggered.some((one) => one.value)) return [noUpdate, noUpdate];
    /* A name that the portal does not know stays in the address until councils are chosen. */
    const picked = taken || by === "benchmarks-councils";
    const next = query([
      ["councils", picked ? pickedValue(councils, fresh, known) : asked.councils],
      ["theme", own(theme)],
      ["area", own(area)],
      ["words", (words || "").trim()],
      ["sort", sort === "distance" ? "" : sort],
      ["only", own(only)],
      ["more", by.type ? String(Number(asked.more || 0) + 1) : ""],
    ]);
    if (by.type) {
      goTo = () => window.document.querySelectorAll(".rug tbody th.rug-measure > a")[by.shown];
      return [next, noUpdate];
    }
    /* How many rows are shown stays until a filter changes. */
    const names = ["councils", "theme", "area", "words", "sort", "only"];
    const filters = (values) => JSON.stringify(names.map((name) => values[name] || ""));
    const same = filters(read(next)) === filters(asked);
    return [same ? noUpdate : next, taken ? "" : noUpdate];
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

  /* A link is followed as Dash's own links are: without loading the page anew. */
  function follow(event) {
    if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    window.history.pushState({}, "", event.currentTarget.getAttribute("href"));
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
    window.scrollTo(0, 0);
  }

  /* An element from its description; text is never read as HTML. */
  function made(part) {
    if (part === null || part === undefined) return "";
    if (typeof part !== "object") return String(part);
    const { children, className, style, ...rest } = part.props;
    const node = window.document.createElement(part.type === "Link" ? "a" : part.type);
    if (className) node.className = className;
    Object.assign(node.style, style);
    Object.entries(rest).forEach(([name, value]) => node.setAttribute(name, value));
    if (part.type === "Link") node.addEventListener("click", follow);
    node.append(...[children].flat().map(made));
    return node;
  }

  /* The table, made anew; after "Show more" a reader goes on at the first row that is new. */
  function build(data, id) {
    const place = window.document.getElementById(id);
    if (!data || !place) return window.dash_clientside.no_update;
    place.replaceChildren(made(data.table));
    const next = goTo && goTo();
    goTo = null;
    if (next) next.focus();
    return data.told;
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    benchmarks: { writeAddress, readAddress, build },
  });
})();
