/* "Add to visit" on everything that can be gathered: items, actions, charts, figures, findings.
   The layout marks it with `data-evidence`; the button stands only where a reviewer reads. */
(function () {
  const { who, ask, make, tend, tell } = window.portal_asking;
  const LAST = "portal-visit";

  const here = () => window.location.pathname + window.location.search;

  async function add(place, visit) {
    const [kind, ...key] = place.dataset.evidence.split(":");
    const values = { kind, key: key.join(":"), link: place.dataset.evidenceLink || here(), line: visit.line || null };
    const { status, told } = await ask(`/visits/${visit.id}/do/gather`, values);
    const another = ["Another visit or line", () => choose(place)];
    if (status === 0) return tell("No connection: nothing was added. Try again when it is back.", [], true);
    if (status !== 200) return tell(told.error, [another], true);
    window.sessionStorage.setItem(LAST, JSON.stringify(visit));
    tell(`Added to ${visit.title}${visit.line ? ", under its line" : ""}: ${told.done}`, [
      another,
      ["Open the visit", () => window.location.assign(`/visits/${visit.id}`)],
    ]);
    place.querySelector(":scope .add-evidence").classList.add("added");
  }

  /* Which visit, and under which of its lines. */
  async function choose(place) {
    const { status, told } = await ask("/visits/mine.json");
    if (status !== 200) return tell(told.error || "No connection.", [], true);
    const dialog = make("dialog", { className: "island-dialog", attrs: { "aria-labelledby": "gather-title" } });
    dialog.addEventListener("close", () => dialog.remove());
    const close = make("button", { type: "button", className: "act", textContent: "Cancel", onclick: () => dialog.close() });
    const title = make("h3", { id: "gather-title", textContent: "Add to which visit?" });
    if (!told.visits.length) {
      dialog.append(title, make("p", {}, "You are on no visit’s team yet. ", make("a", { href: "/visits", textContent: "Start a visit" }), "."), close);
    } else {
      const visits = make("select", { id: "gather-visit", className: "form-select" }, ...told.visits.map((one) => make("option", { value: one.id, textContent: `${one.title} (${one.council})` })));
      const lines = make("select", { id: "gather-line", className: "form-select" });
      const list = async () => {
        lines.replaceChildren(make("option", { value: "", textContent: "Not under a line yet" }));
        const asked = visits.value, found = await ask(`/visits/${asked}/lines.json`);
        if (found.status === 200 && asked === visits.value) lines.append(...found.told.lines.map((one) => make("option", { value: one.id, textContent: one.wording.slice(0, 90) })));
      };
      const kept = JSON.parse(window.sessionStorage.getItem(LAST) || "null");
      if (kept && told.visits.some((one) => one.id === kept.id)) visits.value = kept.id;
      visits.addEventListener("change", list);
      const form = make("form", {},
        make("label", { htmlFor: "gather-visit", textContent: "Visit" }), visits,
        make("label", { htmlFor: "gather-line", textContent: "Line of enquiry" }), lines,
        make("p", { className: "acts" }, make("button", { type: "submit", className: "act act-primary", textContent: "Add" }), close));
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        dialog.close();
        const one = told.visits.find((visit) => visit.id === visits.value);
        add(place, { id: one.id, title: one.title, line: Number(lines.value) || null });
      });
      dialog.append(title, form);
      list();
    }
    document.body.append(dialog);
    dialog.showModal();
  }

  function mark(place) {
    const there = place.querySelector(":scope > .add-evidence, :scope > :last-child > .add-evidence, :scope > summary > .add-evidence");
    if (there) return;
    const about = (place.dataset.evidenceName || place.textContent || "").trim().slice(0, 80);
    const short = ["TR", "LI"].includes(place.tagName);
    const button = make("button", { type: "button", className: "add-evidence", textContent: short ? "Visit" : "Add to visit", attrs: { "aria-label": `Add to visit: ${about}` } });
    button.addEventListener("click", (event) => {
      event.preventDefault();
      event.stopPropagation();
      const kept = JSON.parse(window.sessionStorage.getItem(LAST) || "null");
      if (kept) add(place, kept);
      else choose(place);
    });
    /* In a row of a table only a cell can hold it. */
    (place.tagName === "TR" ? place.lastElementChild : place).append(button);
  }

  who().then((me) => {
    if (me.roles.includes("reviewer")) tend("[data-evidence]", ["data-evidence"], mark);
  });
})();
