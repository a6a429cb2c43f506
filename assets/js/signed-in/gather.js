// @ts-check
/* "Add to visit" on everything that can be gathered: items, actions, charts, figures, findings.
   The layout marks it with `data-evidence`; the button stands only where a reviewer reads. */
(function () {
  const { who, ask, make, tend, tell } = window.portal_asking;
  const { session } = window.portal_storage;
  const LAST = "portal-visit";
  let person = "";
  /* What the visit chosen last holds: its marks, and of each the views that it was read in. */
  /** @type {Map<string, Set<string>>} */
  const gathered = new Map();

  const here = () => window.location.pathname + window.location.search;

  /**
   * Recall the visit that this person last chose in this tab.
   * @returns {Chosen | null}
   */
  function last() {
    const visit = session.readJson(LAST);
    return visit && typeof visit.id === "string" && visit.person === person ? visit : null;
  }

  /** @param {HTMLElement} place @param {Chosen} visit */
  async function add(place, visit) {
    const [kind, ...key] = (place.dataset.evidence || "").split(":");
    const values = { kind, key: key.join(":"), link: place.dataset.evidenceLink || here(), line: visit.line || null };
    const { status, payload } = await ask(`/visits/${visit.id}/do/gather`, values);
    /** @type {[string, () => void]} */
    const another = ["Another visit or line", () => choose(place)];
    if (status === 0) return tell("No connection: nothing was added. Try again when it is back.", [], true);
    if (status !== 200) return tell(payload.error, [another], true);
    session.write(LAST, JSON.stringify(visit));
    const already = payload.done.startsWith("Already");
    tell(already ? payload.done : `Added to ${visit.title}${visit.line ? ", under its line" : ""}: ${payload.done}`, [
      another,
      ["Open the visit", () => window.location.assign(`/visits/${visit.id}`)],
    ]);
    const evidence = place.dataset.evidence || "";
    gathered.set(evidence, (gathered.get(evidence) || new Set()).add(place.dataset.evidenceLink || here()));
    show(place);
  }

  /** Show on its button that a place is gathered; a chart is so in the view that it drew alone. @param {HTMLElement} place */
  function show(place) {
    const evidence = place.dataset.evidence || "", links = gathered.get(evidence), button = place.querySelector(":scope .add-evidence");
    if (!button || !links || (evidence.startsWith("chart:") && !links.has(place.dataset.evidenceLink || here()))) return;
    button.classList.add("added");
    button.setAttribute("aria-label", (button.getAttribute("aria-label") || "").replace(/^Add to visit/, "Already in the visit"));
    button.setAttribute("title", "Already in the visit");
  }

  /** Learn what the visit chosen last holds, and show it on the page. */
  async function recall() {
    const visit = last();
    const answer = visit && await ask(`/visits/${visit.id}/gathered.json`);
    if (!answer || answer.status !== 200) return;
    /** @type {{evidence: string, link: string}[]} */
    const pieces = answer.payload.gathered;
    for (const { evidence, link } of pieces) gathered.set(evidence, (gathered.get(evidence) || new Set()).add(link));
    for (const place of document.querySelectorAll("[data-evidence]")) show(/** @type {HTMLElement} */ (place));
  }

  /** Ask which visit, and under which of its lines. @param {HTMLElement} place */
  async function choose(place) {
    const { status, payload } = await ask("/visits/mine.json");
    if (status !== 200) return tell(payload.error || "No connection.", [], true);
    /** @type {{id: string, title: string, council: string}[]} */
    const mine = payload.visits;
    const dialog = make("dialog", { className: "island-dialog", attrs: { "aria-labelledby": "gather-title" } });
    dialog.addEventListener("close", () => dialog.remove());
    const close = make("button", { type: "button", className: "act", textContent: "Cancel", onclick: () => dialog.close() });
    const title = make("h3", { id: "gather-title", textContent: "Add to which visit?" });
    if (!mine.length) {
      dialog.append(title, make("p", {}, "You are on no visit’s team yet. ", make("a", { href: "/visits", textContent: "Start a visit" }), "."), close);
    } else {
      const visits = make("select", { id: "gather-visit", className: "form-select" }, ...mine.map(({ id, title: name, council }) => make("option", { value: id, textContent: `${name} (${council})` })));
      const lines = make("select", { id: "gather-line", className: "form-select" });
      const list = async () => {
        lines.replaceChildren(make("option", { value: "", textContent: "Not under a line yet" }));
        const asked = visits.value, answer = await ask(`/visits/${asked}/lines.json`);
        if (answer.status !== 200 || asked !== visits.value) return;
        /** @type {{id: number, wording: string}[]} */
        const rows = answer.payload.lines;
        lines.append(...rows.map(({ id, wording }) => make("option", { value: String(id), textContent: wording.slice(0, 90) })));
      };
      const before = last();
      if (before && mine.some(({ id }) => id === before.id)) visits.value = before.id;
      visits.addEventListener("change", list);
      const form = make("form", {},
        make("label", { htmlFor: "gather-visit", textContent: "Visit" }), visits,
        make("label", { htmlFor: "gather-line", textContent: "Line of enquiry" }), lines,
        make("p", { className: "acts" }, make("button", { type: "submit", className: "act act-primary", textContent: "Add" }), close));
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        dialog.close();
        const visit = mine.find(({ id }) => id === visits.value);
        if (visit) add(place, { id: visit.id, title: visit.title, line: Number(lines.value) || null, person });
      });
      dialog.append(title, form);
      list();
    }
    document.body.append(dialog);
    dialog.showModal();
  }

  /** @param {HTMLElement} place */
  function mark(place) {
    if (place.querySelector(":scope > .add-evidence, :scope > :last-child > .add-evidence, :scope > summary > .add-evidence")) return;
    const about = (place.dataset.evidenceName || place.textContent || "").trim().slice(0, 80);
    const short = ["TR", "LI", "TH"].includes(place.tagName);
    const button = make("button", { type: "button", className: "add-evidence", textContent: place.matches("td") ? "" : short ? "Visit" : "Add to visit", attrs: { "aria-label": `Add to visit: ${about}` } });
    button.addEventListener("click", (event) => {
      event.preventDefault();
      event.stopPropagation();
      const visit = last();
      if (visit) add(place, visit);
      else choose(place);
    });
    /* In a row of a table only a cell can hold it. */
    (place.tagName === "TR" && place.lastElementChild || place).append(button);
    show(place);
  }

  who().then((me) => {
    person = me.name;
    if (!me.roles.includes("reviewer")) return;
    tend("[data-evidence]", ["data-evidence"], mark);
    recall();
  });
})();
