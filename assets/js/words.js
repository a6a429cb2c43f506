// @ts-check
/* What a word of the field means, beside the word. Without scripts its link leads to the list of all words. */
(function () {
  const GAP = 6, EDGE = 8;
  /** @type {HTMLElement | undefined} */
  let box;

  /** Make the one box of the page, which closes by Escape and by a press elsewhere. */
  function makeBox() {
    const made = document.createElement("div");
    made.id = "word-meaning";
    made.className = "word-meaning";
    made.popover = "auto";
    made.tabIndex = -1;
    made.setAttribute("role", "dialog");
    document.body.append(made);
    return made;
  }

  /**
   * Say what a word means, below it and within the window.
   * @param {HTMLAnchorElement} word
   * @param {string} meaning
   */
  function explain(word, meaning) {
    box ??= makeBox();
    const text = document.createElement("p");
    text.textContent = meaning;
    const all = document.createElement("a");
    all.href = word.href;
    all.textContent = "All words";
    box.setAttribute("aria-label", `Meaning of ${word.textContent}`);
    box.replaceChildren(text, all);
    box.showPopover();
    const place = word.getBoundingClientRect();
    const left = Math.min(place.left, document.documentElement.clientWidth - box.offsetWidth - EDGE);
    box.style.left = `${window.scrollX + Math.max(EDGE, left)}px`;
    box.style.top = `${window.scrollY + place.bottom + GAP}px`;
    box.focus();
  }

  /* Before the listener that follows links, which leaves a click that is taken. */
  document.addEventListener("click", (event) => {
    if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const word = event.target instanceof Element ? event.target.closest("a.term") : null;
    if (!(word instanceof HTMLAnchorElement) || !word.dataset["meaning"] || !("popover" in word)) return;
    event.preventDefault();
    explain(word, word.dataset["meaning"]);
  }, true);
})();
