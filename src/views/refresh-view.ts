import type { Instant } from '../alerts/alert';
import type { Message } from '../ports/notifier';
import type { RefreshProgress, RefreshState } from '../ports/refreshes';
import { button } from './parts/button';
import { md, plain } from './parts/escape';
import { frame } from './parts/frame';
import { parted, row } from './parts/rows';
import { moment, prose, scanAge, type Look } from './parts/wording';
import { renderCard } from './render';

interface RefreshInput {
  readonly progress: RefreshProgress;
  readonly now: number;
  /** The last finished scan of each alert, by alert id. */
  readonly scans?: Readonly<Record<string, Instant | undefined>>;
}

const MOST_ROWS = 12;

const LOOKS: Readonly<Record<RefreshState, Look>> = {
  waiting: { glyph: '⏳', word: 'Waiting', ground: 'accent' },
  running: { glyph: '🔄', word: 'Scanning', ground: 'accent' },
  done: { glyph: '✅', word: 'Done', ground: 'good' },
  failed: { glyph: '❌', word: 'Failed', ground: 'attention' },
  skipped: { glyph: '⏭️', word: 'Skipped', ground: 'warning' },
};

/** A scan under way, alert by alert, and in the end what it changed. */
export function refreshView({ progress, now, scans = {} }: RefreshInput): Message {
  const { rows, state } = progress;
  const only = rows.length === 1 ? rows[0] : undefined;
  const finished = rows.filter((row) => row.state !== 'waiting' && row.state !== 'running').length;
  const title = headline(progress, only?.title);
  const raised = rows.reduce((sum, { diff }) => sum + (diff?.raised ?? 0), 0);
  const underWay = state === 'waiting' || state === 'running';
  const card = renderCard('refresh', {
    ...frame({
      look: LOOKS[state],
      // Green is for quiet: new incidents are no good news.
      ...(state === 'done' && raised > 0 ? { ground: 'accent' as const } : {}),
      title: md(title, 120),
      count: rows.length > 1 ? `${finished} of ${rows.length}` : '',
      detail: `Ordered by ${md(progress.startedBy)}`,
      notices: progress.problem ? [{ style: 'attention', text: `❌ ${prose(progress.problem, 300)}` }] : [],
      footer: `Started ${moment(progress.startedAt)}`,
      actions: underWay ? [] : finalButtons(progress, only?.slug),
      speak: title,
    }),
    isUnderWay: underWay && rows.length > 1,
    done: finished,
    all: rows.length,
    bar: `${'▰'.repeat(finished)}${'▱'.repeat(rows.length - finished)}`,
    rows: parted(
      rows.slice(0, MOST_ROWS).map((one) => refreshRow(one, scans[one.alertId], rows.length > 1, now)),
      underWay && rows.length > 1 ? 'text' : 'header',
    ),
  });
  return { card, summary: plain(title, 200) };
}

function headline({ state, rows, target }: RefreshProgress, only?: string): string {
  const what = only ?? (target === 'all' ? 'every alert' : 'the active alerts');
  if (state === 'waiting' || state === 'running') return `Scanning: ${what}`;
  if (state === 'failed') return `The scan failed: ${what}`;
  if (state === 'skipped') return `Microsoft skipped the scan: ${what}`;
  const raised = rows.reduce((sum, { diff }) => sum + (diff?.raised ?? 0), 0);
  const cleared = rows.reduce((sum, { diff }) => sum + (diff?.cleared ?? 0), 0);
  if (raised === 0 && cleared === 0) return `Nothing changed: ${what}`;
  return `${raised} new, ${cleared} gone: ${what}`;
}

function refreshRow(
  { state, title, slug, diff }: RefreshProgress['rows'][number],
  scan: Instant | undefined,
  withButton: boolean,
  now: number,
) {
  const { glyph, word } = LOOKS[state];
  const changes = diff
    ? `${diff.raised} new, ${diff.cleared} gone, ${diff.unchanged} unchanged`
    : `${word}${scan ? ` · last ${scanAge(scan, now)}` : ''}`;
  const names = (diff?.sample ?? []).slice(0, 3).flatMap(({ principal, role }) => {
    const name = principal?.name ?? role?.name;
    return name ? [md(name, 60)] : [];
  });
  const beyond = (diff?.raised ?? 0) > names.length ? ' and others' : '';
  return row({
    glyph,
    title: md(title),
    detail: changes,
    more: names.length > 0 ? `New: ${names.join(', ')}${beyond}` : '',
    actions:
      diff && withButton
        ? [button('Open', 'alert.show', { alert: slug }, { tooltip: `Open ${plain(title, 60)}` })]
        : [],
  });
}

function finalButtons({ target }: RefreshProgress, slug?: string) {
  if (target === 'all' || !slug)
    return [button('All alerts', 'alerts.list', {}), button('Refresh', 'alerts.refresh', {})];
  return [
    button('Open the alert', 'alert.show', { alert: slug }),
    button('Incidents', 'alert.incidents', { alert: slug }),
    button('Refresh', 'alert.refresh', { alert: slug }, { secondary: true }),
    button('All alerts', 'alerts.list', {}, { secondary: true }),
  ];
}
