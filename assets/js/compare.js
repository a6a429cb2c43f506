/* "Compare plans": the controls write the address; the address sets the controls on Back. */
(function () {
  function writeAddress(councils, theme, area, plan, status, words, time, added, _clear, known, search) {
    const { own, write } = window.dash_clientside.picking;
    const filters = [
      ["theme", own(theme)],
      ["area", own(area)],
      ["words", (words || "").trim()],
      ["time", time === "calendar" ? "" : time],
      ["plan", own(plan)],
      ["status", own(status)],
      /* How the grid is sorted stays whatever the filters are. */
      ["order", window.dash_clientside.page.read(search).order],
    ];
    return write("compare", filters, { councils, added, known, search });
  }

  function readAddress(search, known, councils, theme, area, plan, status, words, time, options) {
    const { read, pickedOf, pickedOptions, changed } = window.dash_clientside.page;
    const asked = read(search);
    return [
      changed(pickedOf(asked.councils, known), councils),
      changed(asked.theme || "all", theme),
      changed(asked.area || "all", area),
      changed(asked.plan || "all", plan),
      changed(asked.status || "all", status),
      changed(asked.words || "", words || ""),
      changed(asked.time || "calendar", time),
      changed(pickedOptions(asked.councils, known), options),
    ];
  }

  /* The grid of many councils: up to four are ticked and then stand side by side. */
  function count(form) {
    const boxes = [...form.querySelectorAll("input.pick")];
    const ticked = boxes.filter((box) => box.checked);
    const most = Number(form.dataset.pick);
    boxes.forEach((box) => { box.disabled = !box.checked && ticked.length >= most; });
    form.querySelector(".pick-count").textContent = ticked.length
      ? `${ticked.length} of at most ${most} ticked.`
      : `Nothing is ticked yet; tick up to ${most}.`;
    return ticked;
  }

  window.document.addEventListener("change", (event) => {
    if (event.target.matches && event.target.matches(".pick-form input.pick")) count(event.target.form);
  });

  window.document.addEventListener("submit", (event) => {
    if (!event.target.matches(".pick-form")) return;
    event.preventDefault();
    const form = event.target, ticked = count(form);
    if (!ticked.length) { form.querySelector(".pick-count").textContent = "Tick at least one council first."; return; }
    const hidden = [...form.querySelectorAll("input[type=hidden]")].map((field) => [field.name, field.value]);
    const search = window.dash_clientside.page.query([["councils", ticked.map((box) => box.value).join(",")], ...hidden]);
    window.dash_clientside.set_props("compare-url", { search });
    window.scrollTo(0, 0);
  });

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    compare: { writeAddress, readAddress },
  });
})();
