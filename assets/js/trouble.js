/* When a question of the page is not answered: nobody is left with a former answer beside a new
   choice. Where the portal or the connection is away, the same is asked again until it is back;
   Dash shows meanwhile that it waits. What failed is told, and what to do. */
(function () {
  const QUESTION = "/_dash-update-component";
  const AGAIN = [2, 4, 8, 15]; /* seconds; the last of them goes on */
  const AWAY = [502, 503, 504];
  const plain = window.fetch.bind(window);
  const waiting = new Map(); /* question that waits -> what it waits for */
  const failed = new Map(); /* what is asked for -> why there was no answer, for good */
  const wake = new Set();

  const FORMER = "What you see was loaded before, and may not fit what you chose.";
  const REASONS = {
    connection: `No connection to the portal. ${FORMER} It is asked for again until the connection is back.`,
    away: `The data cannot be read just now. ${FORMER} It is asked for again until they can.`,
    401: "You are not signed in any more.",
    403: "This is not for your account.",
  };

  function pause(tries) {
    return new Promise((resolve) => {
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

  function act(text, attributes) {
    return Object.assign(document.createElement(attributes.href ? "a" : "button"), { className: "act", textContent: text }, attributes);
  }

  /* One line at the foot of the window, in sight wherever the reader is. */
  function tell() {
    const [why] = [...failed.values(), ...waiting.values()];
    let place = document.getElementById("trouble");
    document.body.classList.toggle("in-trouble", Boolean(why));
    if (!why) return place && place.remove();
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

  async function ask(resource, options) {
    const { output } = JSON.parse(options.body);
    const question = {};
    for (let tries = 0; ; tries++) {
      let answer = null;
      try {
        answer = await plain(resource, options);
      } catch (error) { /* nobody answered */ }
      if (answer && !AWAY.includes(answer.status)) {
        waiting.delete(question);
        if (answer.ok) failed.delete(output);
        else failed.set(output, REASONS[answer.status] || `${(await answer.clone().text()).trim() || "Something went wrong."} ${FORMER}`);
        tell();
        return answer;
      }
      waiting.set(question, answer ? REASONS.away : REASONS.connection);
      tell();
      await pause(tries);
    }
  }

  window.fetch = (resource, options) =>
    String(resource).split("?")[0].endsWith(QUESTION) && options && typeof options.body === "string" ? ask(resource, options) : plain(resource, options);
  window.addEventListener("online", now);
})();
