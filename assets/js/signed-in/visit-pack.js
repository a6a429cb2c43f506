// @ts-check
/* The pack of a visit: what it holds is chosen with boxes, which the links carry. */
(function () {
  const { make, tend } = window.portal_asking;

  tend("[data-contents]", ["data-contents"], (place) => {
    /** @type {[string, string][]} */
    const parts = JSON.parse(place.dataset.contents || "[]");
    const boxes = parts.map(([value, text]) => make("label", {},
      make("input", { type: "checkbox", value, checked: true }), " ", text));
    const whole = make("input", { type: "checkbox", name: "everything" });
    const notes = make("input", { type: "checkbox", name: "notes", checked: true });
    /** @type {[number, string][]} */
    const lines = JSON.parse(place.dataset.lines || "[]");
    const lineBoxes = lines.map(([value]) => make("input", { type: "checkbox", name: "line", value: String(value), checked: true }));
    const update = () => {
      /** @type {NodeListOf<HTMLInputElement>} */
      const ticked = place.querySelectorAll("input:checked:not([name])");
      const chosen = [...ticked].map((box) => box.value);
      /** @type {NodeListOf<HTMLAnchorElement>} */
      const links = document.querySelectorAll(".pack-link");
      for (const link of links) {
        const url = new URL(link.href);
        const asked = chosen.length === boxes.length ? [] : [`contents=${chosen.join(",") || "none"}`];
        const taken = lineBoxes.filter((box) => box.checked).map((box) => box.value);
        if (taken.length && taken.length < lineBoxes.length) asked.push(`lines=${taken.join(",")}`);
        if (!notes.checked) asked.push("notes=no");
        if (whole.checked) asked.push("everything=yes");
        url.search = asked.length ? `?${asked.join("&")}` : "";
        link.href = url.pathname + url.search;
      }
    };
    place.addEventListener("change", update);
    place.replaceChildren(make("fieldset", { className: "boxes" }, make("legend", { textContent: "What the pack holds" }), ...boxes,
      make("label", {}, notes, " With the team’s notes, its own evidence and what was heard"),
      make("label", {}, whole, " Everything, however many slides; otherwise at most 25, the rest in the Excel file")),
      ...(lineBoxes.length ? [make("details", {}, make("summary", { textContent: "Which lines of enquiry (all where none is ticked)" }),
        make("div", { className: "boxes" }, ...lineBoxes.map((box, number) => make("label", {}, box, ` ${lines[number][1]}`))))] : []));
    update();
  });
})();
