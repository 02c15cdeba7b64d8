import { GraphError } from '../ports/pim-alerts';
import type { GraphAnswer, GraphCall, GraphClient } from './client';

export interface Page {
  readonly rows: readonly unknown[];
  readonly at: number;
}

interface Arrived {
  readonly call: GraphCall;
  readonly answer: GraphAnswer;
}

const MOST_PAGES = 500;

/**
 * Page after page of a collection; while one is worked on, the next is on its way. Throws `GraphError` where the service leads in
 * circles or never comes to an end.
 */
export async function* pages(
  client: GraphClient,
  first: GraphCall,
  { maxPages = MOST_PAGES }: { readonly maxPages?: number } = {},
): AsyncGenerator<Page, void, undefined> {
  const seen = new Set<string>();
  const left = new AbortController();
  const signal = AbortSignal.any([left.signal, ...(first.signal ? [first.signal] : [])]);

  async function ask(call: GraphCall): Promise<Arrived> {
    seen.add(`${call.version ?? 'beta'}${call.path}`);
    return { call, answer: await client.call(call) };
  }

  async function follow({ call, answer }: Arrived): Promise<Arrived | undefined> {
    const link: unknown = answer.body?.['@odata.nextLink'];
    if (typeof link !== 'string' || link === '') return undefined;
    const next = { ...call, ...client.toRelative(link) };
    if (seen.has(`${next.version}${next.path}`)) throw endless(next, 'the pages lead in a circle');
    if (seen.size >= maxPages) throw endless(next, 'the pages do not end');
    return ask(next);
  }

  try {
    let arrived: Arrived | undefined = await ask({ ...first, signal });
    while (arrived) {
      const { call, answer }: Arrived = arrived;
      const rows = rowsOf(answer, call);
      const coming = follow(arrived);
      // How it went is asked when this page has been worked on, or never.
      coming.catch(() => undefined);
      yield { rows, at: answer.at };
      arrived = await coming;
    }
  } finally {
    left.abort();
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
