// @ts-check
/* Sessions of the timetable are dragged, by mouse, pen or finger, to another day or between two
   others. What changes is put into the session's session fields, which save it as typed text is saved;
   with the keyboard one changes those. Nothing else of the timetable moves by itself. */
(function () {
  const { tell, make } = window.portal_asking;
  const EDGE = 80, STEP = 12; /* pixels: near the window's edge the page scrolls, so far at once */
  const AGAIN = 250;
  /** @typedef {{starts: string, ends: string}} Times */
  /** @type {{card: HTMLElement, x: number, y: number, top: number, mark: HTMLElement, pointer: number} | null} */
  let drag = null;

  /** @param {string} time */
  const minutes = (time) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
  /** @param {number} number */
  const clock = (number) => `${String(Math.floor(number / 60)).padStart(2, "0")}:${String(number % 60).padStart(2, "0")}`;

  /**
   * Give a session the times of its new place: it begins when the one before it ends, or ends when
   * the one after it begins; where its own times fit there, it keeps them, and always its length.
   * @param {Times} session @param {Times | null} before @param {Times | null} after @returns {Times}
   */
  function fitted(session, before, after) {
    const earliest = before ? before.ends || before.starts : "", latest = after ? after.starts : "";
    const length = session.starts && session.ends ? minutes(session.ends) - minutes(session.starts) : 0;
    const late = session.starts && (!earliest || session.starts >= earliest);
    const early = session.starts && (!latest || (session.ends || session.starts) <= latest);
    if ((late && early) || !(earliest || latest)) return session;
    const start = earliest ? minutes(earliest) : Math.max(minutes(latest) - (length || 60), 0);
    const until = start + length;
    return { starts: clock(start), ends: length > 0 && until < 24 * 60 ? clock(until) : "" };
  }

  /** @param {HTMLElement} card @param {string} name */
  const field = (card, name) => card.querySelector(`[data-note$="/${name}"] input`);
  /** @param {HTMLElement} card @param {string} name */
  const written = (card, name) => { const input = field(card, name); return input instanceof HTMLInputElement ? input.value : ""; };
  /** @param {Element | null} card @returns {Times | null} */
  const timesOf = (card) => card instanceof HTMLElement ? { starts: written(card, "starts"), ends: written(card, "ends") } : null;

  /** Write into a session's fields, which save it. @param {HTMLElement} card @param {Record<string, string>} values */
  function write(card, values) {
    for (const [name, value] of Object.entries(values)) {
      const input = field(card, name);
      if (!(input instanceof HTMLInputElement) || input.value === value) continue;
      input.value = value;
      input.dispatchEvent(new window.Event("input", { bubbles: true }));
    }
    redraw();
  }
  /** Draw the timetable anew once all of it is saved. */
  function redraw() {
    if (window.portal_notes.unsaved()) return void window.setTimeout(redraw, AGAIN);
    window.portal_visit?.redraw();
  }

  /** Find the place in a day under the pointer: the card before which one would drop. @param {number} x @param {number} y */
  function placeAt(x, y) {
    const lists = [...document.querySelectorAll("[data-day]")].filter((list) => list.getBoundingClientRect().height);
    const away = (/** @type {Element} */ list) => { const { top, bottom } = list.getBoundingClientRect(); return Math.max(top - y, y - bottom, 0); };
    const list = lists.sort((a, b) => away(a) - away(b))[0];
    if (!list) return null;
    const cards = [...list.children].filter((card) => card !== drag?.card && card !== drag?.mark);
    const after = cards.find((card) => { const { top, height } = card.getBoundingClientRect(); return y < top + height / 2; });
    return { list, after: after || null };
  }

  /** @param {PointerEvent} event */
  function begin(event) {
    const handle = event.target instanceof Element ? event.target.closest(".drag-handle") : null;
    const card = handle?.closest(".entry");
    if (!(card instanceof HTMLElement) || event.button !== 0 || drag) return;
    event.preventDefault();
    drag = { card, x: event.clientX, y: event.clientY, top: window.scrollY, pointer: event.pointerId, mark: make("li", { className: "drop-mark", attrs: { "aria-hidden": "true" } }) };
    card.classList.add("dragged");
  }

  /** @param {PointerEvent} event */
  function move(event) {
    if (!drag || event.pointerId !== drag.pointer) return;
    event.preventDefault();
    const { clientX: x, clientY: y } = event;
    if (y < EDGE) window.scrollBy(0, -STEP);
    else if (y > window.innerHeight - EDGE) window.scrollBy(0, STEP);
    drag.card.style.transform = `translate(${x - drag.x}px, ${y - drag.y + window.scrollY - drag.top}px)`;
    const place = placeAt(x, y);
    if (place) place.list.insertBefore(drag.mark, place.after);
  }

  /** Leave the session where it is. */
  function end() {
    if (!drag) return;
    drag.card.classList.remove("dragged");
    drag.card.style.transform = "";
    drag.mark.remove();
    drag = null;
  }

  /** @param {PointerEvent} event */
  function drop(event) {
    if (!drag || event.pointerId !== drag.pointer) return;
    const { card, mark } = drag, list = mark.parentElement;
    /* Who is drawn anew meanwhile, or is dropped where it was, has not moved. */
    const cards = list ? [...list.children].filter((item) => item !== mark && item !== card) : [];
    const number = list ? [...list.children].filter((item) => item !== card).indexOf(mark) : -1;
    const stays = !list || !card.isConnected || mark.nextElementSibling === card || mark.previousElementSibling === card;
    end();
    if (stays || !list) return;
    const day = list.dataset.day || "", before = cards[number - 1] || null, after = cards[number] || null;
    const former = { day: written(card, "day"), starts: written(card, "starts"), ends: written(card, "ends") };
    const { starts, ends } = fitted(former, timesOf(before), timesOf(after)), now = { day, starts, ends };
    list.insertBefore(card, after);
    write(card, now);
    const next = timesOf(after)?.starts;
    const over = next && now.ends > next ? " It now overlaps the next one." : "";
    tell(`Moved to ${list.dataset.dayName || ""}${now.starts ? `, ${now.starts}` : ""}${now.ends ? ` to ${now.ends}` : ""}.${over}`, [["Undo", () => {
      const again = document.getElementById(card.id);
      if (again) write(again, former);
    }]]);
  }

  document.addEventListener("pointerdown", begin);
  document.addEventListener("pointermove", move, { passive: false });
  document.addEventListener("pointerup", drop);
  document.addEventListener("pointercancel", end);
  document.addEventListener("keydown", ({ key }) => { if (key === "Escape") end(); });
})();
