// @ts-check
/* What is added to a visit: lines, questions, evidence with its file, entries of the programme. Each
   addition is kept on this device before it is sent, and until the portal has answered: without a
   connection it waits. Its key, a UUID, stays the same however often it is sent, so that one whose
   answer was lost is made once; what is added under one that waits names it by that key, and
   follows it. Words are in the local storage, files in the browser's database. */
(function () {
  const { who, ask, make, tell, tend } = window.portal_asking;
  const { local } = window.portal_storage;
  const AGAIN = 4000; /* milliseconds between tries */
  const ANSWERED = 15000; /* after which another tab's addition, that may be on its way, is sent */
  const FILES = "portal-adds";
  const TOO_LATE = "This was sent meanwhile as it was. Copy your words, close this, and change it where it stands on the page.";
  const MAX_FILE = 10000000; /* bytes, as portal/services/visits/files.py */
  /** @type {Set<string>} names of additions that this page is sending now */
  const flying = new Set();
  let person = "", sending = false;

  const visit = () => (window.location.pathname.match(/^\/visits\/([^/]+)$/) || [])[1] || "";
  const prefix = () => `portal-add:${encodeURIComponent(person)}:${visit()}:`;
  const every = () => (person ? local.keys(prefix()).sort() : []);
  /* What the portal refused is not sent again: it stays until its writer lets it go. */
  const refused = () => every().filter((name) => (local.readJson(name) || {}).refused);
  const names = () => { const out = refused(); return every().filter((name) => !out.includes(name)); };
  /* Gone, too busy, signed out: it waits. */
  /** @param {number} status */
  const waits = (status) => status === 0 || status >= 500 || [401, 408, 429].includes(status);
  /** Those that nobody is sending now. */
  const idle = () => names().filter((name) => {
    const { lost } = local.readJson(name) || {};
    return !flying.has(name) && (lost || Date.now() - Number(name.slice(prefix().length).split("-")[0]) > ANSWERED);
  });

  /** Make a UUID; `crypto.randomUUID` is missing where the address is not https. */
  function key() {
    const bytes = window.crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  }

  /**
   * Use the files that wait.
   * @param {"readonly" | "readwrite"} mode
   * @param {(store: IDBObjectStore) => IDBRequest} use
   * @returns {Promise<{value: any} | null>} null where the browser keeps none
   */
  function files(mode, use) {
    return new Promise((resolve) => {
      try {
        const opening = window.indexedDB.open(FILES, 1);
        opening.onupgradeneeded = () => opening.result.createObjectStore(FILES);
        opening.onerror = () => resolve(null);
        opening.onsuccess = () => {
          const base = opening.result, transaction = base.transaction(FILES, mode);
          const request = use(transaction.objectStore(FILES));
          /** @param {{value: any} | null} result */
          const end = (result) => { base.close(); resolve(result); };
          transaction.oncomplete = () => end({ value: request.result });
          transaction.onabort = () => end(null);
        };
      } catch {
        resolve(null);
      }
    });
  }

  /** Tell an addition by what was typed first, and its file. @param {string} name */
  function about(name) {
    const { values = {}, file } = local.readJson(name) || {};
    const { wording, question, note, title, link, fields = {} } = values;
    const [first] = [wording, question, note, title, link, ...Object.values(fields)].filter(Boolean);
    return [first, file].filter(Boolean).join(" · ");
  }

  /** The key of what an addition stands under, where that waits too. @param {Record<string, any>} values */
  function parent({ line, under }) {
    const place = String(line || under || "");
    return names().some((name) => name.endsWith(`-${place}`)) ? place : "";
  }

  /** Make a button to change an addition, where it cannot have arrived. @param {string} name */
  const changes = (name) => {
    const { refused: why, unsent } = local.readJson(name) || {};
    return why || unsent ? [adds("Change", { change: name })] : [];
  };
  /** Make a button that adds something under an addition. @param {string} textContent @param {Record<string, string>} marks */
  const adds = (textContent, marks) => {
    const button = make("button", { type: "button", className: "act", textContent });
    Object.assign(button.dataset, marks);
    return button;
  };

  /** Show an addition that waits, with what waits under it and what can be added there. @param {string} name @returns {HTMLElement} */
  function row(name) {
    const { path = "", values = {} } = local.readJson(name) || {}, words = about(name);
    const under = JSON.stringify({ under: values.key }), open = { about: words, values: under };
    const evidence = (/** @type {string} */ text) => adds(text, { ...open, open: "add_evidence" });
    const buttons = path.endsWith("/do/add_line")
      ? [adds("Add a question", { "do": "add_question", values: JSON.stringify({ line: values.key }) }), evidence("Add own evidence"),
        adds("Comment", { ...open, open: "comment", values: JSON.stringify({ kind: "comment", under: values.key }) })]
      : path.endsWith("/do/add_question") ? [evidence("Add an answer")] : [];
    buttons.push(...changes(name));
    const below = idle().filter((other) => parent((local.readJson(other) || {}).values || {}) === values.key);
    return make("li", {}, words || "A question without words", buttons.length ? make("p", { className: "acts" }, ...buttons) : null,
      below.length ? make("ul", {}, ...below.map(row)) : null);
  }

  /** Show the lines that wait under their headings, too. @param {string[]} waiting */
  function lines(waiting) {
    for (const heading of document.querySelectorAll("main [id^='heading-']")) {
      const here = waiting.filter((name) => {
        const { path = "", values = {} } = local.readJson(name) || {};
        return path.endsWith("/do/add_line") && heading.id === `heading-${values.heading}`;
      });
      const shown = heading.querySelector(".lines-waiting"), box = make("div", { className: "notice lines-waiting" },
        make("p", { textContent: "Waits on this device to be sent:" }), make("ul", {}, ...here.map(row)));
      if (here.length && shown?.textContent === box.textContent) continue;
      shown?.remove();
      if (here.length) heading.querySelector("h2")?.after(box);
    }
  }

  /** Show what the portal refused, with all its words. @param {HTMLElement} place */
  function refusals(place) {
    for (const name of refused()) {
      const id = `refused-${name.slice(-36)}`;
      if (document.getElementById(id)) continue;
      const { values = {}, file, refused: why } = local.readJson(name) || {};
      const { wording, question, who: whom, heard, note, title, link, fields = {} } = values;
      const words = [wording, question, whom, heard, title, note, link, ...Object.values(fields), file].filter(Boolean).join("\n");
      const box = make("div", { id, className: "notice" }, make("p", { textContent: `The portal did not take this addition: ${why}` }), make("pre", { textContent: words }),
        make("p", { className: "acts" }, ...changes(name),
          make("button", { type: "button", className: "act", textContent: "I have copied it, let it go", onclick: () => { remove(name, file); box.remove(); } })));
      place.append(box);
    }
  }

  /** Say how much waits, where the page says what concerns the whole visit. @param {string} [trouble] */
  function notices(trouble = "") {
    const place = document.getElementById("visit-state");
    if (!place) return;
    const waiting = idle(), count = waiting.length, shown = place.querySelector(".visit-adds");
    lines(waiting);
    const sentence = `${count === 1 ? "One addition is" : `${count} additions are`} kept on this device, to be sent as soon as the connection is back.`;
    const above = waiting.filter((name) => !parent((local.readJson(name) || {}).values || {}));
    const notice = make("div", { className: "notice visit-adds" }, make("p", { textContent: sentence }), make("ul", {}, ...above.map(row)));
    /* What stands already is not read out again. */
    if (!count || shown?.textContent !== notice.textContent) shown?.remove();
    if (count && !shown?.isConnected) place.append(notice);
    refusals(place);
    if (trouble) place.append(make("p", { className: "notice", textContent: trouble }));
  }

  /** Forget an addition, and its file. @param {string} name @param {unknown} [file] */
  function remove(name, file) {
    local.remove(name);
    if (file) files("readwrite", (store) => store.delete(name));
  }

  /**
   * Send an addition.
   * @param {string} path @param {Record<string, any>} values @param {Blob | null} file @param {string} [called] the file's name
   */
  function post(path, values, file, called = "") {
    if (!path.endsWith("/evidence")) return ask(path, values);
    const body = new FormData();
    for (const [name, value] of Object.entries(values)) body.set(name, String(value));
    if (file) body.set("file", file, called);
    return ask(path, body);
  }

  /** @type {PortalAdds["keyed"]} */
  function keyed(last, values, given) {
    if (last.values !== values) Object.assign(last, { values, key: given || key() });
    return last.key;
  }

  /** @type {PortalAdds["add"]} */
  async function add(last, path, given, chosen) {
    if (!person) person = (await who()).name;
    /* One that waits and was changed keeps its place and, where no other is chosen, its file. */
    const former = last.changes, earlier = (former && local.readJson(former)) || {};
    if (former && !earlier.refused && !earlier.unsent) return { status: 400, payload: { error: TOO_LATE }, stored: false };
    const picked = typeof chosen === "object" && chosen !== null && chosen.name !== "" ? chosen : null;
    const file = picked || (former && earlier.file ? (await files("readonly", (store) => store.get(former)))?.value : null) || null;
    if (file && file.size > MAX_FILE) return { status: 400, payload: { error: `The file is larger than ${MAX_FILE / 1000000} MB. Save it smaller, or give a link.` }, stored: false };
    const now = JSON.stringify([given, file?.name, file?.size, file?.lastModified]);
    const values = { ...given, key: keyed(last, now, given.key) };
    const name = former || `${prefix()}${Date.now().toString().padStart(15, "0")}-${values.key}`;
    const called = picked ? picked.name : earlier.file || "";
    flying.add(name);
    document.getElementById(`refused-${values.key}`)?.remove();
    const held = !file || (await files("readwrite", (store) => store.put(file, name))) !== null;
    const written = Boolean(person) && held && local.write(name, JSON.stringify({ path, values, file: called }));
    /* What stands under one that waits comes after it. */
    const after = written && parent(values) !== "", unsent = after || window.navigator.onLine === false;
    const { status, payload } = after ? { status: 0, payload: { error: "" } } : await post(path, values, file, called);
    flying.delete(name);
    const stored = written && waits(status);
    if (stored) local.write(name, JSON.stringify({ path, values, file: called, lost: true, unsent }));
    else if (former && status !== 200) local.write(name, JSON.stringify({ path, values, file: called, refused: payload.error || "it said no more" }));
    else remove(name, file);
    notices();
    return { status, payload, stored };
  }

  async function send() {
    if (sending) return;
    sending = true;
    let changed = 0;
    for (const name of idle()) {
      const { path, values, file: called, unsent } = local.readJson(name) || {};
      if (typeof path !== "string" || !path.startsWith(`/visits/${visit()}/`)) { remove(name, true); continue; }
      if (parent(values)) continue; /* another tab is sending that */
      if (document.querySelector(`dialog[open] [id^="form-change-${values.key}"]`)) continue; /* its writer changes it now */
      /* From here on it may arrive, so that nobody changes it, nor in another tab. */
      if (unsent) local.write(name, JSON.stringify({ path, values, file: called, lost: true }));
      flying.add(name);
      const file = called ? (await files("readonly", (store) => store.get(name)))?.value : null;
      const offline = window.navigator.onLine === false;
      const { status, payload } = await post(path, values, file, called);
      flying.delete(name);
      if (waits(status)) {
        local.write(name, JSON.stringify({ path, values, file: called, lost: true, unsent: unsent && offline }));
        break;
      }
      if (status === 200) {
        changed = payload.changed;
        remove(name, called);
      } else local.write(name, JSON.stringify({ path, values, file: called, refused: payload.error || "it said no more" }));
      notices(called && !file ? `The browser no longer holds the file “${called}”: choose it again.` : "");
    }
    sending = false;
    if (changed) {
      tell("What waited on this device is saved.");
      window.portal_visit?.changed(changed);
    }
  }

  window.portal_adds = { add, key, keyed, written: (name) => local.readJson(name) || {}, waiting: () => names().length > 0 };
  if (visit()) {
    tend("[id^='heading-']", [], () => notices());
    who().then((me) => {
      person = me.name;
      notices();
      send();
    });
    window.setInterval(() => { if (idle().length) { notices(); send(); } }, AGAIN);
    window.addEventListener("online", send);
  }
})();
