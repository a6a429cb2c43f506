/* "Conclude" on every finding, for editors: status and note, which readers then see with it. */
(function () {
  const { who, ask, make, tend, tell } = window.portal_asking;

  function past(one) {
    const when = new Date(one.at).toLocaleDateString("en-GB", { dateStyle: "long" });
    return make("li", { textContent: `${when}, ${one.by}: ${one.status}. ${one.note}` });
  }

  async function conclude(finding, about) {
    const path = `/findings/${encodeURIComponent(finding)}`;
    const { status, told } = await ask(`${path}/history.json`);
    if (status !== 200) return tell(told.error, [], true);
    const choice = make("select", { id: "conclude-status", className: "form-select" },
      ...told.statuses.map(([name]) => make("option", { value: name, textContent: name })));
    const meaning = make("p", { id: "conclude-meaning", className: "sub", attrs: { role: "status" } });
    const explain = () => { meaning.textContent = `That is: ${new Map(told.statuses).get(choice.value)}.`; };
    choice.setAttribute("aria-describedby", "conclude-meaning");
    choice.addEventListener("change", explain);
    explain();
    const note = make("textarea", { id: "conclude-note", className: "form-control", rows: 4, maxLength: 1000, required: true });
    const said = make("p", { className: "form-wrong", attrs: { role: "alert" } });
    const dialog = make("dialog", { className: "island-dialog", attrs: { "aria-labelledby": "conclude-title" } });
    dialog.addEventListener("close", () => dialog.remove());
    const form = make("form", {},
      make("label", { htmlFor: "conclude-status", textContent: "Conclusion" }), choice, meaning,
      make("label", { htmlFor: "conclude-note", textContent: "Why (everybody can read this; your name is not shown)" }), note, said,
      make("p", { className: "acts" },
        make("button", { type: "submit", className: "act act-primary", textContent: "Publish" }), " ",
        make("button", { type: "button", className: "act", textContent: "Cancel", onclick: () => dialog.close() })));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const done = await ask(`${path}/resolve`, { status: choice.value, note: note.value });
      if (done.status === 200) window.location.reload();
      else said.textContent = done.told.error;
    });
    const earlier = told.resolutions.length ? make("details", {}, make("summary", { textContent: "Concluded before" }), make("ul", {}, ...told.resolutions.map(past))) : null;
    dialog.append(make("h3", { id: "conclude-title", textContent: "Conclude on this finding" }), make("p", { textContent: about }), form);
    if (earlier) dialog.append(earlier);
    document.body.append(dialog);
    dialog.showModal();
  }

  function mark(place) {
    if (place.querySelector(":scope > .conclude")) return;
    const heading = place.querySelector("h3, h4, strong");
    const about = () => (heading ? heading.textContent : place.textContent || "").trim().slice(0, 160);
    const button = make("button", { type: "button", className: "act conclude", textContent: "Conclude", attrs: { "aria-label": `Conclude on: ${about()}` } });
    button.addEventListener("click", () => conclude(place.dataset.evidence.slice("finding:".length), about()));
    place.append(button);
  }

  who().then((me) => {
    if (me.roles.includes("editor")) tend('[data-evidence^="finding:"]', ["data-evidence"], mark);
  });
})();
