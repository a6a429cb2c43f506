// @ts-check
/* Drafts: what somebody typed into the texts of a visit and the portal has not saved yet.

   A draft lives in this tab and, under a key of this tab's own, in the browser's storage, so that
   neither a lost connection, a closed tab, another tab nor another person's change can lose it.
   This module decides what is sent, when and on top of which version; it draws nothing. */
(function () {
  const WAIT = 700; /* milliseconds from the last key to saving */
  const AGAIN = 4000; /* milliseconds from a failed request to the next */
  const MOST_SENT = 10;
  const TOO_BUSY = [408, 429];

  /**
   * Read a stored draft; what is not one, such as another program's, is null.
   * @param {unknown} value
   * @returns {StoredDraft | null}
   */
  function parse(value) {
    if (!value || typeof value !== "object") return null;
    const { text, base, sent, at } = /** @type {Record<string, unknown>} */ (value);
    if (typeof text !== "string" || typeof base !== "number" || !Number.isInteger(base)) return null;
    const texts = Array.isArray(sent) ? sent.filter((item) => typeof item === "string") : [];
    return { text, base, sent: texts, at: typeof at === "number" ? at : 0 };
  }

  /** @type {PortalDrafts["create"]} */
  function create({ ask, storage, visit, online, view, tab }) {
    /** @type {Map<string, Draft>} */
    const drafts = new Map();
    let person = "", offline = false, signedOut = false;

    /** @param {string} of the visit */
    const prefix = (of) => `portal-draft:${encodeURIComponent(person)}:${of}:`;
    /** @param {string} name @param {Draft} draft */
    const key = (name, draft) => `${prefix(draft.visit)}${name}:${tab}`;

    /** @param {StoredDraft} start @returns {Draft} */
    const fresh = (start) => ({ ...start, visit: visit(), saving: false, refused: false, stored: false, timer: 0, conflict: null });

    /** @param {string} name @param {Draft} draft */
    function store(name, draft) {
      const { text, base, sent, at } = draft;
      draft.stored = person !== "" && storage.write(key(name, draft), JSON.stringify({ text, base, sent, at }));
      view.standing();
    }

    /** @param {string} name */
    function forget(name) {
      const draft = drafts.get(name);
      if (!draft) return;
      window.clearTimeout(draft.timer);
      drafts.delete(name);
      storage.remove(key(name, draft));
      view.standing();
    }

    /**
     * List what is stored for this person and visit, by whichever tab, the newest first.
     * @returns {{key: string, name: string, stored: StoredDraft}[]}
     */
    function stored() {
      const start = prefix(visit());
      const items = storage.keys(start).flatMap((item) => {
        const draft = parse(storage.readJson(item));
        return draft ? [{ key: item, name: item.slice(start.length, item.lastIndexOf(":")), stored: draft }] : [];
      });
      return items.sort((left, right) => right.stored.at - left.stored.at);
    }

    /* What tabs that were closed since have left, found when the page opened. Drafts that other
       open tabs store later are theirs to save. */
    /** @type {Set<string>} */
    let left = new Set();

    /** @type {Drafts["identify"]} */
    function identify(name) {
      if (person || !name) return;
      person = name;
      left = new Set(stored().map((item) => item.key));
      drafts.forEach((draft, text) => store(text, draft));
    }

    /** @type {Drafts["adopt"]} */
    function adopt(name, shown) {
      const draft = drafts.get(name);
      if (draft || !left.size) return draft;
      for (const item of stored()) {
        if (item.name !== name || !left.delete(item.key)) continue;
        storage.remove(item.key);
        if (item.stored.text === shown.text) continue;
        const adopted = fresh(item.stored);
        drafts.set(name, adopted);
        store(name, adopted);
        later(name);
        return adopted;
      }
    }

    /** @param {string} name @param {number} [wait] milliseconds */
    function later(name, wait = WAIT) {
      const draft = drafts.get(name);
      if (!draft) return;
      window.clearTimeout(draft.timer);
      draft.timer = window.setTimeout(() => save(name), wait);
    }

    /** @type {Drafts["type"]} */
    function type(name, text, shown) {
      const draft = drafts.get(name) || fresh({ text, base: shown.version, sent: [], at: 0 });
      draft.text = text;
      draft.at = Date.now();
      drafts.set(name, draft);
      /* A text on its way may arrive yet: taking it back is then one more to be saved. */
      if (text === shown.text && !draft.saving && !draft.conflict && !draft.sent.length) {
        forget(name);
        return null;
      }
      store(name, draft);
      if (!draft.conflict) later(name);
      return draft;
    }

    /** @param {string} name */
    async function save(name) {
      const draft = drafts.get(name);
      if (!draft || draft.saving || draft.conflict) return;
      window.clearTimeout(draft.timer);
      const { text, sent: before } = draft;
      const [entry, field] = name.split("/");
      Object.assign(draft, { saving: true, refused: false });
      /* Noted before it is sent: the answer may be lost, or the tab be closed before it comes. A
         browser that knows itself to be offline sends nothing that could arrive. */
      if (online()) {
        draft.sent = [...new Set([...before, text])].slice(-MOST_SENT);
        store(name, draft);
      }
      view.saving(name);
      const { status, payload } = await ask(`/visits/${draft.visit}/do/write`, { entry: Number(entry), field, text, base: draft.base });
      draft.saving = false;
      if (drafts.get(name) !== draft) return; /* let go meanwhile */
      if (status > 0 && status < 500) connection(false);
      if (status === 200) {
        signOut(false);
        draft.base = payload.version;
        draft.sent = [];
        if (draft.text === text) forget(name);
        else {
          store(name, draft);
          later(name);
        }
        view.saved(name, { text, version: payload.version, by: payload.by, at: payload.at }, payload.changed);
        /* What was refused beside this text may be right now: the two times of a session. */
        drafts.forEach((other, beside) => { if (other.refused && beside.startsWith(`${entry}/`)) save(beside); });
      } else if (status === 409 && before.includes(payload.theirs.text)) {
        /* What stands was sent from here, and only the answer was lost: it is nobody else's. */
        draft.base = payload.theirs.version;
        draft.sent = before;
        store(name, draft);
        save(name);
      } else if (status === 409) {
        draft.conflict = payload.theirs;
        draft.sent = [];
        store(name, draft);
        view.conflict(name);
      } else if (status === 0 || status >= 500 || TOO_BUSY.includes(status)) {
        view.waiting(name, draft.stored);
        if (!TOO_BUSY.includes(status)) connection(true);
        later(name, AGAIN);
      } else {
        draft.sent = before;
        draft.refused = true;
        store(name, draft);
        view.refused(name, payload.error || "Not saved");
        if (status === 401) signOut(true);
      }
    }

    /** @type {Drafts["connection"]} */
    function connection(lost) {
      if (offline && !lost) view.reconnected();
      offline = lost;
      view.standing();
    }

    /** @param {boolean} out */
    function signOut(out) {
      if (out === signedOut) return;
      signedOut = out;
      view.standing();
    }

    /** @type {Drafts["resolve"]} */
    function resolve(name, text, shown) {
      const draft = drafts.get(name);
      if (!draft) return null;
      draft.conflict = null;
      draft.base = shown.version;
      return type(name, text, shown);
    }

    /** @type {Drafts["abandoned"]} */
    function abandoned(drawn) {
      const items = stored().filter((item) => !drawn(item.name))
        .map((item) => ({ key: item.key, name: item.name, text: item.stored.text }));
      drafts.forEach((draft, name) => {
        if (!draft.stored && !drawn(name)) items.push({ key: key(name, draft), name, text: draft.text });
      });
      return items;
    }

    /** @type {Drafts["discard"]} */
    function discard(item) {
      const draft = drafts.get(item.name);
      if (draft && key(item.name, draft) === item.key) forget(item.name);
      else storage.remove(item.key);
    }

    return {
      identify, adopt, type, resolve, connection, abandoned, discard,
      get: (name) => drafts.get(name),
      retry: () => drafts.forEach((_draft, name) => save(name)),
      /* The portal answered: that tells of a connection where no text waits to find out. */
      reached: () => { if (offline && !drafts.size) connection(false); },
      unsaved: () => drafts.size > 0,
      standing: () => ({ count: drafts.size, offline, signedOut, unstored: [...drafts.values()].some((draft) => !draft.stored) }),
      /* True where closing the page now would lose a text or a decision. */
      atRisk: () => [...drafts.values()].some((draft) => draft.saving || draft.conflict !== null || !draft.stored),
    };
  }

  window.portal_drafts = { create };
})();
