/* The texts of a visit: saved while they are typed, kept here while there is no connection.
   What is typed and not yet saved is a draft, under the person, the visit and the text, so that
   neither a lost connection, a closed tab nor another person's change can lose it. */
(function () {
  const { who, ask, make, tend, tell } = window.portal_asking;
  const WAIT = 700, AGAIN = 4000;
  const drafts = new Map(); /* name of the text -> {visit, text, base, sent (texts without an answer), saving, timer, conflict} */
  const places = new Map(); /* name of the text -> the element that shows it now */
  const insides = new Map(); /* name of the text -> its label, field and state, wherever they are */
  let person = "", offline = false, out = false;

  const visit = () => (window.location.pathname.match(/^\/visits\/([^/]+)$/) || [])[1];
  const slot = (name, of = visit()) => `portal-draft:${person}:${of}:${name}`;
  const time = (at) => at ? new Date(at).toLocaleString("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" }) : "";

  function keep(name, draft) {
    try {
      window.localStorage.setItem(slot(name, draft.visit), JSON.stringify({ text: draft.text, base: draft.base, sent: draft.sent }));
    } catch (error) { /* a full or forbidden store: the draft lives in this tab alone */ }
    recount();
  }
  function forget(name) {
    const { visit: of } = drafts.get(name) || {};
    drafts.delete(name);
    try { window.localStorage.removeItem(slot(name, of)); } catch (error) { /* as above */ }
    recount();
  }

  /* Saying how it stands ------------------------------------------------------------------- */

  function state(name, text, kind) {
    const place = places.get(name);
    if (!place) return;
    const line = place.querySelector(".note-state");
    line.firstChild.textContent = text;
    line.className = `note-state ${kind || ""}`;
  }
  function standing(place) {
    const { by, at } = place.dataset;
    return by ? `Saved · ${by}, ${time(at)}` : "";
  }
  /* What concerns the whole visit stands above the lines, a paragraph of each kind. */
  function above(kind, ...content) {
    const place = document.getElementById("visit-state");
    if (!place) return;
    const there = place.querySelector(`.${kind}`);
    if (!content.length) { if (there) there.remove(); return; }
    const told = make("p", { className: `notice ${kind}` }, ...content);
    if (!there) place.prepend(told);
    else if (there.textContent !== told.textContent) there.replaceWith(told);
  }
  function recount() {
    const kept = { 0: "What you write is", 1: "One text is" }[drafts.size] || `${drafts.size} texts are`;
    above("visit-offline", ...(offline ? [`No connection. Go on writing. ${kept} kept on this device, to be saved as soon as the connection is back.`] : []));
  }
  function connection(lost) {
    if (offline && !lost) tell("The connection is back.");
    offline = lost;
    recount();
  }

  /* Saving --------------------------------------------------------------------------------- */

  async function save(name) {
    const draft = drafts.get(name);
    if (!draft || draft.saving || draft.conflict) return;
    draft.saving = true;
    const sent = draft.text;
    const [entry, field] = name.split("/");
    state(name, "Saving …");
    const { status, told } = await ask(`/visits/${draft.visit}/do/write`, { entry: Number(entry), field, text: sent, base: draft.base });
    draft.saving = false;
    if (status !== 0 && status < 500) connection(false);
    if (status === 200) {
      signedOut(false);
      draft.base = told.version;
      delete draft.sent;
      const place = places.get(name);
      if (place) Object.assign(place.dataset, { text: sent, version: told.version, by: told.by, at: told.at });
      if (draft.text === sent) forget(name);
      else later(name);
      if (place) state(name, standing(place), "saved");
      window.portal_visit.changed(told.changed, true);
    } else if (status === 409 && (draft.sent || []).includes(told.theirs.text)) {
      /* What stands was sent from here, and only the answer was lost: it is nobody else's. */
      draft.base = told.theirs.version;
      save(name);
    } else if (status === 409) {
      draft.conflict = told.theirs;
      conflict(name);
    } else if (status === 0 || status >= 500) {
      state(name, "Not saved yet; kept on this device", "waiting");
      connection(true);
      draft.sent = [...new Set([...(draft.sent || []), sent])].slice(-10);
      keep(name, draft);
      draft.timer = window.setTimeout(() => save(name), AGAIN);
    } else {
      state(name, told.error || "Not saved", "wrong");
      if (status === 401) signedOut(true);
    }
  }
  function later(name) {
    const draft = drafts.get(name);
    window.clearTimeout(draft.timer);
    draft.timer = window.setTimeout(() => save(name), WAIT);
  }
  function signedOut(gone) {
    if (gone === out) return;
    out = gone;
    const href = `/sign-in?next=${encodeURIComponent(window.location.pathname)}`;
    above("visit-out", ...(gone ? ["You are not signed in any more. What you typed is kept on this device. ",
      make("a", { href, textContent: "Sign in again" }), "."] : []));
  }
  function typed(name, text) {
    const place = places.get(name);
    const draft = drafts.get(name) || { visit: visit(), base: Number(place.dataset.version) };
    draft.text = text;
    mirror(input(place));
    if (text === place.dataset.text && !draft.saving && !draft.conflict) {
      window.clearTimeout(draft.timer);
      forget(name);
      return state(name, standing(place), "saved");
    }
    drafts.set(name, draft);
    keep(name, draft);
    if (draft.conflict) {
      const mine = place.querySelector(".note-mine");
      if (mine) mine.textContent = says(place, text);
    } else {
      state(name, "Typing …");
      later(name);
    }
  }

  /* Two people on one text ------------------------------------------------------------------ */

  function says(place, value) {
    const choices = place.dataset.choices ? Object.fromEntries(JSON.parse(place.dataset.choices)) : {};
    return (value in choices ? choices[value] : value) || "(nothing)";
  }
  function conflict(name) {
    const place = places.get(name), draft = drafts.get(name);
    if (!place) return;
    const { text, by, at, version } = draft.conflict;
    state(name, "Not saved: somebody else changed this text", "wrong");
    const settle = (kept) => () => {
      const place = places.get(name);
      draft.conflict = null;
      draft.base = version;
      place.querySelector(".note-conflict").remove();
      Object.assign(place.dataset, { text, version, by, at });
      input(place).value = kept;
      typed(name, kept);
      input(place).focus();
    };
    const told = place.querySelector(".note-conflict");
    if (told) told.remove();
    const isChoice = Boolean(place.dataset.choices);
    /* The sentence alone is announced: one's own words below change with every key. */
    place.firstChild.append(make("div", { className: "note-conflict notice" },
      make("p", { attrs: { role: "alert" } }, make("strong", { textContent: `${by || "Somebody"} changed this while you were writing. Nothing is lost: choose what stands.` })),
      make("div", { className: "note-versions" },
        make("section", {}, make("h4", { textContent: `What ${by || "they"} wrote, ${time(at)}` }), make("pre", { textContent: says(place, text) })),
        make("section", {}, make("h4", { textContent: "What you wrote" }), make("pre", { className: "note-mine", textContent: says(place, draft.text) }))),
      make("p", { className: "acts" },
        make("button", { type: "button", className: "act act-primary", textContent: "Keep mine", onclick: () => settle(draft.text)() }),
        make("button", { type: "button", className: "act act-primary", textContent: `Take ${by ? by + "’s" : "theirs"}`, onclick: settle(text) }),
        isChoice ? null : make("button", { type: "button", className: "act act-primary", textContent: "Keep both", onclick: () => settle(`${text}\n\n${draft.text}`)() }))));
  }

  /* History and undo ------------------------------------------------------------------------ */

  async function history(name) {
    const place = places.get(name);
    const [entry, field] = name.split("/");
    const { status, told } = await ask(`/visits/${visit()}/history/${entry}/${field}.json`);
    if (status !== 200) return tell(told.error);
    const rows = told.versions.map((one, number) => make("li", {},
      make("p", { className: "source", textContent: `${one.by}, ${time(one.at)}${number === 0 ? " · stands now" : ""}` }),
      make("pre", { textContent: says(place, one.text) }),
      number === 0 ? null : make("button", { type: "button", className: "act", textContent: "Put this back", onclick: () => {
        dialog.close();
        input(place).value = one.text;
        typed(name, one.text);
      } })));
    const dialog = make("dialog", { className: "island-dialog", attrs: { "aria-label": `History: ${place.dataset.label}` } },
      make("h3", { textContent: `History: ${place.dataset.label}` }),
      rows.length ? make("ol", { className: "plain versions" }, ...rows) : make("p", { textContent: "Nothing was written here yet." }),
      make("button", { type: "button", className: "act act-primary", textContent: "Close", onclick: () => dialog.close() }));
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  }

  /* Showing --------------------------------------------------------------------------------- */

  const input = (place) => place.querySelector("textarea, select");
  /* A field is cut on paper: its words stand beside it for print (assets/css/60-visits.css). */
  const mirror = (control) => {
    const chosen = control.tagName === "SELECT" && control.selectedOptions[0];
    control.parentElement.dataset.printed = (chosen ? chosen.textContent : control.value) || "Nothing written yet";
  };
  const grow = (area) => {
    if (area.tagName !== "TEXTAREA") return;
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight + 2}px`;
  };

  function build(place, name) {
    if (insides.has(name)) return insides.get(name);
    const id = `note-${name.replace("/", "-")}`;
    const { label, rows, choices } = place.dataset;
    const control = choices
      ? make("select", { id, className: "form-select" }, ...JSON.parse(choices).map(([value, text]) => make("option", { value, textContent: text })))
      : make("textarea", { id, rows: Number(rows), className: "form-control" });
    control.addEventListener("input", () => { grow(control); typed(name, control.value); });
    const more = make("button", { type: "button", className: "note-history", textContent: "History", attrs: { "aria-label": `History of ${label}` }, onclick: () => history(name) });
    const inside = make("div", { className: "note-inside" }, make("label", { htmlFor: id, textContent: label }), control,
      make("p", { className: "note-state" }, document.createTextNode(""), make("span", { textContent: " " }), more));
    insides.set(name, inside);
    return inside;
  }

  function fill(place) {
    const name = place.dataset.note;
    /* The field moves to where its text is drawn now, with whatever is being typed into it. */
    const inside = build(place, name);
    if (inside.parentElement !== place) place.replaceChildren(inside);
    places.set(name, place);
    let draft = drafts.get(name);
    if (!draft && person) {
      const kept = window.localStorage.getItem(slot(name));
      if (kept) {
        draft = { ...JSON.parse(kept), visit: visit() };
        drafts.set(name, draft);
        recount();
        later(name);
      }
    }
    const control = input(place), text = draft ? draft.text : place.dataset.text;
    if (control.value !== text) control.value = text;
    mirror(control);
    window.requestAnimationFrame(() => grow(control));
    if (draft && draft.conflict) { if (!place.querySelector(".note-conflict")) conflict(name); }
    else {
      const told = place.querySelector(".note-conflict");
      if (told) told.remove();
      if (!draft) state(name, standing(place), "saved");
    }
  }

  /* Texts kept here whose line is gone: they are shown, to be copied or let go. */
  function orphans() {
    const start = `portal-draft:${person}:${visit()}:`;
    const drawn = document.querySelector("[id^='heading-']");
    const state_ = document.getElementById("visit-state");
    if (!drawn || !state_) return;
    for (const key of Object.keys(window.localStorage).filter((one) => one.startsWith(start))) {
      const name = key.slice(start.length);
      if (document.querySelector(`[data-note="${name}"]`) || document.getElementById(`orphan-${name}`)) continue;
      const { text } = JSON.parse(window.localStorage.getItem(key));
      const box = make("div", { className: "notice", id: `orphan-${name}` },
        make("p", { textContent: "You wrote this for a line or question that a colleague has removed meanwhile:" }),
        make("pre", { textContent: text }),
        make("button", { type: "button", className: "act", textContent: "I have copied it, let it go", onclick: () => {
          drafts.delete(name);
          window.localStorage.removeItem(key);
          recount();
          box.remove();
        } }));
      state_.append(box);
    }
  }

  /* The portal answered: that tells of a connection where no text waits to find out. */
  const reached = () => { if (offline && !drafts.size) connection(false); };
  window.portal_notes = { unsaved: () => drafts.size > 0, orphans, reached };
  who().then((me) => {
    person = me.name || me.display || "";
    tend("[data-note]", ["data-note", "data-text", "data-version"], fill);
  });
  const again = () => {
    drafts.forEach((_draft, name) => save(name));
    reached();
  };
  window.addEventListener("online", again);
  window.addEventListener("focus", () => { if (out) again(); }); /* signed in again in another tab */
  window.addEventListener("offline", () => connection(true));
  window.addEventListener("beforeunload", (event) => {
    if ([...drafts.values()].some((draft) => draft.saving || draft.conflict)) event.preventDefault();
  });
})();
