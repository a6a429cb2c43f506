// @ts-check
/* The browser's storage, which may be full, forbidden or emptied by others: nothing here throws. */
(function () {
  /**
   * Wrap a storage so that a refusal is an answer.
   * @param {() => Storage} area opens the storage; may throw where it is forbidden
   * @returns {SafeStorage}
   */
  function safe(area) {
    /**
     * @template T
     * @param {(storage: Storage) => T} use
     * @param {T} refused
     */
    const attempt = (use, refused) => {
      try {
        return use(area());
      } catch {
        return refused;
      }
    };
    return {
      read: (key) => attempt((storage) => storage.getItem(key), null),
      write: (key, value) => attempt((storage) => { storage.setItem(key, value); return true; }, false),
      remove: (key) => attempt((storage) => storage.removeItem(key), undefined),
      keys: (start) => attempt((storage) => {
        const names = Array.from({ length: storage.length }, (_item, number) => storage.key(number) || "");
        return names.filter((name) => name.startsWith(start));
      }, []),
      readJson: (key) => attempt((storage) => JSON.parse(storage.getItem(key) || "null"), null),
    };
  }

  window.portal_storage = { local: safe(() => window.localStorage), session: safe(() => window.sessionStorage) };
})();
