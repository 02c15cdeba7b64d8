import type { Alert } from '../../alerts/alert';
import type { Card } from '../../ports/notifier';
import { md, plain } from './escape';
import { isStale, severityLook, type Ground, type Look } from './wording';

export interface Notice {
  readonly style: Ground;
  readonly text: string;
}

export interface Fact {
  readonly title: string;
  readonly value: string;
}

interface FrameInput {
  readonly look: Look;
  /** Of the header, where it is not the look's own. */
  readonly ground?: Ground;
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
export function frame({ look, ground, title, count = '', detail = '', ...rest }: FrameInput) {
  const { notices = [], footer = '', actions = [], speak } = rest;
  return {
    header: {
      style: ground ?? look.ground,
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

/** Severity's own colour while the alert is active, quiet otherwise. */
export function alertLook(alert: Pick<Alert, 'severity' | 'state'>): {
  look: Look;
  ground: Ground;
} {
  const look = severityLook(alert.severity);
  return { look, ground: alert.state === 'active' ? look.ground : 'emphasis' };
}

export function staleNotices(alert: Pick<Alert, 'lastScanned' | 'state'>, now: number): readonly Notice[] {
  if (alert.state === 'disabled' || !isStale(alert.lastScanned, now)) return [];
  const text = alert.lastScanned
    ? '⚠️ The last scan is more than a day old. Refresh to see how things stand now.'
    : '⚠️ This alert has never been scanned, so nothing is known yet. Refresh to scan now.';
  return [{ style: 'warning', text }];
}

export function factRows(
  facts: readonly { readonly label: string; readonly value: string }[],
): readonly Fact[] {
  return facts.map(({ label, value }) => ({ title: md(label, 60), value }));
}
