/* Put into each measured page before its first script: when something was painted first, when the
   results stood and could be used, how long the longest task of the main thread was, and how long
   a filter takes to show something new. */
(function (page) {
  const bench = (window.bench = { painted: null, stood: null, longest: 0, filtered: null });
  let ready = null;

  new PerformanceObserver((list) => {
    list.getEntries().forEach((entry) => {
      bench.longest = Math.max(bench.longest, entry.duration);
    });
  }).observe({ type: "longtask", buffered: true });
  new PerformanceObserver((list) => {
    list.getEntriesByName("first-contentful-paint").forEach((entry) => {
      bench.painted = entry.startTime;
    });
  }).observe({ type: "paint", buffered: true });

  function mark(name, on) {
    const root = document.documentElement;
    if (root && root.hasAttribute(name) !== on) root.toggleAttribute(name, on);
  }

  /* The page that the document holds (#first) can be read; Dash's, which takes its place, be used. */
  function stands() {
    const place = document.querySelector(page.results);
    return Boolean(
      place && (place.firstElementChild || page.drawn) &&
      !document.getElementById("first") && !document.querySelector(page.unsettled),
    );
  }

  /* The frame since which everything stands; a page that loads again begins anew. */
  function look() {
    if (!stands()) ready = null;
    else if (ready === null) ready = performance.now();
    const calm = ready !== null && performance.now() - ready > page.calm;
    if (calm && bench.stood === null) bench.stood = ready;
    mark("data-settled", calm);
    requestAnimationFrame(look);
  }
  requestAnimationFrame(look);

  /* Click a label; `filtered` becomes the milliseconds until the frame that shows other results. */
  bench.filter = (label) => {
    const place = document.querySelector(page.results);
    const before = place.innerText;
    let changed = false;
    mark("data-filtered", false);
    const observer = new MutationObserver(() => {
      changed = true;
    });
    observer.observe(place, { subtree: true, childList: true, characterData: true, attributes: true });
    const start = performance.now();
    function shown() {
      if (changed && stands()) {
        changed = false;
        if (place.innerText !== before) {
          observer.disconnect();
          /* This frame paints the new content; a task of its own comes after the paint. */
          const channel = new MessageChannel();
          channel.port1.onmessage = () => {
            bench.filtered = performance.now() - start;
            mark("data-filtered", true);
          };
          channel.port2.postMessage(null);
          return;
        }
      }
      requestAnimationFrame(shown);
    }
    ready = null;
    mark("data-settled", false);
    label.click();
    requestAnimationFrame(shown);
  };
})
