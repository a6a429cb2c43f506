/* A part of a page is filled in anew as a whole whenever a colleague changes something. Whoever is
   in the middle of it must not notice: the focus, open folds and choices stay as they were. */
(function () {
  const { tend } = window.portal_asking;
  const PICKING = 15000;
  const folds = new Map(); /* name of a fold -> whether it is open */
  let last = null, picking = 0;

  const plain = (text) => (text || "").replace(/\d+/g, "").trim().slice(0, 80);

  /* What an element has in common with the one that is drawn in its place. */
  function sign(element) {
    const { id, dataset, tagName } = element;
    const said = plain(element.getAttribute("aria-label") || element.textContent);
    const near = element.parentElement.closest("[id]");
    return [tagName, id, dataset.do, dataset.values, element.getAttribute("href"), near && near.id, said].join("|");
  }

  document.addEventListener("focusin", ({ target }) => {
    last = target.closest(".visit") ? { element: target, sign: sign(target) } : null;
  });
  document.addEventListener("focusout", ({ target }) => {
    picking = 0;
    window.setTimeout(() => {
      if (last && last.element === target && target.isConnected && document.activeElement !== target) last = null;
    });
  });
  new MutationObserver(() => {
    if (!last || document.activeElement !== document.body) return;
    const same = (one) => sign(one) === last.sign;
    const there = last.element.isConnected ? last.element : [...document.querySelectorAll(`.visit ${last.element.tagName}`)].find(same);
    if (there) there.focus({ preventScroll: true });
  }).observe(document.documentElement, { childList: true, subtree: true });

  const name = (fold) => {
    const near = fold.parentElement.closest("[id]");
    return `${near ? near.id : ""}|${plain(fold.firstElementChild.textContent)}`;
  };
  document.addEventListener("toggle", ({ target }) => {
    if (target.matches(".visit details") && target.isConnected) folds.set(name(target), target.open);
  }, true);
  tend(".visit details", [], (fold) => {
    const open = folds.get(name(fold));
    if (open !== undefined && open !== fold.open) fold.open = open;
  });

  /* A list from which somebody is choosing closes when it is drawn anew. */
  document.addEventListener("pointerdown", ({ target }) => { picking = target.closest && target.closest(".visit select") ? Date.now() : 0; });
  document.addEventListener("change", () => { picking = 0; });

  window.portal_keep = { picking: () => Date.now() - picking < PICKING };
})();
