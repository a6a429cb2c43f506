// @ts-check
/* Figures shared among partners, above the results of the indicators' and the benchmarks' page.
   The page itself is everybody's and holds no place for them: the section is made here, where the
   portal answers with something for whoever is signed in. */
(function () {
  const { who, ask, make } = window.portal_asking;
  /** @type {Record<string, string>} the results of each page, before which the section stands */
  const RESULTS = { "/indicators": "indicators-results", "/benchmarks": "benchmarks-results" };
  const section = make("section", { className: "shared-beside", attrs: { "aria-label": "Shared before they are public" } });
  let shown = "";

  /** @param {string} page */
  async function show(page) {
    shown = page;
    const { status, payload } = await ask(`/shared/beside.json?page=${encodeURIComponent(page)}`);
    if (shown !== page) return;
    /* Written by a template of the portal, which escaped all text. */
    section.innerHTML = status === 200 ? payload.html : "";
    place();
  }

  /** Put the section before the results that are on the page now; Dash draws them anew. */
  function place() {
    const results = document.getElementById(RESULTS[window.location.pathname] || "");
    if (!results || results.closest("#first") || !section.innerHTML) return section.remove();
    section.classList.toggle("wrap", results.classList.contains("wrap"));
    if (results.previousElementSibling !== section) results.before(section);
  }

  /** Follow the address, which filters and links change without loading a page. */
  function look() {
    const { pathname, search } = window.location;
    if (!(pathname in RESULTS)) {
      shown = "";
      return section.remove();
    }
    if (shown !== pathname + search) show(pathname + search);
    else place();
  }

  who().then((me) => {
    if (!me.returns) return;
    look();
    window.setInterval(look, 500);
  });
})();
