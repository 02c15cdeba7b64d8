/// <reference lib="dom" />
/**
 * What a person would complain about on the cards of a page: an expression left in, a button without a name, a text or a button that
 * sticks out, is cut off, lies on another or is squeezed. Runs in the browser; nothing outside of it is used.
 * @returns {string[]}
 */
export function faults() {
  return [...document.querySelectorAll('.ac-adaptiveCard')].flatMap((card) => {
    const edge = card.getBoundingClientRect();
    const text = card.textContent ?? '';
    const shown = [...card.querySelectorAll('button, input, textarea, td, .ac-textBlock')].filter(
      (element) => {
        const { width, height } = element.getBoundingClientRect();
        return width > 0 && height > 0;
      },
    );
    /** @param {Element} element */
    const name = (element) => (element.textContent || element.getAttribute('aria-label') || '').slice(0, 60);
    const outside = shown.filter((element) => {
      const box = element.getBoundingClientRect();
      const cut = !element.matches('input, textarea') && element.scrollWidth > element.clientWidth + 2;
      return box.left < edge.left - 1 || box.right > edge.right + 1 || cut;
    });
    const buttons = shown.filter((element) => element.matches('button'));
    const overlapping = shown.filter((one, index) =>
      shown.slice(index + 1).some((other) => {
        // A cell holds its text.
        if (one.contains(other) || !(one.matches('button') || other.matches('button'))) return false;
        const [a, b] = [one.getBoundingClientRect(), other.getBoundingClientRect()];
        const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        return across > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
      }),
    );
    const squeezed = shown.filter((element) => {
      const { width, height } = element.getBoundingClientRect();
      return element.matches('.ac-textBlock') && name(element).length > 12 && width < 90 && height > 90;
    });
    return [
      ...(text.includes('${')
        ? [`an expression is left in: ${text.slice(text.indexOf('${')).slice(0, 60)}`]
        : []),
      ...outside.map((element) => `does not fit: ${name(element)}`),
      ...overlapping.map((element) => `lies on another: ${name(element)}`),
      ...squeezed.map((element) => `is squeezed: ${name(element)}`),
      ...buttons.filter((element) => name(element).trim() === '').map(() => 'a button has no name'),
    ];
  });
}
