// @ts-check
/* When a request of the page fails: nobody is left with a former answer beside a new choice. Where
   the portal or the connection is away, the same is asked again until it is back; Dash shows
   meanwhile that it waits. A line at the foot says what failed, and what to do. */
(function () {
  const QUESTION = "/_dash-update-component";
  const AGAIN = [2, 4, 8, 15]; /* seconds; the last of them goes on */
  const OFTEN = 429; /* of the portal, or of what stands before it */
  const AWAY = [OFTEN, 502, 503, 504];
  const SOON = 30; /* seconds: whoever is told to come back so soon waits for a turn, nothing is wrong */
  const plain = window.fetch.bind(window);
  /** @type {Map<object, string>} request that waits -> what it waits for */
  const waiting = new Map();
  /** @type {Map<string, string>} what is asked for -> why there was no answer, for good */
  const failed = new Map();
  /** @type {Set<() => void>} */
  const wake = new Set();

  const FORMER = "What you see was loaded before, and may not fit what you chose.";
  /** @type {Record<string, string>} by status, or by what is away */
  const REASONS = {
    connection: `No connection to the portal. ${FORMER} It is asked for again until the connection is back.`,
    away: `The data cannot be read just now. ${FORMER} It is asked for again until they can.`,
    often: `Your address asked for much in a short time. ${FORMER} It is asked for again in a moment.`,
    busy: `Several large views are being made just now, one after another. ${FORMER} It is asked for again until its turn comes.`,
    401: "You are not signed in any more.",
    403: "This is not for your account.",
  };

  /** Wait before asking again, longer each time. @param {number} tries */
  function pause(tries) {
    return new Promise((/** @type {(value?: unknown) => void} */ resolve) => {
      const go = () => {
        window.clearTimeout(timer);
        wake.delete(go);
        resolve();
      };
      const timer = window.setTimeout(go, 1000 * AGAIN[Math.min(tries, AGAIN.length - 1)]);
      wake.add(go);
    });
  }
  const now = () => [...wake].forEach((go) => go());

  /** @param {string} text @param {Partial<HTMLAnchorElement> | Partial<HTMLButtonElement>} properties */
  function act(text, properties) {
    return Object.assign(document.createElement("href" in properties ? "a" : "button"), { className: "act", textContent: text }, properties);
  }

  /* One line at the foot of the window, in sight wherever the reader is. */
  function tell() {
    const [why] = [...failed.values(), ...waiting.values()];
    let place = document.getElementById("trouble");
    document.body.classList.toggle("in-trouble", Boolean(why));
    if (!why) return place?.remove();
    if (!place) {
      place = Object.assign(document.createElement("div"), { id: "trouble", className: "trouble" });
      place.setAttribute("role", "alert");
      document.body.append(place);
    }
    if (place.dataset.why === why) return;
    place.dataset.why = why;
    const here = window.location.pathname + window.location.search;
    const next = failed.size === 0 ? act("Try now", { type: "button", onclick: now })
      : why === REASONS[401] ? act("Sign in again", { href: `/sign-in?next=${encodeURIComponent(here)}` })
      : act("Reload the page", { type: "button", onclick: () => window.location.reload() });
    place.replaceChildren(Object.assign(document.createElement("p"), { textContent: why }), next);
  }

  /** @param {RequestInfo | URL} resource @param {RequestInit & {body: string}} options */
  async function ask(resource, options) {
    const { output } = JSON.parse(options.body);
    const question = {};
    for (let tries = 0; ; tries++) {
      let answer = null;
      try {
        answer = await plain(resource, options);
      } catch { /* nobody answered */ }
      if (answer && !AWAY.includes(answer.status)) {
        waiting.delete(question);
        if (answer.ok) failed.delete(output);
        else failed.set(output, REASONS[answer.status] || `${(await answer.clone().text()).trim() || "Something went wrong."} ${FORMER}`);
        tell();
        return answer;
      }
      const busy = Number(answer?.headers.get("Retry-After") || SOON) < SOON;
      if (!busy || tries > 0) {
        const why = busy ? "busy" : answer ? (answer.status === OFTEN ? "often" : "away") : "connection";
        waiting.set(question, REASONS[why]);
        tell();
      }
      await pause(tries);
    }
  }

  window.fetch = (resource, options) => {
    const callback = String(resource).split("?")[0].endsWith(QUESTION) && options && typeof options.body === "string";
    return callback ? ask(resource, /** @type {RequestInit & {body: string}} */ (options)) : plain(resource, options);
  };
  window.addEventListener("online", now);
})();
