/** What one look has shown. `note` is worth knowing and no fault. */
export interface Finding {
  readonly area: string;
  readonly level: 'ok' | 'note' | 'wrong';
  /** One sentence, without secrets. */
  readonly says: string;
  /** What to do about it. */
  readonly mend?: string;
}

type Says = (says: string, mend?: string) => Finding;

/** Findings of one area. */
export function findings(area: string): { readonly ok: Says; readonly note: Says; readonly wrong: Says } {
  const of =
    (level: Finding['level']): Says =>
    (says, mend) => ({ area, level, says, ...(mend === undefined ? {} : { mend }) });
  return { ok: of('ok'), note: of('note'), wrong: of('wrong') };
}

/** As a person at a terminal reads them, the worst counted at the end. */
export function report(all: readonly Finding[]): string {
  const width = Math.max(...all.map(({ area }) => area.length));
  const lines = all.flatMap(({ area, level, says, mend }) => [
    `${level.padEnd(5)}  ${area.padEnd(width)}  ${says}`,
    ...(mend === undefined ? [] : [`${' '.repeat(width + 9)}To mend it: ${mend}`]),
  ]);
  const wrong = all.filter(({ level }) => level === 'wrong').length;
  const last =
    wrong === 0 ? 'Nothing is wrong.' : `${wrong} ${wrong === 1 ? 'thing is' : 'things are'} wrong.`;
  return [...lines, '', last, ''].join('\n');
}
