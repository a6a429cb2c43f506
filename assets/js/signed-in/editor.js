// @ts-check
/* "Conclude" on every finding, for editors: status and note, which readers then see with it. */
(function () {
  const { who, ask, make, tend, tell } = window.portal_asking;

  /** @param {{at: string, by: string, status: string, note: string}} resolution */
  function past({ at, by, status, note }) {
    const when = new Date(at).toLocaleDateString("en-GB", { dateStyle: "long" });
    return make("li", { textContent: `${when}, ${by}: ${status}. ${note}` });
  }

  /** @param {string} finding @param {string} about */
  async function conclude(finding, about) {
    const path = `/findings/${encodeURIComponent(finding)}`;
    const { status, payload } = await ask(`${path}/history.json`);
    if (status !== 200) return tell(payload.error, [], true);
    /** @type {{statuses: [string, string][], resolutions: Parameters<typeof past>[0][]}} */
    const { statuses, resolutions } = payload;
    const choice = make("select", { id: "conclude-status", className: "form-select" },
      ...statuses.map(([value]) => make("option", { value, textContent: value })));
    const meaning = make("p", { id: "conclude-meaning", className: "sub", attrs: { role: "status" } });
    const explain = () => { meaning.textContent = `That is: ${new Map(statuses).get(choice.value)}.`; };
    choice.setAttribute("aria-describedby", "conclude-meaning");
    choice.addEventListener("change", explain);
    explain();
    const note = make("textarea", { id: "conclude-note", className: "form-control", rows: 4, maxLength: 1000, required: true });
    const wrong = make("p", { className: "form-wrong", attrs: { role: "alert" } });
    const dialog = make("dialog", { className: "island-dialog", attrs: { "aria-labelledby": "conclude-title" } });
    dialog.addEventListener("close", () => dialog.remove());
    const form = make("form", {},
      make("label", { htmlFor: "conclude-status", textContent: "Conclusion" }), choice, meaning,
      make("label", { htmlFor: "conclude-note", textContent: "Why (everybody can read this; your name is not shown)" }), note, wrong,
      make("p", { className: "acts" },
        make("button", { type: "submit", className: "act act-primary", textContent: "Publish" }), " ",
        make("button", { type: "button", className: "act", textContent: "Cancel", onclick: () => dialog.close() })));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const answer = await ask(`${path}/resolve`, { status: choice.value, note: note.value });
      if (answer.status === 200) window.location.reload();
      else wrong.textContent = answer.payload.error;
    });
    const earlier = resolutions.length ? make("details", {}, make("summary", { textContent: "Concluded before" }), make("ul", {}, ...resolutions.map(past))) : null;
    dialog.append(make("h3", { id: "conclude-title", textContent: "Conclude on this finding" }), make("p", { textContent: about }), form);
    if (earlier) dialog.append(earlier);
    document.body.append(dialog);
    dialog.showModal();
  }

  /** @param {HTMLElement} place */
  function mark(place) {
    if (place.querySelector(":scope > .conclude")) return;
    const heading = place.querySelector("h3, h4, strong") || place;
    const about = () => (heading.textContent || "").trim().slice(0, 160);
    const finding = (place.dataset.evidence || "").slice("finding:".length);
    place.append(make("button", { type: "button", className: "act conclude", textContent: "Conclude", attrs: { "aria-label": `Conclude on: ${about()}` }, onclick: () => conclude(finding, about()) }));
  }

  who().then((me) => {
    if (me.roles.includes("editor")) tend('[data-evidence^="finding:"]', ["data-evidence"], mark);
  });
})();
