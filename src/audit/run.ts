import type { Clock } from '../lib/clock';
import type { ChainBreak } from '../lib/hash-chain';
import type { Store } from '../ports/store';
import type { Command } from './command';
import { exported, type Period } from './export';
import { report } from './report';

export interface Answer {
  /** Of the file that was asked for, piece by piece. */
  readonly text: AsyncIterable<string>;
  /** For the person at the shell. */
  readonly lines: readonly string[];
  /** 1: the log was tampered with. */
  readonly exitCode: 0 | 1;
}

/** Reads the store and answers; it changes nothing. Failures are `StoreError`. */
export async function runAudit(
  command: Command,
  { store, tenantId, clock }: { readonly store: Store; readonly tenantId: string; readonly clock: Clock },
): Promise<Answer> {
  if (command.what === 'export') {
    const text = exported(store.audit.all(tenantId), command.format, command.period);
    return { text, lines: [], exitCode: 0 };
  }
  const anchor = command.what === 'verify' ? command.anchor : undefined;
  const chain = await store.audit.verify(tenantId, anchor);
  if (command.what === 'verify') {
    const { end, broken } = chain;
    if (broken) return { text: nothing(), lines: [fault(broken)], exitCode: 1 };
    const holds = `The audit log holds: ${end.sequence} entries, nothing changed, removed or re-ordered.`;
    const noted = `Note this end and give it next time: --anchor ${end.sequence}:${end.hash}`;
    return {
      text: nothing(),
      lines: end.sequence === 0 ? ['The audit log is empty.'] : [holds, noted],
      exitCode: 0,
    };
  }
  const { period, month } = command;
  const page = report({
    tenantId,
    period,
    name: month,
    lives: await everything(store.knowledge.lives(tenantId, period)),
    decisions: (await store.decisions.list(tenantId)).toReversed(),
    entries: (await everything(store.audit.all(tenantId))).filter(({ at }) => isWithin(at, period)),
    chain,
    at: clock.now(),
  });
  return {
    text: only(page),
    lines: chain.broken ? [fault(chain.broken)] : [],
    exitCode: chain.broken ? 1 : 0,
  };
}

const WHY: Readonly<Record<ChainBreak['why'], string>> = {
  missing: 'it is missing',
  unlinked: 'it does not follow from the entry before it',
  altered: 'it is not as it was written',
};

function fault({ sequence, why }: ChainBreak): string {
  return `The audit log does not hold: the first fault is at sequence ${sequence}, ${WHY[why]}.`;
}

function isWithin(at: number, { from, to }: Period): boolean {
  return at >= from && at < to;
}

async function everything<T>(pages: AsyncIterable<readonly T[]>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const page of pages) all.push(...page);
  return all;
}

async function* only(text: string): AsyncGenerator<string> {
  yield text;
}

async function* nothing(): AsyncGenerator<string> {
  // There is no file to write.
}
