// The page that cards are drawn on. `draw` runs in the browser.

/** The document: buttons and fields like those of Teams. */
export function documentFor({ colours }) {
  return `<!doctype html><html><head><meta charset="utf-8"><style>
    * { box-sizing: border-box; }
    body { margin: 0; padding: 16px; background: ${colours.page}; font-family: 'Segoe UI', 'Open Sans', sans-serif; }
    .frame { break-inside: avoid; margin-bottom: 16px; }
    .name { font: 12px monospace; color: ${colours.subtle}; }
    .card { background: ${colours.paper}; border: 1px solid ${colours.line}; border-radius: 6px; overflow: hidden; }
    .ac-textBlock, .ac-richTextBlock { line-height: 1.4 !important; }
    .ac-actionSet { flex-wrap: wrap; row-gap: 8px; }
    .card td { overflow-wrap: anywhere; }
    .ac-textBlock p { margin: 0; }
    .mention { color: ${colours.accent}; }
    .ac-textBlock ul { margin: 0; padding-left: 20px; }
    .ac-pushButton { font: 600 14px 'Segoe UI', 'Open Sans', sans-serif; padding: 5px 12px; border-radius: 4px;
      border: 1px solid ${colours.line}; background: ${colours.paper}; color: ${colours.text}; white-space: nowrap; }
    .ac-pushButton.style-positive { background: #5b5fc7; border-color: #5b5fc7; color: #fff; }
    .ac-pushButton.style-destructive { background: ${colours.paper}; border-color: ${colours.attention}; color: ${colours.attention}; }
    .ac-input { width: 100%; font: 14px 'Segoe UI', 'Open Sans', sans-serif; padding: 6px 8px; border-radius: 4px;
      border: 1px solid ${colours.line}; background: ${colours.quiet}; color: ${colours.text}; }
    .ac-input[type=checkbox] { width: auto; }
    textarea.ac-input { min-height: 56px; }
  </style></head><body></body></html>`;
}

/** Draws cards on a sheet of so many columns, and returns what the renderer had to say. */
export function draw({ cards, hostConfig, width, columns, fitsWidth }) {
  const { AdaptiveCards } = globalThis;
  AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => {
    result.outputHtml = markdown(text);
    result.didProcess = true;
  };
  const body = document.body;
  body.replaceChildren();
  body.style.width = `${columns * (width + 16) + 16}px`;
  const sheet = body.appendChild(document.createElement('div'));
  sheet.style.cssText = `columns: ${columns}; column-gap: 16px`;
  return cards.flatMap(({ name, card: whole }) => {
    const json = fitsWidth ? fitting(whole) : whole;
    const card = new AdaptiveCards.AdaptiveCard();
    card.hostConfig = new AdaptiveCards.HostConfig(hostConfig);
    const context = new AdaptiveCards.SerializationContext();
    card.parse(json, context);
    const frame = sheet.appendChild(document.createElement('div'));
    frame.className = 'frame';
    const label = frame.appendChild(document.createElement('div'));
    label.className = 'name';
    label.textContent = name;
    const paper = frame.appendChild(document.createElement('div'));
    paper.className = 'card';
    paper.dataset.name = name;
    paper.style.width = `${width}px`;
    paper.appendChild(card.render());
    // This renderer draws no charts and says so; the fallback stands in.
    return Array.from({ length: context.eventCount }, (_, index) => context.getEventAt(index).message)
      .filter((message) => !message.includes('Fallback will be used'))
      .map((message) => `${name}: ${message}`);
  });

  // This renderer does not know `targetWidth`; Teams does. Up to 345 pixels are narrow, and all that we ask for is more than that.
  function fitting(node) {
    if (Array.isArray(node)) return node.map(fitting).filter((one) => one !== undefined);
    if (typeof node !== 'object' || node === null) return node;
    if (node.targetWidth === 'atLeast:standard' && width <= 345) return undefined;
    return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, fitting(value)]));
  }

  // What the renderer in Teams knows of markdown, as far as our cards use it.
  function markdown(source) {
    const escapes = [];
    const held = source.replaceAll(/\\([!-/:-@[-`{-~])/g, (_, sign) => {
      escapes.push(sign);
      return `\uE000${escapes.length - 1}\uE001`;
    });
    const html = held
      .split(/\n{2,}/)
      .map(block)
      .join('');
    return html.replaceAll(/\uE000(\d+)\uE001/g, (_, index) => escape(escapes[Number(index)] ?? ''));
  }

  function block(text) {
    const lines = text.split('\n');
    if (lines.every((line) => line.startsWith('- '))) {
      return `<ul>${lines.map((line) => `<li>${inline(line.slice(2))}</li>`).join('')}</ul>`;
    }
    return `<p>${lines.map(inline).join('<br>')}</p>`;
  }

  function inline(text) {
    return escape(text)
      .replaceAll(/\*\*(.+?)\*\*/g, '<b>$1</b>')
      .replaceAll(/_(.+?)_/g, '<i>$1</i>')
      .replaceAll(/&lt;at&gt;(.+?)&lt;\/at&gt;/g, '<b class="mention">$1</b>')
      .replaceAll(/\[(.+?)\]\((.+?)\)/g, '<a href="$2">$1</a>');
  }

  function escape(text) {
    return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  }
}
