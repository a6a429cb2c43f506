// @ts-check
/* "Partnership notes" on every public page: what partners wrote about the view that is open. */
(function () {
  const { who, ask, make } = window.portal_asking;
  const NOTES = "/partnership/notes.json";
  const count = make("span", { textContent: "Partnership notes" });
  const list = make("ul", { className: "plain" });
  const text = make("textarea", { id: "partner-note", className: "form-control", rows: 3, maxLength: 2000, required: true });
  const wrong = make("p", { className: "form-wrong", attrs: { role: "status" } });
  const form = make("form", {},
    make("label", { htmlFor: "partner-note", textContent: "Add a note about this view" }), text, wrong,
    make("p", {}, make("button", { type: "submit", className: "act act-primary", textContent: "Add the note" })));
  const panel = make("details", { className: "partner-panel" },
    make("summary", {}, count),
    make("div", { className: "partner-inside" },
      list, form, make("p", {}, make("a", { href: "/partnership", textContent: "All notes and groups" }))));
  /** @type {string | null} address of the view whose notes are shown */
  let shown = null;

  const here = () => window.location.pathname + window.location.search;
  /** @param {string} at */
  const time = (at) => new Date(at).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" });

  /** @param {{id: number, text: string, by: string, at: string, mine: boolean}} note */
  function row(note) {
    const remove = make("button", { type: "button", className: "act", textContent: "Remove", attrs: { "aria-label": `Remove the note: ${note.text.slice(0, 40)}` } });
    remove.addEventListener("click", async () => {
      const { status, payload } = await ask("/partnership/notes/remove.json", { note: note.id });
      wrong.textContent = status === 200 ? "" : payload.error;
      if (status === 200) show();
    });
    return make("li", {}, make("p", { className: "partner-text", textContent: note.text }),
      make("p", { className: "sub" }, `${note.by}, ${time(note.at)} `, note.mine ? remove : null));
  }

  /** Show the notes about the view that is open now. */
  async function show() {
    const link = (shown = here());
    const { status, payload } = await ask(`${NOTES}?link=${encodeURIComponent(link)}`);
    if (link !== here()) return;
    const notes = status === 200 ? payload.notes : [];
    count.textContent = status === 200 ? `Partnership notes (${notes.length})` : "Partnership notes";
    wrong.textContent = status === 200 ? "" : payload.error;
    list.replaceChildren(...notes.map(row));
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { status, payload } = await ask(NOTES, { link: here(), text: text.value });
    if (status !== 200) {
      wrong.textContent = payload.error;
      return;
    }
    text.value = "";
    show();
  });

  /** Follow the address, which filters and links change without loading a page. */
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
