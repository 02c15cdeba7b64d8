import type { Instant } from '../alerts/alert';
import type { Message } from '../ports/notifier';
import type { RefreshProgress, RefreshState } from '../ports/refreshes';
import { button } from './button';
import { md, plain } from './escape';
import { frame } from './frame';
import { renderCard } from './render';
import { ago, amount, moment, prose, scanAge, type Look } from './wording';

interface RefreshInput {
  readonly progress: RefreshProgress;
  readonly now: number;
  /** The last finished scan of each alert, by alert id. */
  readonly scans?: Readonly<Record<string, Instant | undefined>>;
}

const MOST_ROWS = 12;

const LOOKS: Readonly<Record<RefreshState, Look>> = {
  waiting: { glyph: '…', word: 'Waiting', color: 'accent' },
  running: { glyph: '…', word: 'Scanning', color: 'accent' },
  done: { glyph: '✔', word: 'Done', color: 'good' },
  failed: { glyph: '✖', word: 'Failed', color: 'attention' },
  skipped: { glyph: '–', word: 'Skipped', color: 'warning' },
};

/** A scan under way, alert by alert, and in the end what it changed. */
export function refreshView({ progress, now, scans = {} }: RefreshInput): Message {
  const { rows, state } = progress;
  const only = rows.length === 1 ? rows[0] : undefined;
  const finished = rows.filter((row) => row.state !== 'waiting' && row.state !== 'running').length;
  const title = headline(progress, only?.title);
  const underWay = state === 'waiting' || state === 'running';
  const card = renderCard('refresh', {
    ...frame({
      look: LOOKS[state],
      title: md(title, 120),
      count: rows.length > 1 ? `${finished} of ${rows.length}` : '',
      detail: `Started ${ago(progress.startedAt, now)} by ${md(progress.startedBy)}`,
      notices: progress.problem ? [{ style: 'attention', text: `✖ ${prose(progress.problem, 300)}` }] : [],
      footer: `Started ${moment(progress.startedAt)}`,
      actions: underWay ? [] : finalButtons(progress, only?.slug),
      speak: title,
    }),
    rows: rows.slice(0, MOST_ROWS).map((row) => ({
      title: md(row.title),
      detail: rowText(row, scans[row.alertId], now),
      actions:
        row.state === 'done' && rows.length > 1
          ? [button('Open', 'alert.show', { alert: row.slug }, { tooltip: `Open ${plain(row.title)}` })]
          : [],
      hasActions: row.state === 'done' && rows.length > 1,
    })),
  });
  return { card, summary: plain(title, 200) };
}

function headline({ state, rows }: RefreshProgress, only?: string): string {
  const what = only ?? 'every alert';
  if (state === 'waiting' || state === 'running') return `Scanning: ${what}`;
  if (state === 'failed') return `The scan failed: ${what}`;
  if (state === 'skipped') return `The service skipped the scan: ${what}`;
  const raised = rows.reduce((sum, { diff }) => sum + (diff?.raised ?? 0), 0);
  const cleared = rows.reduce((sum, { diff }) => sum + (diff?.cleared ?? 0), 0);
  if (raised === 0 && cleared === 0) return `Nothing changed: ${what}`;
  return `${raised} new, ${cleared} gone: ${what}`;
}

function rowText(row: RefreshProgress['rows'][number], scan: Instant | undefined, now: number): string {
  const { glyph, word, color } = LOOKS[row.state];
  const head = color === 'good' ? glyph : `${glyph} ${word}`;
  if (!row.diff) return scan ? `${head} · last ${scanAge(scan, now)}` : head;
  const { raised, cleared, unchanged, sample } = row.diff;
  const names = sample.slice(0, 3).flatMap(({ principal, role }) => {
    const name = principal?.name ?? role?.name;
    return name ? [md(name, 60)] : [];
  });
  const named = names.length > 0 ? ` · new: ${names.join(', ')}` : '';
  return `${head} ${raised} new, ${cleared} gone, ${amount(unchanged, 'unchanged', 'unchanged')}${named}`;
}

function finalButtons({ target }: RefreshProgress, slug?: string) {
  const all = button('All alerts', 'alerts.list', {});
  if (target === 'all' || !slug) return [all, button('Refresh', 'alerts.refresh', {})];
  return [
    button('Open', 'alert.show', { alert: slug }),
    button('Incidents', 'alert.incidents', { alert: slug }),
    button('Refresh', 'alert.refresh', { alert: slug }),
    all,
  ];
}
