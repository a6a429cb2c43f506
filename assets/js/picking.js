/* The grid of many councils: up to four are ticked and then stand side by side. */
(function () {
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
    const search = window.dash_clientside.address.query([["councils", ticked.map((box) => box.value).join(",")], ...hidden]);
    window.dash_clientside.set_props("compare-url", { search });
    window.scrollTo(0, 0);
  });
})();
