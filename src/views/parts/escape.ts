// Everything below assumes the worst of a display name: whoever can rename an account can write on our cards.

// Zero-width joiners stay: names in Persian and emoji need them.
const INVISIBLE = /[\p{Cc}\p{Cs}\u061C\u200B\u200E\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB]+/gu;
const LETTER = String.raw`\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}`;
const RIGHT_TO_LEFT = new RegExp(`[${LETTER}]`, 'u');
const WITHIN = String.raw`${LETTER}\p{M}\p{N} .'’"-`;
/** A name from right to left inside a sentence, with what stands in brackets behind it. */
const RUN = new RegExp(String.raw`[${LETTER}](?:[${WITHIN}]|\([${WITHIN}]*\))*`, 'gu');
const BEHIND = /[\p{N} .'’"-]*$/u;
// Marks piled up on one letter reach into the lines above and below.
const PILED_MARKS = /(\p{M}{3})\p{M}+/gu;
// `${` and `{{` would be taken for an expression or a date.
const OPENED = /(?<=[${])\{/g;
const MARKDOWN = /[\\`*_~[\]()#|!]/g;
// Keeps an address from becoming a link, and is not seen.
const WORD_JOINER = '\u2060';
const LEADING_LIST = /^(?:[-+]|\d+(?=[.)]))/;

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * Text of others for a place that shows markdown (TextBlock, Fact): it reads as written and stays inside its line. No link,
 * mention, emphasis, list, template or date macro comes out of it, and its writing direction ends with it.
 */
export function md(text: string, max = 80): string {
  return isolate(unmarked(shorten(clean(text), max)));
}

/** The same for a sentence of ours: names in it that are written from right to left leave the order of the others alone. */
export function mdSentence(text: string, max = 400): string {
  return unmarked(shorten(clean(text), max).replaceAll(RUN, isolateRun));
}

function unmarked(text: string): string {
  return text
    .replaceAll(MARKDOWN, String.raw`\$&`)
    .replace(LEADING_LIST, (mark) => (/\d/.test(mark) ? `${mark}\\` : `\\${mark}`))
    .replaceAll('://', `:${WORD_JOINER}//`);
}

/** The same for a place that shows plain text: button titles, input values, labels, summaries. */
export function plain(text: string, max = 80): string {
  // Some clients show a summary or a tooltip as markdown all the same.
  return isolate(shorten(clean(text).replaceAll('](', '] ('), max));
}

function clean(text: string): string {
  return text
    .normalize('NFC')
    .replaceAll(INVISIBLE, ' ')
    .replaceAll(PILED_MARKS, '$1')
    .replaceAll('<', '‹')
    .replaceAll('>', '›')
    .replaceAll(OPENED, ' {')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

function shorten(text: string, max: number): string {
  if (text.length <= max) return text;
  const signs = [...graphemes.segment(text)].slice(0, max + 1).map(({ segment }) => segment);
  let short = '';
  for (const sign of signs) {
    // A sign may be built of any number of marks: the cap on what is sent is on code units.
    if (short.length + sign.length > max - 1) return `${short.trimEnd()}…`;
    short += sign;
  }
  return short;
}

function isolateRun(run: string): string {
  const [behind = ''] = BEHIND.exec(run) ?? [];
  return `${isolate(run.slice(0, run.length - behind.length))}${behind}`;
}

function isolate(text: string): string {
  return RIGHT_TO_LEFT.test(text) ? `\u2068${text}\u2069` : text;
}
