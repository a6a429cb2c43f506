// @ts-check
/* A picture of a chart to take along: the server's drawing under its title, with its source below,
   as SVG, as PNG (the same drawn on a canvas), or copied. */
(function () {
  const WIDTH = 960, EDGE = 24, SHARP = 2;
  const FONT = 'system-ui, -apple-system, "Segoe UI", "Helvetica Neue", "DejaVu Sans", sans-serif';
  /* Size, height of a line and width of a letter, in pixels; wide fonts take so much. */
  const KINDS = {
    title: { size: 20, high: 26, letter: 13.5, look: 'font-weight="700" fill="#16202b"' },
    subtitle: { size: 14, high: 20, letter: 8.8, look: 'fill="#4d5b69"' },
    source: { size: 12, high: 17, letter: 7.4, look: 'fill="#4d5b69"' },
  };
  /** @typedef {{title: string, subtitle: string, source: string}} Words */
  /** @typedef {{svg: string, height: number, margin: {l: number, r: number, t: number, b: number}}} Drawing */

  /** @param {string} text */
  const escaped = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

  /**
   * Break a text between its words into lines of so many letters; a longer word has its own line.
   * @param {string} text
   * @param {number} most
   */
  function wrapped(text, most) {
    /** @type {string[]} */
    const lines = [];
    for (const word of text.split(/\s+/).filter(Boolean)) {
      const last = lines.at(-1);
      if (last !== undefined && last.length + 1 + word.length <= most) lines[lines.length - 1] = `${last} ${word}`;
      else lines.push(word);
    }
    return lines;
  }

  /**
   * Write some text from `top` down, and say where it ends.
   * @param {keyof typeof KINDS} kind
   * @param {string} text
   * @param {number} top
   */
  function paragraph(kind, text, top) {
    const { size, high, letter, look } = KINDS[kind];
    const lines = wrapped(text, Math.floor((WIDTH - 2 * EDGE) / letter));
    const written = lines.map((line, n) => `<text x="${EDGE}" y="${top + n * high + size}" font-size="${size}" ${look}>${escaped(line)}</text>`);
    return { svg: written.join(""), end: top + lines.length * high };
  }

  /**
   * Put a drawing between its words, on white.
   * @param {Drawing} drawing its `svg` takes the place between the margins, whatever its width
   * @param {Words} words
   */
  function compose({ svg, height, margin }, words) {
    const title = paragraph("title", words.title, EDGE);
    const subtitle = paragraph("subtitle", words.subtitle, title.end + 4);
    const top = subtitle.end + 8 + margin.t, left = EDGE + margin.l;
    const source = paragraph("source", words.source, top + height + margin.b + 4);
    const whole = source.end + EDGE - 6;
    const place = `<svg x="${left}" y="${top}" width="${WIDTH - left - EDGE - margin.r}" height="${height}" overflow="visible">${svg}</svg>`;
    const text = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${whole}" viewBox="0 0 ${WIDTH} ${whole}" `
      + `font-family="${escaped(FONT)}" font-size="13"><title>${escaped(words.title)}</title><rect width="100%" height="100%" fill="#ffffff"/>`
      + `${title.svg}${subtitle.svg}${place}${source.svg}</svg>`;
    return { text, width: WIDTH, height: whole };
  }

  /** The picture of the chart that a button belongs to. @param {Element} button */
  function picture(button) {
    const chart = button.closest(".chart-frame");
    const drawn = chart?.querySelector(".chart-still svg");
    if (!chart || !drawn) throw new Error("no chart");
    const { margin, height } = JSON.parse(chart.querySelector("script")?.textContent || "").figure.layout;
    const words = JSON.parse(chart.querySelector(".chart-take")?.getAttribute("data-words") || "{}");
    const copy = /** @type {Element} */ (drawn.cloneNode(true));
    copy.setAttribute("overflow", "visible"); // labels stand outside it, which in the page the style sheet allows
    const drawing = { svg: new XMLSerializer().serializeToString(copy), height: height - margin.t - margin.b, margin };
    return { ...compose(drawing, words), words };
  }

  /** @param {{text: string, width: number, height: number}} made @returns {Promise<Blob>} */
  async function png({ text, width, height }) {
    const image = new Image(width, height);
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
    await image.decode();
    const canvas = Object.assign(document.createElement("canvas"), { width: width * SHARP, height: height * SHARP });
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return new Promise((resolve, reject) => {
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/png");
    });
  }

  /** @param {string} title @param {string} ending */
  function fileName(title, ending) {
    const words = title.toLowerCase().replace(/[^a-z0-9]+/g, "-").slice(0, 80).replace(/^-+|-+$/g, "");
    return `${words || "chart"}.${ending}`;
  }

  /** What a button does; it says what came of it. @type {Record<string, (made: ReturnType<typeof picture>) => Promise<string>>} */
  const TAKEN = {
    async svg(made) {
      window.dash_clientside.download.save(new Blob([made.text], { type: "image/svg+xml" }), fileName(made.words.title, "svg"));
      return "SVG saved";
    },
    async png(made) {
      window.dash_clientside.download.save(await png(made), fileName(made.words.title, "png"));
      return "PNG saved";
    },
    async copy(made) {
      if (!navigator.clipboard || !("ClipboardItem" in window)) return "Not possible here: take the PNG";
      await navigator.clipboard.write([new ClipboardItem({ "image/png": png(made) })]);
      return "Image copied";
    },
  };

  /** @param {HTMLElement} button */
  async function take(button) {
    const message = button.closest(".chart-take")?.querySelector("[role=status]");
    let text = "It could not be made: try again";
    try {
      text = await TAKEN[button.dataset.take || ""](picture(button));
    } catch (error) {
      window.console.error(error);
    }
    if (message) message.textContent = text;
  }

  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest(".chart-take button");
    if (button instanceof HTMLElement) take(button);
  });

  window.dash_clientside = Object.assign({}, window.dash_clientside, { pictures: { wrapped, compose, fileName, take } });
})();
