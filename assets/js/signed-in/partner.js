/* "Partnership notes" on every public page: what partners wrote about the view that is open. */
(function () {
  const { who, ask, make } = window.portal_asking;
  const NOTES = "/partnership/notes.json";
  const count = make("span", { textContent: "Partnership notes" });
  const list = make("ul", { className: "plain" });
  const text = make("textarea", { id: "partner-note", className: "form-control", rows: 3, maxLength: 2000, required: true });
  const said = make("p", { className: "form-wrong", attrs: { role: "status" } });
  const form = make("form", {},
    make("label", { htmlFor: "partner-note", textContent: "Add a note about this view" }), text, said,
    make("p", {}, make("button", { type: "submit", className: "act act-primary", textContent: "Add the note" })));
  const panel = make("details", { className: "partner-panel" },
    make("summary", {}, count),
    make("div", { className: "partner-inside" },
      list, form, make("p", {}, make("a", { href: "/partnership", textContent: "All notes and groups" }))));
  let shown = null;

  const here = () => window.location.pathname + window.location.search;
  const time = (at) => new Date(at).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" });

  function row(note) {
    const remove = make("button", { type: "button", className: "act", textContent: "Remove", attrs: { "aria-label": `Remove the note: ${note.text.slice(0, 40)}` } });
    remove.addEventListener("click", async () => {
      const { status, told } = await ask("/partnership/notes/remove.json", { note: note.id });
      said.textContent = status === 200 ? "" : told.error;
      if (status === 200) show();
    });
    return make("li", {}, make("p", { className: "partner-text", textContent: note.text }),
      make("p", { className: "sub" }, `${note.by}, ${time(note.at)} `, note.mine ? remove : null));
  }

  /* The notes about the view that is open now. */
  async function show() {
    const link = (shown = here());
    const { status, told } = await ask(`${NOTES}?link=${encodeURIComponent(link)}`);
    if (link !== here()) return;
    const notes = status === 200 ? told.notes : [];
    count.textContent = status === 200 ? `Partnership notes (${notes.length})` : "Partnership notes";
    said.textContent = status === 200 ? "" : told.error;
    list.replaceChildren(...notes.map(row));
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { status, told } = await ask(NOTES, { link: here(), text: text.value });
    if (status !== 200) {
      said.textContent = told.error;
      return;
    }
    text.value = "";
    show();
  });

  /* Filters and links change the address without loading a page. */
  function look() {
    panel.hidden = window.location.pathname.startsWith("/visits");
    if (!panel.hidden && shown !== here()) show();
  }

  who().then((me) => {
    if (!me.roles.includes("partner")) return;
    const aside = make("aside", { attrs: { "aria-label": "Partnership" } }, panel);
    document.body.append(aside);
    look();
    window.setInterval(look, 500);
  });
})();
