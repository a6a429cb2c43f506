// @ts-check
/* What is added to a visit without a connection: lines, questions, evidence without a file, entries
   of the programme. They wait on this device, and are sent in their order once the portal answers. */
(function () {
  const { who, ask, make, tell } = window.portal_asking;
  const { local } = window.portal_storage;
  const AGAIN = 4000;
  let person = "", sending = false;

  const visit = () => (window.location.pathname.match(/^\/visits\/([^/]+)$/) || [])[1] || "";
  const prefix = () => `portal-add:${encodeURIComponent(person)}:${visit()}:`;
  const names = () => (person ? local.keys(prefix()).sort() : []);

  /** Say how much waits, where the page says what concerns the whole visit. @param {string[]} refused */
  function notices(refused = []) {
    const place = document.getElementById("visit-state");
    if (!place) return;
    place.querySelector(".visit-adds")?.remove();
    const count = names().length;
    if (count) place.append(make("p", { className: "notice visit-adds", textContent: `${count === 1 ? "One addition is" : `${count} additions are`} kept on this device, to be sent as soon as the connection is back.` }));
    for (const text of refused) place.append(make("div", { className: "notice" }, make("p", { textContent: "The portal did not take this addition:" }), make("pre", { textContent: text })));
  }

  /** @type {PortalAdds["keep"]} */
  function keep(path, values) {
    if (!person) return false;
    const number = `${Date.now().toString().padStart(15, "0")}-${Math.random().toString(36).slice(2, 8)}`;
    const written = local.write(prefix() + number, JSON.stringify({ path, values }));
    notices();
    return written;
  }

  async function send() {
    if (sending) return;
    sending = true;
    let changed = 0;
    for (const name of names()) {
      const { path, values } = local.readJson(name) || {};
      if (typeof path !== "string" || !path.startsWith(`/visits/${visit()}/`)) { local.remove(name); continue; }
      const body = path.endsWith("/evidence") ? new FormData() : values;
      if (body instanceof FormData) for (const [key, value] of Object.entries(values)) body.set(key, String(value));
      const { status, payload } = await ask(path, body);
      /* Gone, too busy, signed out: it waits. What is refused is shown, and not lost. */
      if (status === 0 || status >= 500 || [401, 408, 429].includes(status)) break;
      local.remove(name);
      if (status === 200) changed = payload.changed;
      notices(status === 200 ? [] : [`${payload.error || ""}\n${JSON.stringify(values, null, 1)}`]);
    }
    sending = false;
    if (changed) {
      tell("What waited on this device is saved.");
      window.portal_visit?.changed(changed);
    }
  }

  window.portal_adds = { keep, waiting: () => names().length > 0 };
  if (visit()) {
    who().then((me) => {
      person = me.name;
      notices();
      send();
    });
    window.setInterval(() => { if (names().length) { notices(); send(); } }, AGAIN);
    window.addEventListener("online", send);
  }
})();
