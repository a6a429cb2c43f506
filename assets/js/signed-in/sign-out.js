// @ts-check
/* Signing out leaves nothing on the device that its person wrote. What the portal has not saved yet
   is sent first, where the page can; of the rest they are asked, and stay signed in unless they
   throw it away. A session that ends by itself takes nothing: its words wait for their writer. */
(function () {
  const { make, tell } = window.portal_asking;
  const { local, session } = window.portal_storage;
  const OUT = "portal-signed-out"; /* tells the browser's other tabs */
  const FILES = "portal-adds"; /* visit-adds.js */
  const PATIENCE = 3000, LOOK = 100; /* milliseconds for what is on its way; between looks at it */
  const SHOWN = 120; /* characters of each text */
  const MARKS = ["key", "kind", "heading", "under", "line"]; /* of an addition, which nobody typed */
  let leaving = false;

  /** @param {string} person */
  const kinds = (person) => ["draft", "add"].map((kind) => `portal-${kind}:${encodeURIComponent(person)}:`);
  /** @param {string} person */
  const forms = (person) => session.keys(`portal-form:${encodeURIComponent(person)}:`);

  /** @param {unknown} value @returns {string[]} the texts in it */
  const texts = (value) => typeof value === "string" ? [value] : value && typeof value === "object" ? Object.values(value).flatMap(texts) : [];

  /**
   * List what a person wrote that the portal has not saved, with the page that it belongs to.
   * @param {string} person
   * @returns {{text: string, path: string}[]}
   */
  function unsent(person) {
    const items = kinds(person).flatMap((start) => local.keys(start).map((key) => {
      const { text, values, file } = local.readJson(key) || {};
      const typed = Object.entries(values || {}).filter(([name]) => !MARKS.includes(name)).map(([, value]) => value);
      return { text: text ?? [...texts(typed), file].filter(Boolean).join(" · "), path: `/visits/${key.slice(start.length).split(":")[0]}` };
    }));
    const typed = forms(person).map((key) => ({ text: texts((session.readJson(key) || {}).values).filter(Boolean).join(" · "), path: key.split(":")[2] }));
    return [...items, ...typed.filter(({ text }) => text)];
  }

  /** Leave nothing of a person's on this device, and store nothing more. @param {string} person */
  function forget(person) {
    leaving = true;
    Object.assign(local, { write: () => false });
    Object.assign(session, { write: () => false });
    for (const key of kinds(person).flatMap(local.keys)) local.remove(key);
    for (const key of [...forms(person), "portal-visit"]) session.remove(key);
    const start = kinds(person)[1];
    try {
      const opening = window.indexedDB.open(FILES, 1);
      opening.onupgradeneeded = () => opening.result.createObjectStore(FILES);
      opening.onsuccess = () => opening.result.transaction(FILES, "readwrite").objectStore(FILES).delete(IDBKeyRange.bound(start, `${start}\uffff`));
    } catch { /* a browser that keeps none */ }
  }

  /** @param {HTMLFormElement} form @param {string} person */
  async function leave(form, person) {
    const body = new URLSearchParams(/** @type {any} */ (new FormData(form)));
    const answer = await fetch(form.getAttribute("action") || "", { method: "POST", body }).catch(() => null);
    if (!answer) return tell("No connection: signing out has to wait for it. What you wrote stays on this device until then.", [], true);
    if (!answer.ok) return form.submit(); /* the portal says why */
    forget(person);
    const channel = window.localStorage;
    try {
      channel.setItem(OUT, person);
      channel.removeItem(OUT);
    } catch { /* a browser that stores nothing has told nobody anything */ }
    window.location.assign("/");
  }

  /** @param {HTMLFormElement} form @param {string} person @param {{text: string, path: string}[]} items */
  function consider(form, person, items) {
    const close = () => dialog.close();
    const stay = make("button", { type: "button", className: "act act-primary", textContent: "Stay signed in", onclick: close });
    const rows = items.map(({ text, path }) => make("li", {}, text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text || "(emptied)", " ", make("a", { href: path, textContent: "Open its page" })));
    /** @type {HTMLDialogElement} */
    const dialog = make("dialog", { className: "island-dialog", attrs: { "aria-labelledby": "sign-out-title" } },
      make("h3", { id: "sign-out-title", textContent: "Not all that you wrote is saved" }),
      make("p", { textContent: "This is on this device alone. Open its page to send it, or to decide what stands. Signing out takes it off the device." }),
      make("ul", {}, ...rows),
      make("p", { className: "acts" }, stay, " ",
        make("button", { type: "button", className: "act", textContent: "Throw it away and sign out", onclick: () => { close(); leave(form, person); } })));
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
    stay.focus();
  }

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.dataset.person) return;
    event.preventDefault();
    const person = form.dataset.person;
    window.portal_notes?.send();
    for (let waited = 0; unsent(person).length && window.portal_notes && waited < PATIENCE; waited += LOOK) await new Promise((go) => { window.setTimeout(go, LOOK); });
    const items = unsent(person);
    if (items.length) consider(form, person, items);
    else await leave(form, person);
  });

  /* Another tab signed out: this one shows nothing more, and asks nothing. */
  window.addEventListener("storage", ({ key, newValue }) => {
    if (key !== OUT || !newValue) return;
    forget(newValue);
    window.location.reload();
  });
  window.addEventListener("beforeunload", (event) => { if (leaving) event.stopImmediatePropagation(); }, true);
})();
