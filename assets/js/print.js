// @ts-check
/* On paper nothing can be opened: folds open where their content is in the page already. A fold
   whose content is fetched when it is opened says that it is left out, if it counts what it holds.
   What explains each row of the benchmarks stays folded: it would make four pages sixteen. */
(function () {
  /** @type {Set<HTMLDetailsElement>} */
  const opened = new Set();

  window.addEventListener("beforeprint", () => {
    /** @type {NodeListOf<HTMLDetailsElement>} */
    const folds = document.querySelectorAll("main details:not([open], .rug details)");
    for (const fold of folds) {
      const fetched = fold.querySelector(":scope > .details");
      const there = !fetched || fetched.textContent !== "Loading …";
      const counts = /^\d/.test(fold.firstElementChild?.textContent || "");
      fold.dataset.print = there ? "open" : counts ? "counted" : "nothing";
      if (there) {
        opened.add(fold);
        fold.open = true;
      }
    }
  });
  window.addEventListener("afterprint", () => {
    for (const fold of opened) fold.open = false;
    opened.clear();
    for (const fold of document.querySelectorAll("[data-print]")) fold.removeAttribute("data-print");
  });
})();
