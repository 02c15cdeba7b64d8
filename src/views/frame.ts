import type { Alert } from '../alerts/alert';
import type { Card } from '../ports/notifier';
import { md, plain } from './escape';
import { isStale, severityLook, type Look, type Tone } from './wording';

export interface Notice {
  readonly style: Tone;
  readonly text: string;
}

export interface Fact {
  readonly title: string;
  readonly value: string;
}

interface FrameInput {
  readonly look: Look;
  /** Background of the header; the severity's own colour where something is wrong, else quiet. */
  readonly style?: Tone | 'emphasis';
  /** Already escaped. */
  readonly title: string;
  readonly count?: string;
  readonly detail?: string;
  readonly notices?: readonly Notice[];
  readonly footer?: string;
  readonly actions?: readonly Card[];
  readonly speak: string;
}

/** What every card has: header, notices, footer and buttons, so that all of them look alike. */
export function frame({ look, style, title, count = '', detail = '', ...rest }: FrameInput) {
  const { notices = [], footer = '', actions = [], speak } = rest;
  return {
    header: {
      style: style ?? look.color,
      color: look.color,
      kicker: `${look.glyph} ${look.word}`,
      title,
      count,
      hasCount: count !== '',
      detail,
      hasDetail: detail !== '',
    },
    notices,
    footer,
    hasFooter: footer !== '',
    actions,
    speak: plain(speak, 300),
  };
}

export function alertLook(alert: Pick<Alert, 'severity' | 'state'>): {
  look: Look;
  style: Tone | 'emphasis';
} {
  const look = severityLook(alert.severity);
  if (alert.state === 'active') return { look, style: look.color === 'default' ? 'emphasis' : look.color };
  return { look, style: 'emphasis' };
}

export function staleNotices(alert: Pick<Alert, 'lastScanned' | 'state'>, now: number): readonly Notice[] {
  if (alert.state === 'disabled' || !isStale(alert.lastScanned, now)) return [];
  const text = alert.lastScanned
    ? '⚠ The last scan is more than a day old. Refresh to see how things stand now.'
    : '⚠ This alert has never been scanned, so nothing is known yet. Refresh to scan now.';
  return [{ style: 'warning', text }];
}

export function factRows(
  facts: readonly { readonly label: string; readonly value: string }[],
): readonly Fact[] {
  return facts.map(({ label, value }) => ({ title: md(label, 60), value }));
}
