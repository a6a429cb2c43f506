/* A pack takes some seconds to make: its link says how far it is, then hands the file over.
   Without this script the link is a download like any other. */
(function () {
  async function fetchPack(link) {
    const label = link.dataset.label || (link.dataset.label = link.textContent);
    const say = (text) => { link.textContent = text; };
    link.setAttribute("aria-busy", "true");
    link.setAttribute("aria-live", "polite");
    say(`${label}: starting …`);
    try {
      const answer = await fetch(link.href, { headers: { Accept: "application/x-ndjson" } });
      if (!answer.ok) throw new Error(answer.status === 503 ? "others are being made, try again in a minute" : answer.status === 401 ? "sign in again first" : "it could not be made, try again");
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      let rest = "", file = null;
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        rest += value;
        const lines = rest.split("\n");
        rest = lines.pop();
        for (const line of lines.filter(Boolean)) {
          const told = JSON.parse(line);
          if (told.error) throw new Error(told.error);
          if (told.file) file = told;
          else say(told.of ? `${label}: ${Math.round((100 * told.done) / told.of)}%` : `${label}: ${told.now.toLowerCase()} …`);
        }
      }
      if (!file) throw new Error("the connection broke, try again");
      const bytes = Uint8Array.from(window.atob(file.file), (letter) => letter.charCodeAt(0));
      const url = URL.createObjectURL(new Blob([bytes], { type: file.type }));
      const save = Object.assign(document.createElement("a"), { href: url, download: file.name });
      document.body.append(save);
      save.click();
      save.remove();
      window.setTimeout(() => URL.revokeObjectURL(url), 60000);
      say(`${label}: done`);
    } catch (error) {
      say(`${label}: ${error.message || "no connection, try again"}`);
    }
    link.removeAttribute("aria-busy");
    window.setTimeout(() => say(label), 8000);
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest("a[data-pack]");
    if (!link || !link.href || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (!link.hasAttribute("aria-busy")) fetchPack(link);
  });
})();
