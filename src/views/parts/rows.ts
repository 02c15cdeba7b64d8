import type { Card } from '../../ports/notifier';

/** One line of a list, as the part `row` of the templates wants it; texts already escaped. */
interface RowInput {
  readonly title: string;
  readonly glyph?: string;
  readonly detail?: string;
  readonly more?: string;
  /** Shown where there is room: what nobody has to know on a phone. */
  readonly aside?: string;
  readonly actions?: readonly Card[];
}

export function row({ title, glyph = '', detail = '', more = '', aside = '', actions = [] }: RowInput) {
  return {
    title,
    glyph,
    hasGlyph: glyph !== '',
    detail,
    hasDetail: detail !== '',
    more,
    hasMore: more !== '',
    aside,
    hasAside: aside !== '',
    actions,
    hasActions: actions.length > 0,
  };
}

/** With a line above each, but for the first one right below the header. */
export function parted<Row extends object>(
  rows: readonly Row[],
  below: 'header' | 'text',
): readonly (Row & { readonly hasLine: boolean })[] {
  return rows.map((one, index) => ({ ...one, hasLine: index > 0 || below === 'text' }));
}
