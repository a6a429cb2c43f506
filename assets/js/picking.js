// @ts-check
/* The grid of many councils: up to four are ticked and then stand side by side. */
(function () {
  /** @param {HTMLFormElement} form @param {string} text */
  function say(form, text) {
    const line = form.querySelector(".pick-count");
    if (line) line.textContent = text;
  }

  /** Say how many are ticked, and let no more be ticked than the form takes. @param {HTMLFormElement} form */
  function count(form) {
    /** @type {HTMLInputElement[]} */
    const boxes = [...form.querySelectorAll("input.pick")].filter((box) => box instanceof HTMLInputElement);
    const ticked = boxes.filter((box) => box.checked);
    const most = Number(form.dataset.pick);
    boxes.forEach((box) => { box.disabled = !box.checked && ticked.length >= most; });
    say(form, ticked.length ? `${ticked.length} of at most ${most} ticked.` : `Nothing is ticked yet; tick up to ${most}.`);
    return ticked;
  }

  window.document.addEventListener("change", ({ target }) => {
    if (target instanceof HTMLInputElement && target.form && target.matches(".pick-form input.pick")) count(target.form);
  });

  window.document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.matches(".pick-form")) return;
    event.preventDefault();
    const ticked = count(form);
    if (!ticked.length) return say(form, "Tick at least one council first.");
    /** @type {NodeListOf<HTMLInputElement>} */
    const fields = form.querySelectorAll("input[type=hidden]");
    const hidden = [...fields].map((field) => [field.name, field.value]);
    const search = window.dash_clientside.address.query([["councils", ticked.map((box) => box.value).join(",")], ...hidden]);
    window.dash_clientside.set_props("compare-url", { search });
    window.scrollTo(0, 0);
  });
})();
