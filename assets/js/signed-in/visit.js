/* The workspace of a visit: buttons, choices and forms that do something, and what others did. */
(function () {
  const { who, ask, make, tend, tell } = window.portal_asking;
  const LOOK = 4000;
  let seen = 0;

  const visit = () => (window.location.pathname.match(/^\/visits\/([^/]+)$/) || [])[1];

  /* The visit changed: draw it anew, unless it was this browser's own saved text. */
  function changed(number, own) {
    if (number <= seen) return;
    const one = number === seen + 1;
    seen = number;
    if (!(own && one)) draw();
  }
  function draw() {
    if (window.portal_keep.picking()) window.setTimeout(draw, 300);
    else window.dash_clientside.set_props("visit-changed", { data: seen });
  }

  async function run(what, values, undo, back) {
    const { status, told } = await ask(`/visits/${visit()}/do/${what}`, values);
    if (status !== 200) {
      tell(status === 0 ? "No connection: nothing was changed. Try again when it is back." : told.error, [], status !== 400);
      return false;
    }
    if (undo) tell("Done.", [["Undo", () => run(undo, back)]]);
    seen = Math.max(seen, told.changed - 1);
    changed(told.changed);
    if (what === "accept" || what === "add_line") {
      tell("The line is on the list.", [["Go to it", () => show(`line-${told.done}`)]]);
    }
    if (what === "add_question") show(`note-${told.done}-question`);
    return true;
  }

  /* Go to a part as soon as it is there. */
  function show(id, left) {
    const place = document.getElementById(id);
    if (place) {
      place.scrollIntoView({ block: "center" });
      place.focus();
    } else if (left !== 0) window.setTimeout(() => show(id, (left || 40) - 1), 100);
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("[data-do]");
    if (!button) return;
    const { do: what, values, undo, back } = button.dataset;
    run(what, JSON.parse(values), undo, back && JSON.parse(back));
  });

  /* Choices and forms ------------------------------------------------------------------------ */

  tend("[data-choice]", ["data-choice"], (place) => {
    const told = JSON.parse(place.dataset.choice);
    const options = told.options.map(([value, text]) => make("option", { value, textContent: text }));
    const control = make("select", { className: "form-select form-select-sm", attrs: { "aria-label": told.label } }, ...options);
    control.addEventListener("change", () => {
      if (control.value) run(told.do, { ...told.fixed, [told.name]: control.value });
      control.value = "";
    });
    place.replaceChildren(control);
  });

  function field(one, prefix) {
    const id = `${prefix}-${one.name}`;
    if (one.type === "checks") {
      const boxes = one.options.map(([value, text]) => make("label", {},
        make("input", { type: "checkbox", name: one.name, value, checked: (one.value || []).includes(value) }), " ", text));
      return make("fieldset", { className: "boxes" }, make("legend", { textContent: one.label }), ...boxes);
    }
    const control = one.type === "select"
      ? make("select", { id, name: one.name, className: "form-select" }, ...one.options.map(([value, text]) => make("option", { value, textContent: text })))
      : one.type === "textarea"
        ? make("textarea", { id, name: one.name, rows: 2, className: "form-control" })
        : make("input", { id, name: one.name, type: one.type, className: "form-control" });
    if (one.value) control.value = one.value;
    return make("div", { className: "labelled" }, make("label", { htmlFor: id, textContent: one.label }), control);
  }

  /* Settings that a colleague changed meanwhile: both values of each, and who fills in decides. */
  function decide(place, kept, told, differs, send) {
    const left = new Set(differs.map((one) => one.name));
    const says = (one, value) => {
      const options = Object.fromEntries(one.options || []);
      if (Array.isArray(value)) return value.map((key) => options[key] || key).join(", ") || "(none)";
      return options[value] || value || "(nothing)";
    };
    const rows = differs.map(({ name, theirs, mine }) => {
      const one = told.fields.find((field) => field.name === name);
      const settle = (value) => () => {
        kept.base[name] = theirs;
        if (one.type === "checks") for (const box of kept.form.elements[name]) box.checked = value.includes(box.value);
        else kept.form.elements[name].value = value;
        left.delete(name);
        row.remove();
        if (left.size) return void place.querySelector("button").focus();
        place.replaceChildren();
        send();
      };
      const row = make("div", {},
        make("div", { className: "note-versions" },
          make("section", {}, make("h4", { textContent: `${one.label}: what stands now` }), make("pre", { textContent: says(one, theirs) })),
          make("section", {}, make("h4", { textContent: `${one.label}: what you chose` }), make("pre", { textContent: says(one, mine) }))),
        make("p", { className: "acts" },
          make("button", { type: "button", className: "act act-primary", textContent: "Keep mine", onclick: settle(mine) }),
          make("button", { type: "button", className: "act act-primary", textContent: "Use theirs", onclick: settle(theirs) })));
      return row;
    });
    place.replaceChildren(make("div", { className: "note-conflict notice", attrs: { role: "alert" } },
      make("p", {}, make("strong", { textContent: "A colleague changed this while you were writing. Nothing is saved yet: choose what stands." })), ...rows));
  }

  /* A form stays the same one, with what is typed in it, when its place is drawn anew. */
  const forms = new Map(); /* page and form -> {form, from, typed} */
  tend("[data-form]", ["data-form"], (place) => {
    const from = place.dataset.form, told = JSON.parse(from);
    const prefix = ["form", told.do, ...Object.values(told.fixed)].join("-");
    const name = `${window.location.pathname}:${prefix}`, there = forms.get(name);
    if (there && (there.typed || there.from === from)) {
      if (there.form.parentElement !== place) place.replaceChildren(there.form);
      return;
    }
    const opened = told.fields.map((one) => [one.name, one.value || (one.type === "checks" ? [] : "")]);
    const kept = { from, typed: false, base: Object.fromEntries(opened) };
    forms.set(name, kept);
    const wrong = make("p", { className: "form-wrong", attrs: { role: "alert" } });
    const differing = make("div");
    const form = make("form", { noValidate: true }, ...told.fields.map((one) => field(one, prefix)), wrong, differing,
      make("button", { type: "submit", className: "act act-primary", textContent: told.submit }));
    kept.form = form;
    form.addEventListener("input", () => { kept.typed = true; });
    const send = async () => {
      const data = new FormData(form), values = { ...told.fixed };
      for (const one of told.fields) values[one.name] = one.type === "checks" ? data.getAll(one.name) : data.get(one.name) || "";
      const sent = { ...values };
      if (told.do === "settle") values.base = kept.base;
      wrong.textContent = "";
      differing.replaceChildren();
      const path = told.do === "new" ? "/visits/new" : `/visits/${visit()}/do/${told.do}`;
      const { status, told: answer } = await ask(path, values);
      if (status === 409) return decide(differing, kept, told, answer.differs, send);
      if (status !== 200) {
        wrong.textContent = status === 0 ? "No connection: nothing was sent. Try again when it is back." : answer.error;
        return;
      }
      if (answer.go) return void window.location.assign(answer.go);
      Object.assign(kept, { typed: false, base: sent });
      if (told.do !== "settle") form.reset();
      tell("Saved.");
      seen = Math.max(seen, answer.changed - 1);
      changed(answer.changed);
      if (told.do === "add_line") show(`line-${answer.done}`);
    };
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send();
    });
    place.replaceChildren(form);
  });

  /* The pack: what it holds is chosen with boxes, which the links carry. --------------------- */

  tend("[data-contents]", ["data-contents"], (place) => {
    const boxes = JSON.parse(place.dataset.contents).map(([value, text]) => make("label", {},
      make("input", { type: "checkbox", value, checked: true }), " ", text));
    const update = () => {
      const chosen = [...place.querySelectorAll("input:checked")].map((box) => box.value);
      for (const link of document.querySelectorAll(".pack-link")) {
        const url = new URL(link.href);
        url.search = chosen.length === boxes.length ? "" : `?contents=${chosen.join(",") || "none"}`;
        link.href = url.pathname + url.search;
      }
    };
    place.addEventListener("change", update);
    place.replaceChildren(make("fieldset", { className: "boxes" }, make("legend", { textContent: "What the pack holds" }), ...boxes));
    update();
  });

  /* What colleagues did meanwhile ------------------------------------------------------------ */

  async function look() {
    if (visit() && document.visibilityState === "visible") {
      const { status, told } = await ask(`/visits/${visit()}/changes.json`);
      if (status === 200) {
        if (seen === 0) seen = told.changed;
        else changed(told.changed);
        window.portal_notes.reached();
        window.portal_notes.orphans();
      }
    }
    window.setTimeout(look, LOOK);
  }

  window.portal_visit = { changed };
  if (window.location.pathname.startsWith("/visits")) who().then(look);
})();
