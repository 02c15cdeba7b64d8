/// <reference lib="dom" />
/**
 * What a person would complain about on the cards in view: an expression left in, a button or a text that is cut off or lies on
 * another. Runs in the browser.
 * @returns {string[]}
 */
export function faults() {
  return [...document.querySelectorAll('.ac-adaptiveCard')].flatMap((card) => {
    const edge = card.getBoundingClientRect();
    const text = card.textContent ?? '';
    const shown = [...card.querySelectorAll('button, input, textarea, .ac-textBlock')].filter((element) => {
      const { width, height } = element.getBoundingClientRect();
      return width > 0 && height > 0;
    });
    /** @param {Element} element */
    const name = (element) => (element.textContent || element.getAttribute('aria-label') || '').slice(0, 60);
    const outside = shown.filter((element) => {
      const box = element.getBoundingClientRect();
      const cut = !element.matches('input, textarea') && element.scrollWidth > element.clientWidth + 2;
      return box.left < edge.left - 1 || box.right > edge.right + 1 || cut;
    });
    const buttons = shown.filter((element) => element.matches('button'));
    const overlapping = buttons.filter((one, index) =>
      buttons.slice(index + 1).some((other) => {
        const [a, b] = [one.getBoundingClientRect(), other.getBoundingClientRect()];
        const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        return across > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
      }),
    );
    return [
      ...(text.includes('${') ? [`an expression is left in: ${text.slice(text.indexOf('${'), 60)}`] : []),
      ...outside.map((element) => `does not fit: ${name(element)}`),
      ...overlapping.map((element) => `lies on another button: ${name(element)}`),
      ...buttons.filter((element) => name(element).trim() === '').map(() => 'a button has no name'),
    ];
  });
}
