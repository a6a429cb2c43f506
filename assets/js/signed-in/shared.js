// @ts-check
/* What partners alone see, above the results of public pages: figures shared among them, and the
   actions that councils agreed after peer reviews. The pages themselves are everybody's and hold no
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
  const AGREED = { from: "/partnership/agreed.json", label: "Agreed after peer reviews", sees: partner };
  /** @type {Beside[]} */
  const BESIDE = [
    { page: /^\/indicators$/, results: "indicators-results", ...FIGURES },
    { page: /^\/benchmarks$/, results: "benchmarks-results", ...FIGURES },
    { page: /^\/plans$/, results: "compare-results", ...AGREED },
    { page: /^\/councils\/[^/]+$/, results: "council-results", ...AGREED },
  ];
  const section = make("section", { className: "shared-beside" });
  let shown = "";

  /** @param {Beside} beside @param {string} page */
  async function show(beside, page) {
    shown = page;
    const { status, payload } = await ask(`${beside.from}?page=${encodeURIComponent(page)}`);
    if (shown !== page) return;
    /* Written by a template of the portal, which escaped all text. */
    section.innerHTML = status === 200 ? payload.html : "";
    section.setAttribute("aria-label", beside.label);
    place(beside);
  }

  /** Put the section before the results that are on the page now; Dash draws them anew. @param {Beside} beside */
  function place(beside) {
    const results = document.getElementById(beside.results);
    if (!results || results.closest("#first") || !section.innerHTML) return section.remove();
    section.classList.toggle("wrap", results.classList.contains("wrap"));
    if (results.previousElementSibling !== section) results.before(section);
  }

  /** Follow the address, which filters and links change without loading a page. @param {Me} me */
  function look(me) {
    const { pathname, search } = window.location;
    const beside = BESIDE.find((each) => each.page.test(pathname) && each.sees(me));
    if (!beside) {
      shown = "";
      return section.remove();
    }
    if (shown !== pathname + search) show(beside, pathname + search);
    else place(beside);
  }

  who().then((me) => {
    if (!BESIDE.some((each) => each.sees(me))) return;
    look(me);
    window.setInterval(() => look(me), 500);
  });
})();
