// @ts-check
/* The workspace of a visit: buttons, choices and forms that do something, and what others did. */
(function () {
  const { who, ask, make, tend, tell } = window.portal_asking;
  const EVIDENCE = "add_evidence"; /* may come with a file */
  const ENTRY = "add_entry"; /* of any other kind */
  const ADDS = ["add_line", "add_question", EVIDENCE, ENTRY]; /* what can wait for a connection */
  const KEYED = ["new", "share"]; /* what cannot, and is made once however often it is sent */
  const LOOK = 4000;
  const TAKEN = ".pdf,.png,.jpg,.jpeg,.webp,.docx,.xlsx,.pptx";
  /** the number of the last change of the visit that this page has drawn, or is drawing */
  let seen = 0;

  const visit = () => (window.location.pathname.match(/^\/visits\/([^/]+)$/) || [])[1];

  /**
   * Draw the visit anew after a change, unless it was this browser's saved text.
   * @param {number} number of the last change
   * @param {boolean} [mine]
   */
  function changed(number, mine) {
    if (number <= seen) return;
    const single = number === seen + 1;
    seen = number;
    /* A drawing that is still on its way knows nothing of the text just saved. */
    if (!(mine && single) || pending === shown()) draw();
    else stale = true;
  }
  /** Draw anew after a change from here, whatever else happened meanwhile. @param {number} number */
  function redraw(number) {
    seen = Math.max(seen, number - 1);
    changed(number);
  }
  function draw() {
    if (window.portal_keep.picking()) { window.setTimeout(draw, 300); return; }
    pending = shown();
    stale = false;
    if (!window.dash_clientside?.set_props) return; /* the page that this device kept */
    window.dash_clientside.set_props("visit-changed", { data: seen });
  }
  /* The parts of the page as they stand. */
  const shown = () => [...window.document.querySelectorAll("main .island")].map((place) => /** @type {any} */ (place).islandHtml).join("");
  /** @type {string | null} the parts when the page was last drawn anew */
  let pending = null;
  /* True where other parts of the page do not show a text of one's own yet. */
  let stale = false;

  /**
   * Do one of the visit's actions.
   * @param {string} action
   * @param {Record<string, unknown>} values
   * @param {string} [undo] the action that takes it back
   * @param {Record<string, unknown>} [back] the values of that
   */
  async function run(action, values, undo, back) {
    if (action === "add_question") {
      values = { ...values, key: window.portal_adds.key() };
      if (typeof values.line === "string") return offline(values); /* under a line that waits itself */
    }
    const { status, payload } = await ask(`/visits/${visit()}/do/${action}`, values);
    if (status === 0 && action === "add_question") return offline(values);
    if (status !== 200) return tell(status === 0 ? "No connection: nothing was changed. Try again when it is back." : payload.error, [], status !== 400);
    if (payload.go) return void window.location.assign(payload.go);
    if (undo) tell("Done.", [["Undo", () => run(undo, back || {})]]);
    redraw(payload.changed);
    if (action === "accept" || action === "add_line") {
      tell("The line is on the list.", [["Go to it", () => show(`line-${payload.done}`)]]);
    }
    if (action === "add_question") show(`note-${payload.done}-question`);
  }

  /** Go to a part as soon as it is there. @param {string} id @param {number} [tries] */
  function show(id, tries = 40) {
    const place = document.getElementById(id);
    if (place) {
      if (place.closest(".visit-part[hidden]")) part(place);
      for (let fold = place.closest("details"); fold; fold = fold.parentElement && fold.parentElement.closest("details")) fold.open = true;
      place.scrollIntoView({ block: "center" });
      place.focus();
    } else if (tries) window.setTimeout(() => show(id, tries - 1), 100);
  }

  document.addEventListener("click", ({ target }) => {
    const button = target instanceof Element ? target.closest("[data-do]") : null;
    if (!(button instanceof HTMLElement)) return;
    const { do: action, values, undo, back, sure } = button.dataset;
    if (sure) return tell(sure, [["Yes", () => run(action || "", JSON.parse(values || "{}"))], ["No", () => undefined]], true);
    run(action || "", JSON.parse(values || "{}"), undo, back && JSON.parse(back));
  });

  /* Choices and forms ------------------------------------------------------------------------ */

  /** @param {[string, string][]} pairs */
  const optionsOf = (pairs) => pairs.map(([value, textContent]) => make("option", { value, textContent }));

  tend("[data-choice]", ["data-choice"], (place) => {
    /** @type {{do: string, name: string, label: string, fixed: object, options: [string, string][]}} */
    const choice = JSON.parse(place.dataset.choice || "");
    const control = make("select", { className: "form-select form-select-sm", attrs: { "aria-label": choice.label } }, ...optionsOf(choice.options));
    control.addEventListener("change", () => {
      if (control.value) run(choice.do, { ...choice.fixed, [choice.name]: control.value });
      control.value = "";
    });
    place.replaceChildren(control);
  });

  /** Make a field with its label. @param {FieldOfForm} field @param {string} prefix of its id */
  function labelled({ name, label, type, value, options = [] }, prefix) {
    const id = `${prefix}-${name}`;
    if (type === "checks") {
      const boxes = options.map(([key, text]) => make("label", {},
        make("input", { type: "checkbox", name, value: key, checked: (value || []).includes(key) }), " ", text));
      return make("fieldset", { className: "boxes" }, make("legend", { textContent: label }), ...boxes);
    }
    const control = type === "select"
      ? make("select", { id, name, className: "form-select" }, ...optionsOf(options))
      : type === "file"
        ? make("input", { id, name, type, className: "form-control", accept: TAKEN })
      : type === "textarea"
        ? make("textarea", { id, name, rows: 2, className: "form-control" })
        : make("input", { id, name, type, className: "form-control" });
    if (typeof value === "string" && value) {
      control.value = value;
      if (control instanceof HTMLSelectElement) control.selectedOptions[0]?.setAttribute("selected", "");
    }
    const offered = type === "text" && options.length
      ? make("datalist", { id: `${id}-offered` }, ...options.map(([key, text]) => make("option", { value: key, textContent: text })))
      : "";
    if (offered) control.setAttribute("list", offered.id);
    return make("div", { className: "labelled" }, make("label", { htmlFor: id, textContent: label }), control, offered);
  }

  /** Put a value into a form's field. @param {HTMLFormElement} form @param {FieldOfForm} field @param {string | string[]} value */
  function put(form, field, value) {
    for (const control of form.querySelectorAll(`[name="${field.name}"]`)) {
      if (field.type === "checks") /** @type {HTMLInputElement} */ (control).checked = value.includes(/** @type {HTMLInputElement} */ (control).value);
      else /** @type {HTMLInputElement} */ (control).value = String(value);
    }
  }

  /**
   * Ask which value stands, for each setting that a colleague changed meanwhile.
   * @param {HTMLElement} place
   * @param {OpenForm} open
   * @param {DifferingValue[]} differing
   * @param {() => void} send sends the form once all is decided
   */
  function decide(place, open, differing, send) {
    const undecided = new Set(differing.map(({ name }) => name));
    /** @param {FieldOfForm} field @param {string | string[]} value */
    const says = ({ options }, value) => {
      const words = new Map(options || []);
      if (Array.isArray(value)) return value.map((key) => words.get(key) || key).join(", ") || "(none)";
      return words.get(value) || value || "(nothing)";
    };
    const rows = differing.flatMap(({ name, theirs, mine }) => {
      const field = open.fields.find((item) => item.name === name);
      if (!field) return [];
      /** @param {string | string[]} value */
      const settle = (value) => () => {
        open.base[name] = theirs;
        put(open.form, field, value);
        undecided.delete(name);
        row.remove();
        if (undecided.size) return void place.querySelector("button")?.focus();
        place.replaceChildren();
        send();
      };
      /** @type {HTMLElement} */
      const row = make("div", {},
        make("div", { className: "note-versions" },
          make("section", {}, make("h4", { textContent: `${field.label}: what stands now` }), make("pre", { textContent: says(field, theirs) })),
          make("section", {}, make("h4", { textContent: `${field.label}: what you chose` }), make("pre", { textContent: says(field, mine) }))),
        make("p", { className: "acts" },
          make("button", { type: "button", className: "act act-primary", textContent: "Keep mine", onclick: settle(mine) }),
          make("button", { type: "button", className: "act act-primary", textContent: "Use theirs", onclick: settle(theirs) })));
      return [row];
    });
    place.replaceChildren(make("div", { className: "note-conflict notice", attrs: { role: "alert" } },
      make("p", {}, make("strong", { textContent: "A colleague changed this while you were writing. Nothing is saved yet: choose what stands." })), ...rows));
  }

  /**
   * Build a form as the layout describes it.
   * @param {string} from the description
   * @param {string} prefix of ids
   * @param {() => void} [sent] called once it is saved
   */
  function build(from, prefix, sent) {
    /** @type {{do: string, fixed: Record<string, unknown>, fields: FieldOfForm[], submit: string}} */
    const { do: action, fixed, fields: described, submit } = JSON.parse(from);
    /* A button may choose a field's value beforehand. */
    const fields = described.map((field) => (fixed[field.name] ? { ...field, value: String(fixed[field.name]) } : field));
    const wrong = make("p", { className: "form-wrong", attrs: { role: "alert" } });
    const differing = make("div");
    const form = make("form", { noValidate: true }, ...fields.map((field) => labelled(field, prefix)), wrong, differing,
      make("button", { type: "submit", className: "act act-primary", textContent: submit }));
    /** @type {OpenForm} */
    const open = {
      form, from, fields, typed: false, last: { values: "", key: "" },
      base: Object.fromEntries(fields.map(({ name, type, value }) => [name, value || (type === "checks" ? [] : "")])),
    };
    let edits = 0, sending = false;
    /** @param {Record<string, any>} values */
    const keyed = (values) => {
      const body = { ...values, key: window.portal_adds.keyed(open.last, JSON.stringify(values)) };
      draft.keep();
      return body;
    };
    const send = async () => {
      if (sending) return; /* pressed twice */
      const before = edits;
      const data = new FormData(form);
      /** @type {Record<string, any>} */
      const values = Object.fromEntries(fields.map(({ name, type }) => [name, type === "checks" ? data.getAll(name) : data.get(name) || ""]));
      wrong.textContent = "";
      differing.replaceChildren();
      const path = action === "new" ? "/visits/new" : action === EVIDENCE ? `/visits/${visit()}/evidence` : `/visits/${visit()}/do/${action}`;
      const settings = action === "settle" ? { base: open.base } : {};
      for (const [name, value] of Object.entries(fixed)) if (value !== null) data.set(name, String(value));
      sending = true;
      /* An addition is on this device until it is answered: a page loaded meanwhile offers it no second time. */
      if (ADDS.includes(action)) draft.remove();
      const { status, payload, stored } = ADDS.includes(action)
        ? await window.portal_adds.add(open.last, path, action === EVIDENCE ? plain(data) : action === ENTRY ? { ...fixed, fields: values } : { ...fixed, ...values }, data.get("file"))
        : { ...await ask(path, KEYED.includes(action) ? keyed({ ...fixed, ...values }) : { ...fixed, ...values, ...settings }), stored: false };
      sending = false;
      if (status === 409) return decide(differing, open, payload.differs, send);
      if (stored) {
        open.typed = edits !== before;
        open.last.values = "";
        if (!open.typed) { form.reset(); draft.remove(); }
        tell(`Kept on this device: it is added as soon as ${status === 401 ? "you are signed in again" : "the connection is back"}.`, [], true);
        if (sent) sent();
        return;
      }
      if (status !== 200) {
        draft.keep();
        wrong.textContent = status === 0 ? "No answer from the portal. Send it again when the connection is back: it is done once." : payload.error;
        return;
      }
      if (payload.go) {
        open.last.values = "";
        draft.remove();
        return void window.location.assign(payload.go);
      }
      /* What was typed while this was on its way is not saved yet. */
      Object.assign(open, { typed: edits !== before, base: values });
      open.last.values = "";
      if (action !== "settle" && !open.typed) form.reset();
      if (!open.typed) draft.remove();
      if (action === "share") give(payload.done);
      else tell("Saved.");
      if (sent && !open.typed) sent();
      redraw(payload.changed);
      if (action === "add_line") show(`line-${payload.done}`);
      if (action === EVIDENCE || action === ENTRY) show(`entry-${payload.done}`);
    };
    const draft = window.portal_keep.unsent(open, prefix, (field, value) => put(form, field, value));
    form.addEventListener("input", () => {
      edits += 1;
      open.typed = true;
      draft.keep();
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send();
    });
    return open;
  }

  /** Show the council's link, which is told this once. @param {string} path */
  function give(path) {
    const address = window.location.origin + path;
    const copy = make("button", { type: "button", className: "act", textContent: "Copy", onclick: () => navigator.clipboard?.writeText(address).then(() => tell("Copied.")) });
    const field = make("input", { id: "council-link", className: "form-control", readOnly: true, value: address, onfocus: () => field.select() });
    inWindow("The council’s link", make("p", { textContent: "Send it to whom it is for; it is shown this once." }),
      make("label", { htmlFor: "council-link", textContent: "Address" }), field, make("p", { className: "acts" }, copy));
  }

  /* A form stays the same one, with what is typed in it, when its place is drawn anew. */
  /** @type {Map<string, OpenForm>} page and form -> the form that is open there */
  const forms = new Map();
  tend("[data-form]", ["data-form"], (place) => {
    const from = place.dataset.form || "", { do: action, fixed } = JSON.parse(from);
    const prefix = ["form", action, ...Object.values(fixed)].join("-");
    const name = `${window.location.pathname}:${prefix}`;
    let open = forms.get(name);
    if (!open || (!open.typed && open.from !== from)) {
      open = build(from, prefix);
      forms.set(name, open);
    }
    if (open.form.parentElement !== place) place.replaceChildren(open.form);
  });

  /* Forms that many buttons open, each for its own object, in a window. ----------------------- */

  document.addEventListener("click", ({ target }) => {
    const button = target instanceof Element ? target.closest("[data-open]") : null;
    if (!(button instanceof HTMLElement)) return;
    const { open: template = "", values = "{}", about = "" } = button.dataset;
    const described = document.querySelector(`main [data-template="${template}"]`);
    if (!(described instanceof HTMLElement)) return;
    const fixed = JSON.parse(values);
    const from = JSON.stringify({ ...JSON.parse(described.dataset.fields || "{}"), fixed });
    const prefix = ["form", template, ...Object.values(fixed)].join("-"), name = `${window.location.pathname}:${prefix}`;
    /* What was typed and not sent is there again when the window is opened again. */
    const open = forms.get(name) || build(from, prefix, sentAway);
    forms.set(name, open);
    inWindow(`${button.firstChild?.textContent || ""}: ${about}`, open.form);
  });

  const sentAway = () => document.querySelector("dialog[open]:has(form)")?.dispatchEvent(new window.Event("sent"));
  /** Show something in a window; a form, until it is sent. @param {string} title @param {...HTMLElement} content */
  function inWindow(title, ...content) {
    const close = make("button", { type: "button", className: "act", textContent: "Close", onclick: () => dialog.close() });
    /** @type {HTMLDialogElement} */
    const dialog = make("dialog", { className: "island-dialog", attrs: { "aria-label": title } }, make("h3", { textContent: title }), ...content, make("p", { className: "acts" }, close));
    dialog.addEventListener("sent", () => dialog.close());
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  }

  const QUESTION = [{ name: "question", label: "Question", type: "textarea" }, { name: "who", label: "Who to ask", type: "text" }, { name: "heard", label: "What was heard", type: "textarea" }];
  /** Ask for the words of a question that is added without a connection. @param {Record<string, unknown>} values */
  const offline = (values) => inWindow("A question, without a connection",
    build(JSON.stringify({ "do": "add_question", submit: "Add the question", fields: QUESTION, fixed: values }), `form-add_question-${values.line}`, sentAway).form);

  /** List the fields of an addition, as the page describes them. @param {string} action @param {string} kind @returns {FieldOfForm[]} */
  function fieldsOf(action, kind) {
    if (action === "add_question") return QUESTION;
    for (const place of document.querySelectorAll("main [data-form], main [data-template]")) {
      const { form: from, template, fields: described } = /** @type {HTMLElement} */ (place).dataset;
      const { do: does, fields = [] } = JSON.parse(from || described || "{}");
      if (does === action && (action !== ENTRY || template === kind)) return fields;
    }
    return [];
  }
  /* What waits on this device is changed before it is sent. */
  document.addEventListener("click", ({ target }) => {
    const button = target instanceof Element ? target.closest("[data-change]") : null;
    if (!(button instanceof HTMLElement)) return;
    const name = button.dataset.change || "", { path = "", values = {} } = window.portal_adds.written(name);
    const action = path.endsWith("/evidence") ? EVIDENCE : path.split("/do/")[1], given = values.fields || values;
    const fields = fieldsOf(action, values.kind).map((field) => ({ ...field, value: given[field.name] || "" }));
    const fixed = Object.fromEntries(Object.entries(values).filter(([key]) => !["fields", ...fields.map((field) => field.name)].includes(key)));
    const open = build(JSON.stringify({ "do": action, submit: "Save", fields, fixed }), `form-change-${values.key}`, sentAway);
    open.last.changes = name;
    inWindow("Change what waits", open.form);
  });

  /** Give the texts of a form. @param {FormData} data */
  const plain = (data) => Object.fromEntries([...data].filter(([, value]) => typeof value === "string"));

  /* Parts of the page: the address names what is looked at, the part that holds it is shown. ------ */

  const wanted = () => document.getElementById(decodeURIComponent(window.location.hash.slice(1)));
  /** Show the part that holds a place, the first one without any. @param {Element | null} [place] */
  function part(place = wanted()) {
    const parts = [...document.querySelectorAll(".visit-part")];
    const open = (place && place.closest(".visit-part")) || parts[0];
    for (const item of parts) if (item instanceof HTMLElement) item.hidden = item !== open;
    for (const link of document.querySelectorAll(".visit-nav a")) {
      const target = document.getElementById((link.getAttribute("href") || "").slice(1));
      if (target && target === place) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  }
  tend(".visit-part", [], () => part());
  window.addEventListener("hashchange", () => {
    const place = wanted();
    if (!place || !place.closest(".visit")) return;
    part();
    if (stale) draw();
    if (place.matches(".island")) place.scrollIntoView();
    else show(place.id);
  });

  /* What colleagues did meanwhile ------------------------------------------------------------ */

  async function look() {
    try {
      if (!visit() || document.visibilityState !== "visible") return;
      const { status, payload } = await ask(`/visits/${visit()}/changes.json`);
      if (status !== 200) return;
      if (seen === 0) seen = payload.changed;
      else changed(payload.changed);
      window.portal_notes.reached();
      window.portal_notes.orphans();
    } finally {
      window.setTimeout(look, LOOK);
    }
  }

  window.portal_visit = { changed, redraw: () => { if (stale) draw(); } };
  if (window.location.pathname.startsWith("/visits")) who().then(look);
})();
