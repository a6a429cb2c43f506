// @ts-check
/* A pack takes some seconds to make: its link says how far it is, then hands the file over.
   Without this script the link is a download like any other. */
(function () {
  /** @type {Record<number, string>} */
  const REASONS = { 401: "sign in again first", 503: "others are being made, try again in a minute" };

  /** Why a pack did not come, in words for the reader. */
  class Refusal extends Error {}

  /** Hand a file over to the reader. @param {Blob} blob @param {string} name */
  function save(blob, name) {
    const url = URL.createObjectURL(blob);
    const link = Object.assign(document.createElement("a"), { href: url, download: name });
    document.body.append(link);
    link.click();
    link.remove();
    window.setTimeout(() => URL.revokeObjectURL(url), 60000);
  }

  /** @param {HTMLAnchorElement} link */
  async function fetchPack(link) {
    const label = link.dataset.label || (link.dataset.label = link.textContent || "");
    /** @param {string} text */
    const say = (text) => { link.textContent = text; };
    link.setAttribute("aria-busy", "true");
    link.setAttribute("aria-live", "polite");
    say(`${label}: starting …`);
    try {
      const answer = await fetch(link.href, { headers: { Accept: "application/x-ndjson" } });
      if (!answer.ok || !answer.body) throw new Refusal(REASONS[answer.status] || "it could not be made, try again");
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      let rest = "";
      /** @type {{file: string, type: string, name: string} | null} */
      let file = null;
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        rest += value;
        const lines = rest.split("\n");
        rest = lines.pop() || "";
        for (const line of lines.filter(Boolean)) {
          const event = JSON.parse(line);
          if (event.error) throw new Refusal(event.error);
          if (event.file) file = event;
          else say(event.of ? `${label}: ${Math.round((100 * event.done) / event.of)}%` : `${label}: ${event.now.toLowerCase()} …`);
        }
      }
      if (!file) throw new Refusal("the connection broke, try again");
      const bytes = Uint8Array.from(window.atob(file.file), (letter) => letter.charCodeAt(0));
      save(new Blob([bytes], { type: file.type }), file.name);
      say(`${label}: done`);
    } catch (error) {
      say(`${label}: ${error instanceof Refusal ? error.message : "no connection, try again"}`);
    }
    link.removeAttribute("aria-busy");
    window.setTimeout(() => say(label), 8000);
  }

  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element && event.target.closest("a[data-pack]");
    if (!(link instanceof HTMLAnchorElement) || !link.href || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (!link.hasAttribute("aria-busy")) fetchPack(link);
  });

  window.dash_clientside = Object.assign({}, window.dash_clientside, { download: { save } });
})();
