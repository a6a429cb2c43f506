// @ts-check
/* A part of a page is filled in anew as a whole whenever a colleague changes something. Whoever is
   in the middle of it must not notice: the focus, open folds and choices stay as they were. Forms
   keep what is typed until it is sent, also while the page is loaded anew. */
(function () {
  const { who, tend } = window.portal_asking;
  const { session } = window.portal_storage;
  const PICKING = 15000;
  /** @type {Map<string, boolean>} name of a fold -> whether it is open */
  const folds = new Map();
  /** @type {{element: HTMLElement, sign: string} | null} what had the focus last */
  let last = null;
  let picking = 0;

  /** @param {string | null | undefined} text */
  const plain = (text) => (text || "").replace(/\d+/g, "").trim().slice(0, 80);
  /** @param {Element} element */
  const around = (element) => element.parentElement?.closest("[id]")?.id || "";

  /** Name what an element has in common with the one that is drawn in its place. @param {HTMLElement} element */
  function sign(element) {
    const { id, dataset, tagName } = element;
    const words = plain(element.getAttribute("aria-label") || element.textContent);
    return [tagName, id, dataset.do, dataset.values, element.getAttribute("href"), around(element), words].join("|");
  }

  document.addEventListener("focusin", ({ target }) => {
    last = target instanceof HTMLElement && target.closest(".visit") ? { element: target, sign: sign(target) } : null;
  });
  document.addEventListener("focusout", ({ target }) => {
    picking = 0;
    window.setTimeout(() => {
      if (last && last.element === target && last.element.isConnected && document.activeElement !== target) last = null;
    });
  });
  new MutationObserver(() => {
    if (!last || document.activeElement !== document.body) return;
    const former = last;
    /** @type {NodeListOf<HTMLElement>} */
    const drawn = document.querySelectorAll(`.visit ${former.element.tagName}`);
    const again = former.element.isConnected ? former.element : [...drawn].find((element) => sign(element) === former.sign);
    if (again) again.focus({ preventScroll: true });
  }).observe(document.documentElement, { childList: true, subtree: true });

  /** @param {HTMLDetailsElement} fold */
  const name = (fold) => `${around(fold)}|${plain(fold.firstElementChild?.textContent)}`;
  document.addEventListener("toggle", ({ target }) => {
    if (target instanceof HTMLDetailsElement && target.matches(".visit details") && target.isConnected) folds.set(name(target), target.open);
  }, true);
  tend(".visit details", [], (fold) => {
    if (!(fold instanceof HTMLDetailsElement)) return;
    const open = folds.get(name(fold));
    if (open !== undefined && open !== fold.open) fold.open = open;
  });

  /* A list from which somebody is choosing closes when it is drawn anew. */
  document.addEventListener("pointerdown", ({ target }) => { picking = target instanceof Element && target.closest(".visit select") ? Date.now() : 0; });
  document.addEventListener("change", () => { picking = 0; });

  /** @type {PortalKeep["unsent"]} */
  function unsent(open, prefix, put) {
    const written = open.fields.filter(({ type }) => !["file", "checks"].includes(type));
    const path = window.location.pathname;
    let key = "";
    who().then((me) => {
      if (!me.name || prefix.startsWith("form-settle")) return;
      key = `portal-form:${encodeURIComponent(me.name)}:${path}:${prefix}`;
      const { values, last: sent } = session.readJson(key) || {};
      if (open.typed || !values || typeof values !== "object") return;
      for (const field of written) if (typeof values[field.name] === "string") put(field, values[field.name]);
      if (sent && typeof sent.values === "string" && typeof sent.key === "string") open.last = sent;
      open.typed = true;
    });
    return {
      keep: () => {
        const data = new FormData(open.form);
        const values = Object.fromEntries(written.map((field) => [field.name, data.get(field.name)]));
        /* With the key under which it was sent: its answer may be lost, and the page be loaded anew. */
        if (key) session.write(key, JSON.stringify({ values, last: open.last }));
      },
      remove: () => { if (key) session.remove(key); },
    };
  }

  window.portal_keep = { picking: () => Date.now() - picking < PICKING, unsent };
})();
