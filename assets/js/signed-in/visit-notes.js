// @ts-check
/* The texts of a visit on the page: a field for each, how it stands, its history, and the choice
   where two people wrote at once. What is typed and not yet saved is kept by drafts.js. */
(function () {
  const { who, refresh, ask, make, tend, tell } = window.portal_asking;
  const AGAIN = 4000;
  /** @type {Map<string, HTMLElement>} name of the text -> the element that shows it now */
  const places = new Map();
  /** @type {Map<string, HTMLElement>} name of the text -> its label, field and state, wherever they are */
  const insides = new Map();

  const visit = () => (window.location.pathname.match(/^\/visits\/([^/]+)$/) || [])[1] || "";
  /** @param {string} [at] */
  const time = (at) => at ? new Date(at).toLocaleString("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" }) : "";

  const drafts = window.portal_drafts.create({
    ask,
    visit,
    storage: window.portal_storage.local,
    online: () => window.navigator.onLine !== false,
    tab: `${Date.now().toString(36)}${Math.random().toString(36).slice(2)}`,
    view: {
      standing: notices,
      saving: (name) => state(name, "Saving …"),
      saved: (name, version, changed) => {
        const place = places.get(name);
        if (place) {
          shows(place, version);
          const draft = drafts.get(name);
          state(name, draft ? "Typing …" : standing(place), draft ? "" : "saved");
        }
        if (window.portal_visit) window.portal_visit.changed(changed, true);
      },
      waiting: (name, stored) => state(name, stored ? "Not saved yet; kept on this device" : "Not saved yet; leave this page open", "waiting"),
      refused: (name, error) => state(name, error, "wrong"),
      conflict,
      reconnected: () => tell("The connection is back."),
    },
  });

  /* How it stands -------------------------------------------------------------------------- */

  /** @param {string} name @param {string} text @param {string} [kind] */
  function state(name, text, kind) {
    const line = places.get(name)?.querySelector(".note-state");
    if (!line) return;
    if (line.firstChild) line.firstChild.textContent = text;
    line.className = `note-state ${kind || ""}`;
  }
  /** @param {HTMLElement} place */
  function standing(place) {
    const { by, at } = place.dataset;
    return by ? `Saved · ${by}, ${time(at)}` : "";
  }
  /** @param {HTMLElement} place @returns {Shown} */
  const shown = (place) => ({ text: place.dataset.text || "", version: Number(place.dataset.version) });
  /** Note at a place which version stands. @param {HTMLElement} place @param {Version} version */
  const shows = (place, { text, version, by, at }) => {
    Object.assign(place.dataset, { text, version: String(version), by, at });
  };

  /**
   * Show what concerns the whole visit above the lines, a paragraph of each kind.
   * @param {string} kind @param {...(Node | string)} content
   */
  function above(kind, ...content) {
    const place = document.getElementById("visit-state");
    if (!place) return;
    const shownNow = place.querySelector(`.${kind}`);
    if (!content.length) { if (shownNow) shownNow.remove(); return; }
    const notice = make("p", { className: `notice ${kind}` }, ...content);
    if (!shownNow) place.prepend(notice);
    else if (shownNow.textContent !== notice.textContent) shownNow.replaceWith(notice);
  }
  function notices() {
    const { count, offline, signedOut, unstored } = drafts.standing();
    const texts = count === 0 ? "What you write is" : count === 1 ? "One text is" : `${count} texts are`;
    const where = unstored ? "on this page alone, since this browser cannot keep it: leave the page open. It is" : "kept on this device, to be";
    above("visit-offline", ...(offline ? [`No connection. Go on writing. ${texts} ${where} saved as soon as the connection is back.`] : []));
    const href = `/sign-in?next=${encodeURIComponent(window.location.pathname)}`;
    const place = unstored ? "What you typed is on this page alone: leave it open, and sign in again in another tab. " : "What you typed is kept on this device. ";
    above("visit-out", ...(signedOut ? [`You are not signed in any more. ${place}`, make("a", { href, textContent: "Sign in again" }), "."] : []));
  }

  /** @param {string} name @param {string} text */
  function typed(name, text) {
    const place = places.get(name);
    if (!place) return;
    mirror(input(place));
    const draft = drafts.type(name, text, shown(place));
    if (!draft) return state(name, standing(place), "saved");
    if (!draft.conflict) return state(name, "Typing …");
    const mine = place.querySelector(".note-mine");
    if (mine) mine.textContent = says(place, text);
  }

  /* Two people on one text ------------------------------------------------------------------ */

  /** Say a value in words: the choice's where it is one. @param {HTMLElement} place @param {string} value */
  function says(place, value) {
    const choices = place.dataset.choices ? new Map(JSON.parse(place.dataset.choices)) : new Map();
    return choices.get(value) || value || "(nothing)";
  }
  /** @param {string} name */
  function conflict(name) {
    const place = places.get(name), draft = drafts.get(name), theirs = draft && draft.conflict;
    if (!place || !theirs) return;
    const { text, by, at } = theirs;
    state(name, "Not saved: somebody else changed this text", "wrong");
    /** @param {string} chosen */
    const settle = (chosen) => {
      const current = places.get(name) || place;
      current.querySelector(".note-conflict")?.remove();
      shows(current, theirs);
      const control = input(current);
      control.value = chosen;
      mirror(control);
      if (drafts.resolve(name, chosen, theirs)) state(name, "Typing …");
      else state(name, standing(current), "saved");
      control.focus();
    };
    /** @param {string} textContent @param {() => string} chosen */
    const button = (textContent, chosen) => make("button", { type: "button", className: "act act-primary", textContent, onclick: () => settle(chosen()) });
    place.querySelector(".note-conflict")?.remove();
    const isChoice = Boolean(place.dataset.choices);
    /* The sentence alone is announced: one's own words below change with every key. */
    place.firstElementChild?.append(make("div", { className: "note-conflict notice" },
      make("p", { attrs: { role: "alert" } }, make("strong", { textContent: `${by || "Somebody"} changed this while you were writing. Nothing is lost: choose what stands.` })),
      make("div", { className: "note-versions" },
        make("section", {}, make("h4", { textContent: `What ${by || "they"} wrote, ${time(at)}` }), make("pre", { textContent: says(place, text) })),
        make("section", {}, make("h4", { textContent: "What you wrote" }), make("pre", { className: "note-mine", textContent: says(place, draft.text) }))),
      make("p", { className: "acts" },
        button("Keep mine", () => draft.text),
        button(`Take ${by ? by + "’s" : "theirs"}`, () => text),
        isChoice ? null : button("Keep both", () => `${text}\n\n${draft.text}`))));
  }

  /* History and undo ------------------------------------------------------------------------ */

  /** @param {string} name */
  async function history(name) {
    const place = places.get(name);
    if (!place) return;
    const [entry, field] = name.split("/");
    const { status, payload } = await ask(`/visits/${visit()}/history/${entry}/${field}.json`);
    if (status !== 200) return tell(payload.error);
    /** @type {Version[]} */
    const versions = payload.versions;
    const rows = versions.map((version, number) => make("li", {},
      make("p", { className: "source", textContent: `${version.by}, ${time(version.at)}${number === 0 ? " · stands now" : ""}` }),
      make("pre", { textContent: says(place, version.text) }),
      number === 0 ? null : make("button", { type: "button", className: "act", textContent: "Put this back", onclick: () => {
        dialog.close();
        input(place).value = version.text;
        typed(name, version.text);
      } })));
    const title = `History: ${place.dataset.label}`;
    /** @type {HTMLDialogElement} */
    const dialog = make("dialog", { className: "island-dialog", attrs: { "aria-label": title } },
      make("h3", { textContent: title }),
      rows.length ? make("ol", { className: "plain versions" }, ...rows) : make("p", { textContent: "Nothing was written here yet." }),
      make("button", { type: "button", className: "act act-primary", textContent: "Close", onclick: () => dialog.close() }));
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  }

  /* Showing --------------------------------------------------------------------------------- */

  /** @param {HTMLElement} place */
  const input = (place) => /** @type {HTMLTextAreaElement | HTMLSelectElement | HTMLInputElement} */ (place.querySelector("textarea, select, input"));
  /**
   * Put a field's words beside it for print, where fields are cut (assets/css/60-visits.css).
   * @param {HTMLTextAreaElement | HTMLSelectElement | HTMLInputElement} control
   */
  const mirror = (control) => {
    const chosen = control instanceof HTMLSelectElement ? control.selectedOptions[0] : null;
    if (control.parentElement) control.parentElement.dataset.printed = (chosen ? chosen.textContent : control.value) || "Nothing written yet";
  };
  /** @param {HTMLElement} area */
  const grow = (area) => {
    if (!(area instanceof HTMLTextAreaElement)) return;
    area.style.height = "auto";
    if (area.scrollHeight) area.style.height = `${area.scrollHeight + 2}px`;
  };
  /* What stands in a fold, or in another part of the visit, has no height before that is opened. */
  window.addEventListener("hashchange", () => window.requestAnimationFrame(() => {
    for (const area of document.querySelectorAll(".visit textarea")) if (area instanceof HTMLElement) grow(area);
  }));
  document.addEventListener("toggle", ({ target }) => {
    if (target instanceof HTMLDetailsElement && target.open) target.querySelectorAll("textarea").forEach(grow);
  }, true);

  /** Build a text's field, once. @param {HTMLElement} place @param {string} name */
  function build(place, name) {
    const built = insides.get(name);
    if (built) return built;
    const id = `note-${name.replace("/", "-")}`;
    const { label, rows, choices, type } = place.dataset;
    /** @type {[string, string][]} */
    const options = choices ? JSON.parse(choices) : [];
    const control = choices
      ? make("select", { id, className: "form-select" }, ...options.map(([value, textContent]) => make("option", { value, textContent })))
      : type
        ? make("input", { id, type, className: "form-control" })
        : make("textarea", { id, rows: Number(rows), className: "form-control" });
    control.addEventListener("input", () => { grow(control); typed(name, control.value); });
    const more = make("button", { type: "button", className: "note-history", textContent: "History", attrs: { "aria-label": `History of ${label}` }, onclick: () => history(name) });
    const inside = make("div", { className: "note-inside" }, make("label", { htmlFor: id, textContent: label || "" }), control,
      make("p", { className: "note-state" }, document.createTextNode(""), make("span", { textContent: " " }), more));
    insides.set(name, inside);
    return inside;
  }

  /** Show a text where it is drawn now. @param {HTMLElement} place */
  function fill(place) {
    const name = place.dataset.note || "";
    /* The field moves to where its text is drawn now, with whatever is being typed into it. */
    const inside = build(place, name);
    if (inside.parentElement !== place) place.replaceChildren(inside);
    places.set(name, place);
    const draft = drafts.adopt(name, shown(place));
    const control = input(place), text = draft ? draft.text : shown(place).text;
    if (control.value !== text) control.value = text;
    mirror(control);
    window.requestAnimationFrame(() => grow(control));
    const box = place.querySelector(".note-conflict");
    if (draft && draft.conflict) { if (!box) conflict(name); }
    else {
      if (box) box.remove();
      if (!draft) state(name, standing(place), "saved");
    }
  }

  /** Show the texts whose line or question was removed meanwhile, to be copied or let go. */
  function orphans() {
    const place = document.getElementById("visit-state");
    if (!place || !document.querySelector("[id^='heading-']")) return;
    const drawn = new Set([...document.querySelectorAll("[data-note]")].map((note) => note.getAttribute("data-note")));
    const items = drafts.abandoned((name) => drawn.has(name));
    const ids = items.map((item) => `orphan-${item.key}`);
    for (const box of place.querySelectorAll("[id^='orphan-']")) if (!ids.includes(box.id)) box.remove();
    items.forEach((item, number) => {
      if (document.getElementById(ids[number])) return;
      const box = make("div", { className: "notice", id: ids[number] },
        make("p", { textContent: "You wrote this for a line or question that a colleague has removed meanwhile:" }),
        make("pre", { textContent: item.text }),
        make("button", { type: "button", className: "act", textContent: "I have copied it, let it go", onclick: () => {
          drafts.discard(item);
          box.remove();
        } }));
      place.append(box);
    });
  }

  /** Learn whose drafts these are; without an answer, again: drafts are stored by the person's name. */
  async function identify() {
    let me = await who();
    if (!me.name) me = await refresh();
    if (!me.name) return void window.setTimeout(identify, AGAIN);
    drafts.identify(me.name);
    document.querySelectorAll("[data-note]").forEach((place) => { if (place instanceof HTMLElement) fill(place); });
  }

  const { unsaved, reached } = drafts;
  tend("[data-note]", ["data-note", "data-text", "data-version"], fill);
  identify();
  const again = () => {
    drafts.retry();
    reached();
  };
  window.portal_notes = { unsaved, orphans, reached, send: again };
  window.addEventListener("online", again);
  window.addEventListener("focus", () => { if (drafts.standing().signedOut) again(); }); /* signed in again in another tab */
  window.addEventListener("offline", () => drafts.connection(true));
  window.addEventListener("beforeunload", (event) => { if (drafts.atRisk()) event.preventDefault(); });
})();
