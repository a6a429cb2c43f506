// @ts-check
/* What partners alone see, above the results of public pages: figures and draft plans shared among
   them, and the actions that councils agreed after peer reviews. The pages themselves are everybody's and hold no
   place for it: the section is made here, where the portal answers with something for whoever is
   signed in. */
(function () {
  const { who, ask, make } = window.portal_asking;
  /**
   * @typedef {{page: RegExp, results: string, from: string, label: string, sees: (me: Me) => boolean}} Beside
   * pages, the results before which the section stands, where it comes from, and who may see it
   */
  /** @param {Me} me */
  const partner = (me) => me.roles.includes("partner");
  /** @param {Me} me */
  const figures = (me) => me.returns;
  const FIGURES = { from: "/shared/beside.json", label: "Shared before they are public", sees: figures };
  const PLANS = { from: "/shared/plans.json", label: "Draft plans", sees: figures };
  const AGREED = { from: "/partnership/agreed.json", label: "Agreed after peer reviews", sees: partner };
  const COUNCIL = { page: /^\/councils\/[^/]+$/, results: "council-results" };
  const OVERVIEW = { page: /^\/$/, results: "overview-results" };
  const COMPARED = { page: /^\/plans$/, results: "compare-results" };
  /** @type {Beside[]} */
  const BESIDE = [
    { ...OVERVIEW, ...FIGURES },
    { ...OVERVIEW, ...PLANS },
    { page: /^\/indicators$/, results: "indicators-results", ...FIGURES },
    { page: /^\/benchmarks$/, results: "benchmarks-results", ...FIGURES },
    { page: /^\/summary$/, results: "summary-results", ...FIGURES },
    { page: /^\/league$/, results: "league-results", ...FIGURES },
    { page: /^\/progress$/, results: "progress-results", ...PLANS },
    { ...COMPARED, ...PLANS },
    { ...COUNCIL, ...FIGURES },
    { ...COUNCIL, ...PLANS },
    { ...COMPARED, ...AGREED },
    { ...COUNCIL, ...AGREED },
  ];
  /** What stands beside the page that is shown: a section each. @type {{beside: Beside, section: HTMLElement}[]} */
  let sections = [];
  let shown = "";

  /** @param {{beside: Beside, section: HTMLElement}} placed @param {string} page */
  async function show({ beside, section }, page) {
    const { status, payload } = await ask(`${beside.from}?page=${encodeURIComponent(page)}`);
    if (shown !== page) return;
    /* Written by a template of the portal, which escaped all text. */
    section.innerHTML = status === 200 ? payload.html : "";
    section.setAttribute("aria-label", beside.label);
    place();
  }

  /** Put the sections before the results that are on the page now; Dash draws them anew. */
  function place() {
    let below = /** @type {Element | null} */ (null);
    for (const { beside, section } of [...sections].reverse()) {
      const results = document.getElementById(beside.results);
      if (!results || results.closest("#first") || !section.innerHTML) {
        section.remove();
        continue;
      }
      below ??= results;
      section.classList.toggle("wrap", results.classList.contains("wrap"));
      if (below.previousElementSibling !== section) below.before(section);
      below = section;
    }
  }

  /** Follow the address, which filters and links change without loading a page. @param {Me} me */
  function look(me) {
    const { pathname, search } = window.location;
    if (shown === pathname + search) return place();
    shown = pathname + search;
    for (const { section } of sections) section.remove();
    const here = BESIDE.filter((each) => each.page.test(pathname) && each.sees(me));
    sections = here.map((beside) => ({ beside, section: make("section", { className: "shared-beside" }) }));
    for (const placed of sections) show(placed, shown);
  }

  who().then((me) => {
    if (!BESIDE.some((each) => each.sees(me))) return;
    look(me);
    window.setInterval(() => look(me), 500);
  });
})();
