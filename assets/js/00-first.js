// @ts-check
/* The page that the document holds (portal/web/first_view.py) stands until Dash has drawn the same
   one beside it, hidden; then the one takes the place of the other between two frames. Focus, scroll,
   what is open and what was pressed meanwhile go along. A filter that is changed before that sends
   the form, as it does without scripts. */
(function () {
  const first = document.getElementById("first");
  const live = document.getElementById("react-entry-point");
  if (!first || !live) return;
  const PREFIX = "first-";
  const REFERRING = ["for", "form", "list", "aria-labelledby", "aria-describedby", "aria-controls"];
  const place = window.location.hash.slice(1);
  /* The browser went there by itself, unless it lies in what is folded. */
  const named = place ? document.getElementById(place) : null;
  if (named && first.contains(named)) {
    for (let fold = named.closest("details"); fold; fold = fold.parentElement?.closest("details") ?? null) fold.open = true;
    named.scrollIntoView();
  }

  /* No id stands twice: those here make way for those that Dash draws. */
  for (const element of first.querySelectorAll("[id]")) element.id = PREFIX + element.id;
  for (const name of REFERRING) {
    for (const element of first.querySelectorAll(`[${name}]`)) element.setAttribute(name, PREFIX + element.getAttribute(name));
  }
  for (const link of first.querySelectorAll('a[href^="#"]')) link.setAttribute("href", `#${PREFIX}${link.getAttribute("href")?.slice(1)}`);
  const islands = [...first.querySelectorAll(".island")].filter((island) => island.childNodes.length).map((island) => island.id.slice(PREFIX.length));

  /** @type {Set<Element>} folds that the reader opened or closed, and places that were scrolled */
  const moved = new Set();
  /** @type {Element | null} a button that needs the scripts to do anything */
  let pressed = null;
  let held = false, leaving = false, asked = false;

  /** The controls of the filters that a reader changed. */
  const changed = () => [...first.querySelectorAll("input[form], select[form]")].filter((control) => (
    control instanceof HTMLSelectElement ? !(control.selectedOptions[0]?.defaultSelected ?? true)
      : control instanceof HTMLInputElement && (["checkbox", "radio"].includes(control.type) ? control.checked !== control.defaultChecked : control.value !== control.defaultValue)
  ));

  /* Go where the filters lead as they are now. */
  function send() {
    const form = first?.querySelector("form.filter-form");
    if (!(form instanceof HTMLFormElement)) return;
    leaving = true;
    form.submit();
  }

  /** The same element in what Dash has drawn: by its id, or by its way from what has one. @param {Element} element */
  function counterpart(element) {
    const steps = [];
    let from = element;
    for (; !from.id; from = from.parentElement) {
      if (!from.parentElement || from === first) return null;
      steps.unshift([...from.parentElement.children].indexOf(from));
    }
    /** @type {Element | null | undefined} */
    let there = from === first ? live?.firstElementChild : document.getElementById(from.id.slice(PREFIX.length));
    if (from === first) steps.shift();
    for (const step of steps) there = there?.children[step];
    return there && there.localName === element.localName ? there : null;
  }

  /* Dash has drawn the page, filled its islands, and asks for nothing. */
  function drawn() {
    const content = document.getElementById("_pages_content");
    if (!live || !content?.childElementCount || live.querySelector("[data-dash-is-loading=true]")) return false;
    return islands.every((id) => {
      /** @type {HTMLElement & {islandHtml?: string} | null} */
      const island = document.getElementById(id);
      return island?.islandHtml !== undefined;
    });
  }

  function takeOver() {
    asked = false;
    if (!first || !live || !first.isConnected || held || leaving || !drawn()) return;
    const active = document.activeElement;
    const typing = active instanceof HTMLInputElement && first.contains(active);
    if (typing && active.value !== active.defaultValue && active.form?.classList.contains("filter-form")) return;
    /** @type {[Element, Element][]} */
    const pairs = [];
    for (const element of moved) {
      const same = counterpart(element);
      if (same) pairs.push([element, same]);
    }
    const focused = active && first.contains(active) ? counterpart(active) : null;
    const selection = typing && focused instanceof HTMLInputElement && active.type !== "checkbox" && active.type !== "radio" ? [active.selectionStart, active.selectionEnd] : null;
    const click = pressed && counterpart(pressed);
    const words = [...first.querySelectorAll("input[name]:not([form])")].map((input) => [input, counterpart(input)]);
    const { scrollX, scrollY } = window;
    const scrolled = pairs.map(([from]) => [from.scrollLeft, from.scrollTop]);
    live.hidden = false;
    for (const [from, to] of words) if (from instanceof HTMLInputElement && to instanceof HTMLInputElement && !to.value) to.value = from.value;
    pairs.forEach(([from, to], number) => {
      if (from instanceof HTMLDetailsElement && to instanceof HTMLDetailsElement) to.open = from.open;
      else [to.scrollLeft, to.scrollTop] = scrolled[number];
    });
    first.remove();
    observer.disconnect();
    if (place && !named) window.dash_clientside.page.goToPlace(true);
    else window.scrollTo(scrollX, scrollY);
    if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
    if (selection && focused instanceof HTMLInputElement) focused.setSelectionRange(selection[0], selection[1]);
    window.dispatchEvent(new CustomEvent("portal:taken"));
    if (click instanceof HTMLElement) click.click();
  }

  /* In the next frame, once for all that happened before it. */
  function consider() {
    if (asked) return;
    asked = true;
    requestAnimationFrame(takeOver);
  }

  const observer = new MutationObserver(consider);
  observer.observe(live, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-dash-is-loading"] });

  /** @param {Event} event */
  const inside = (event) => event.target instanceof Element && first.contains(event.target) ? event.target : null;
  /* A press that has begun here ends here. */
  for (const name of ["pointerdown", "keydown"]) window.addEventListener(name, (event) => { if (inside(event)) held = true; }, true);
  for (const name of ["pointerup", "pointercancel", "keyup", "blur"]) window.addEventListener(name, () => { held = false; setTimeout(consider); }, true);
  window.addEventListener("change", (event) => { if (inside(event)?.hasAttribute("form")) send(); }, true);
  window.addEventListener("toggle", (event) => { const fold = inside(event); if (fold) moved.add(fold); }, true);
  window.addEventListener("scroll", (event) => { const box = inside(event); if (box) moved.add(box); }, true);
  /* Links lead where they lead; what only scripts can do waits for them. */
  window.addEventListener("click", (event) => {
    const element = inside(event);
    if (!element || element.closest("[data-take]")) return;
    event.stopPropagation();
    pressed = element.closest("button:not([type=submit])") || pressed;
  }, true);
  window.addEventListener("pointerover", (event) => { if (inside(event)) event.stopPropagation(); }, true);

  /* Back from where the filters led. */
  window.addEventListener("pageshow", (event) => { if (event.persisted) { leaving = false; consider(); } });

  if (changed().length) send();
})();
