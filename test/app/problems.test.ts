import { createProblems, createReadiness } from '../../src/app/problems';
import { StoreError, type Store } from '../../src/ports/store';
import type { Watch, WatchStatus } from '../../src/watch/watch';

const WELL: WatchStatus = {
  lastSweepAt: 0,
  overdue: false,
  outbox: { pending: 0, dead: 0, oldestMs: 0 },
  deliveries: {},
  troubles: [],
} as unknown as WatchStatus;

function problemsWith(
  status: Partial<WatchStatus> | Error,
  check: () => Promise<void> = async () => undefined,
) {
  const watch = {
    status: async () => {
      if (status instanceof Error) throw status;
      return { ...WELL, ...status };
    },
  } as unknown as Watch;
  return createProblems({ store: { check } as unknown as Store, watch })();
}

describe('what keeps Rolecall from its work', () => {
  it('is nothing when all is well', async () => {
    expect(await problemsWith({})).toEqual([]);
  });

  it.each<[string, Partial<WatchStatus>, string]>([
    [
      'a look that failed, without its words',
      { lastError: 'ECONNRESET secret' },
      'The last look at the tenant failed; the log says why.',
    ],
    [
      'a look that is overdue',
      { overdue: true },
      'The tenant was not looked at for longer than it should be.',
    ],
    [
      'posts that wait',
      { outbox: { pending: 1, dead: 0, oldestMs: 600_001 } },
      'Posts have been waiting for more than ten minutes.',
    ],
    [
      'a trouble that people were told of',
      { troubles: [{ name: 'permission', detail: 'A permission is missing.', raisedAt: 0 }] },
      'A permission is missing.',
    ],
  ])('is %s', async (_what, status, problem) => {
    expect(await problemsWith(status)).toEqual([problem]);
  });

  it('is not a post that has just been written', async () => {
    expect(await problemsWith({ outbox: { pending: 5, dead: 2, oldestMs: 600_000 } })).toEqual([]);
  });

  it('is the store’s own sentence where that is out of reach', async () => {
    const lost = () => Promise.reject(new StoreError('The store cannot be read.'));

    expect(await problemsWith({}, lost)).toEqual(['The store cannot be read.']);
  });

  it('is told without a stranger’s words where the state cannot be read', async () => {
    expect(await problemsWith(new TypeError('x is undefined'))).toEqual([
      'The state of Rolecall could not be read; the log says why.',
    ]);
  });
});

describe('whether the process is ready', () => {
  const well = () => Promise.resolve([]);
  const ill = (problem: string) => () => Promise.resolve([problem]);

  it('is what one tenant says, where there is but one', async () => {
    expect(await createReadiness([well])()).toEqual([]);
    expect(await createReadiness([ill('It is overdue.')])()).toEqual(['It is overdue.']);
  });

  it('is so as long as one tenant is well', async () => {
    expect(await createReadiness([ill('It failed.'), ill('It is overdue.'), well])()).toEqual([]);
  });

  it('is not so when none is, and then says each thing once', async () => {
    const none = createReadiness([ill('The store is away.'), ill('The store is away.'), ill('It failed.')]);

    expect(await none()).toEqual(['The store is away.', 'It failed.']);
  });
});
