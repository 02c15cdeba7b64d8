import { GraphError } from '../ports/pim-alerts';
import type { GraphAnswer, GraphCall, GraphClient } from './client';

export interface Page {
  readonly rows: readonly unknown[];
  readonly at: number;
}

const MOST_PAGES = 500;

/** Page after page of a collection. Throws `GraphError` where the service leads in circles or never comes to an end. */
export async function* pages(
  client: GraphClient,
  first: GraphCall,
  { maxPages = MOST_PAGES }: { readonly maxPages?: number } = {},
): AsyncGenerator<Page, void, undefined> {
  const seen = new Set<string>();
  let call = first;
  for (;;) {
    seen.add(`${call.version ?? 'beta'}${call.path}`);
    const answer = await client.call(call);
    yield { rows: rowsOf(answer, call), at: answer.at };
    const link: unknown = answer.body?.['@odata.nextLink'];
    if (typeof link !== 'string' || link === '') return;
    call = { ...call, ...client.toRelative(link) };
    if (seen.has(`${call.version}${call.path}`)) throw endless(call, 'the pages lead in a circle');
    if (seen.size >= maxPages) throw endless(call, 'the pages do not end');
  }
}

/** All rows, and when the first page was here. */
export async function allRows(client: GraphClient, first: GraphCall): Promise<Page> {
  const rows: unknown[] = [];
  let at: number | undefined;
  for await (const page of pages(client, first)) {
    at ??= page.at;
    rows.push(...page.rows);
  }
  return { rows, at: at ?? 0 };
}

function rowsOf(answer: GraphAnswer, call: GraphCall): readonly unknown[] {
  const value: unknown = answer.body?.['value'];
  if (Array.isArray(value)) return value;
  throw new GraphError(`${call.operation}: the answer is not a collection`, {
    reason: 'unavailable',
    code: 'MalformedAnswer',
    ...(answer.requestId ? { requestId: answer.requestId } : {}),
  });
}

function endless(call: GraphCall, what: string): GraphError {
  return new GraphError(`${call.operation}: ${what}`, { reason: 'unavailable', code: 'EndlessPaging' });
}
