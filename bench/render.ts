import { Template } from 'adaptivecards-templating';
import type { Alert, Incident } from '../src/alerts/alert';
import { frame } from '../src/views/parts/frame';
import { incidentRows } from '../src/views/parts/incident-rows';
import { renderCard, templateSource } from '../src/views/render';
import { anIncident, aTenant } from '../test/support/fakes';
import { compared, type Bench } from './claim';

const ROWS = 10;

/** A card of ten incidents from a template that was read once, against one that is made for each card. */
export const render: Bench = {
  name: 'render',
  async run({ quick, rounds }) {
    const cards = quick ? 20 : 200;
    const source = templateSource('incidents');
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
