import { LIST_ALL, ROOT, type AlertRow, type Row } from '../doubles/tenant';
import { resetPeak, startPeak } from './peak';
import type { SweepOrder, SweepSettings } from './sweep';
import { settings, workFor } from './work';

interface Page {
  readonly '@odata.nextLink'?: string;
  readonly value: readonly Row[];
}

/** The least a look at everything can cost: the same pages, parsed and compared with what was there before, nothing stored. */
function main(): void {
  const { graph } = settings<SweepSettings>();
  const peakOf = startPeak();
  let known = new Map<string, string>();

  async function look(): Promise<void> {
    const now = new Map<string, string>();
    let news = 0;
    const list = await get<{ readonly value: readonly AlertRow[] }>(`${graph}${LIST_ALL}`);
    for (const { id, incidentCount, alertIncidents } of list.value) {
      const compare = (rows: readonly Row[]): void => {
        for (const row of rows) {
          const text = JSON.stringify(row);
          if (known.get(row.id) !== text) news += 1;
          now.set(row.id, text);
        }
      };
      if (alertIncidents.length >= Number(incidentCount)) {
        compare(alertIncidents);
        continue;
      }
      let coming: Promise<Page> | undefined = get(`${graph}${ROOT}/alerts/${id}/alertIncidents`);
      while (coming) {
        const page: Page = await coming;
        // The next page is on its way while this one is compared, as with Rolecall.
        const link = page['@odata.nextLink'];
        coming = link === undefined ? undefined : get(link);
        compare(page.value);
      }
    }
    for (const key of known.keys()) if (!now.has(key)) news += 1;
    known = now;
    if (news < 0) throw new Error('Nobody may leave the comparison out.');
  }

  workFor<SweepOrder>(
    async () => {
      globalThis.gc?.();
      resetPeak();
      const from = performance.now();
      await look();
      return { ms: performance.now() - from, peak: peakOf() };
    },
    () => Promise.resolve(),
  );
}

async function get<T>(url: string): Promise<T> {
  return JSON.parse(await (await fetch(url)).text()) as T;
}

main();
