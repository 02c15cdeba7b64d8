import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Template } from 'adaptivecards-templating';
import type { Alert, Incident } from '../src/alerts/alert';
import { frame } from '../src/views/parts/frame';
import { incidentRows } from '../src/views/parts/incident-rows';
import { renderCard } from '../src/views/render';
import { anIncident, aTenant } from '../test/support/fakes';
import { root } from '../test/support/process';
import { compared, type Bench } from './claim';

const ROWS = 10;

/** A card of ten incidents from a template that was read once, against one that is made for each card. */
export const render: Bench = {
  name: 'render',
  async run({ quick, rounds }) {
    const cards = quick ? 20 : 200;
    const source = cardSource('incidents');
    const data = tenRows();
    const made = () => new Template(source).expand({ $root: data });
    const kept = () => renderCard('incidents', data);
    if (JSON.stringify(made()) !== JSON.stringify(kept())) throw new Error('The two cards differ.');
    const [ours, theirs]: [number[], number[]] = [[], []];
    for (let round = -1; round < rounds; round += 1) {
      const [oneOurs, oneTheirs] = [perCard(kept, cards), perCard(made, cards)];
      // Before the first round that counts, the compiler does its work.
      if (round < 0) continue;
      ours.push(oneOurs);
      theirs.push(oneTheirs);
    }
    return [
      compared({
        claim: `rendering a card of ${ROWS} rows, cards a second against a new Template for each`,
        ours: { what: 'Rolecall', runs: ours },
        theirs: { what: 'new Template and expand', runs: theirs },
        unit: '/s',
        atLeast: 8,
      }),
    ];
  },
};

function perCard(work: () => unknown, cards: number): number {
  const from = performance.now();
  for (let card = 0; card < cards; card += 1) work();
  return (cards / (performance.now() - from)) * 1000;
}

function tenRows(): object {
  const clock = { now: () => Date.now(), sleep: () => Promise.resolve() };
  const alert: Alert = aTenant(clock).alert('stale');
  const incidents: readonly Incident[] = Array.from({ length: ROWS }, (_, index) => anIncident(`n${index}`));
  return {
    ...frame({
      look: { glyph: '🔴', word: 'High', ground: 'attention' },
      title: alert.title,
      count: `${ROWS} incidents`,
      detail: 'Scanned 2 minutes ago',
      notices: [],
      footer: 'Read now',
      actions: [],
      speak: alert.title,
    }),
    incidents: incidentRows({ ...alert, remediable: true, state: 'active' }, incidents),
    emptyText: '',
    isEmpty: false,
  };
}

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** The template with its parts, as it would be written by someone who has no parts. */
function cardSource(name: string): Json {
  return filled(JSON.parse(readFileSync(path.join(root, 'cards', `${name}.json`), 'utf8')) as Json);
}

function filled(node: Json): Json {
  if (typeof node !== 'object' || node === null) return node;
  if (Array.isArray(node)) {
    return (node as readonly Json[]).flatMap((entry) => {
      const inner = filled(entry);
      return partOf(entry) !== undefined && Array.isArray(inner) ? (inner as readonly Json[]) : [inner];
    });
  }
  const part = partOf(node);
  if (part !== undefined) return cardSource(path.join('parts', part));
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, filled(value)]));
}

function partOf(node: Json): string | undefined {
  if (typeof node !== 'object' || node === null || !('$include' in node)) return undefined;
  return String(node['$include']);
}
