import { readCard } from '../support/card';
import { buttonNamed, seen } from '../support/seen-card';
import { AIKO, INES, startBot, TOMASZ, type BotOptions, type WholeBot } from '../support/whole-bot';

jest.setTimeout(60_000);

const DAY = 86_400_000;
const CHANNEL = { where: 'channel' } as const;
let talk: WholeBot;

async function begin(options: BotOptions = {}): Promise<void> {
  talk = await startBot(options);
  await talk.watch.sweepNow();
}
afterEach(() => talk.close());

async function alertOf(slug: string) {
  const known = await talk.store.knowledge.alerts(talk.sandbox.tenantId);
  const found = known.find((one) => one.slug === slug);
  if (!found) throw new Error(`No alert ${slug}`);
  return found;
}

const stateOf = async (slug: string) => (await alertOf(slug)).alert.state;
const refreshes = (): number => talk.asked('POST', '/refresh');

/** Everything said unasked so far, as text. */
async function posts(): Promise<readonly string[]> {
  talk.watch.start();
  await talk.pass(8_000);
  return talk.notifier.sent
    .filter(({ how }) => how === 'post')
    .map(({ message }) => readCard(message.card).text);
}

/** Lets the scan end and what follows it, and looks. */
async function scanned(): Promise<void> {
  await talk.pass(60_000, 1_000);
  await talk.watch.sweepNow();
}

describe('refresh all, with something dismissed', () => {
  it('asks nothing while nothing is dismissed', async () => {
    await begin();

    const card = await talk.say('refresh all');

    expect(card.text).toContain('Scanning: every alert');
    expect(refreshes()).toBe(1);
  });

  it('lists who dismissed what, why and until when, and offers three ways', async () => {
    await begin();
    await talk.confirm('dismiss stale until 2026-12-24', { reason: 'Migration' });

    const card = await talk.say('refresh all');

    expect(card.text).toContain('A scan may bring 1 dismissed alert back');
    expect(card.text).toContain('By Ines Okafor just now, until');
    expect(card.text).toContain('Migration');
    expect(card.buttons.map(({ title }) => title)).toEqual([
      'Refresh active',
      'Just refresh',
      'Refresh and restore',
      'Cancel',
    ]);
    expect(refreshes()).toBe(0);
  });

  it('“refresh active” scans each active alert and leaves the dismissed one alone', async () => {
    await begin();
    await talk.confirm('dismiss stale', {});

    const card = await talk.press(await talk.say('refresh all'), 'Refresh active');
    await scanned();

    const lines = await talk.audit();
    expect(card.text).toContain('Scanning: the active alerts');
    expect(card.text).not.toContain('Stale accounts');
    expect(refreshes()).toBeGreaterThan(1);
    expect(await stateOf('stale')).toBe('dismissed');
    expect(lines.at(-1)).toMatchObject({ verb: 'alerts.refresh', outcome: 'done' });
    expect(await talk.store.operations.list(talk.sandbox.tenantId)).toEqual([]);
  });

  it('“restore” dismisses it again when the scan has ended, in the name of whoever pressed', async () => {
    await begin();
    await talk.confirm('dismiss stale until 2026-12-24', { reason: 'Migration' }, CHANNEL);

    await talk.press(
      await talk.say('refresh all', { ...CHANNEL, as: TOMASZ }),
      'Refresh and restore',
      {},
      { ...CHANNEL, as: TOMASZ },
    );
    await scanned();

    const [decision] = await talk.store.decisions.list(talk.sandbox.tenantId);
    const line = (await talk.audit()).findLast(({ verb }) => verb === 'alert.dismiss');
    expect(await stateOf('stale')).toBe('dismissed');
    expect(decision).toMatchObject({
      kind: 'dismissed',
      actorId: TOMASZ.aadObjectId,
      reason: 'Migration',
      until: Date.parse('2026-12-24T23:59:59.999Z'),
    });
    expect(line).toMatchObject({ outcome: 'done', actorId: TOMASZ.aadObjectId, detail: { restored: true } });
    expect((await posts()).join()).toContain('dismissed again in the name of');
    expect((await posts()).join()).not.toContain('Came back');
  });

  it('“leave” lets it come back, and tells nobody that this was a surprise', async () => {
    await begin();
    await talk.confirm('dismiss stale', {}, CHANNEL);

    await talk.press(await talk.say('refresh all', CHANNEL), 'Just refresh', {}, CHANNEL);
    await talk.pass(60_000, 1_000);
    await talk.pass(120_000, 5_000);
    await talk.watch.sweepNow();

    expect(await stateOf('stale')).toBe('active');
    expect((await posts()).join()).not.toContain('Came back');
  });

  it('does not restore what has run out', async () => {
    await begin();
    await talk.confirm('dismiss stale until 2026-11-24', {});
    await talk.pass(2 * DAY, DAY);

    await talk.press(await talk.say('refresh all'), 'Refresh and restore');
    await scanned();

    expect(await stateOf('stale')).toBe('active');
  });

  it('says plainly when it could not be restored, and offers to dismiss', async () => {
    await begin();
    await talk.confirm('dismiss stale', { reason: 'Migration' }, CHANNEL);
    await talk.press(await talk.say('refresh all', CHANNEL), 'Refresh and restore', {}, CHANNEL);
    await talk.fault('forbidden', { match: '^PATCH', times: 1 });

    await talk.pass(120_000, 2_000);
    await talk.watch.sweepNow();

    const line = (await talk.audit()).findLast(({ verb }) => verb === 'alert.dismiss');
    const said = (await posts()).filter((text) => text.includes('Came back'));
    expect(line).toMatchObject({ outcome: 'failed', detail: { restored: true, graph: 'forbidden' } });
    expect(said).toHaveLength(1);
    expect(said[0]).toContain('Ines Okafor had a scan run and wanted the dismissal restored');
    expect(await stateOf('stale')).toBe('active');
  });

  it('says so, too, when the process that could have restored it has died', async () => {
    await begin();
    await talk.confirm('dismiss stale', { reason: 'Migration' }, CHANNEL);
    const [dismissal] = await talk.store.decisions.list(talk.sandbox.tenantId);
    if (!dismissal) throw new Error('Nothing was remembered');
    await talk.store.decisions.add({
      ...dismissal,
      id: 'left-behind',
      kind: 'restoring',
      detail: { restored: 'reference-of-the-dead', conversationId: dismissal.detail['conversationId'] },
    });
    await talk.elsewhere.refreshAlert(dismissal.alertId);

    await talk.pass(120_000, 5_000);
    await talk.watch.sweepNow();

    expect((await posts()).filter((text) => text.includes('wanted the dismissal restored'))).toHaveLength(1);
  });

  it('lets nobody choose who may not act', async () => {
    await begin({ operators: [INES.aadObjectId] });
    await talk.confirm('dismiss stale', {});

    const card = await talk.verb({ verb: 'alerts.refresh', dismissed: 'restore' }, { as: AIKO });

    expect(card.text).toContain('not change anything here');
    expect(refreshes()).toBe(0);
  });
});

describe('refresh of one dismissed alert', () => {
  it('asks, restores, and leaves an active one without a question', async () => {
    await begin();
    await talk.confirm('dismiss stale', {});

    const other = await talk.say('refresh outside-pim');
    const card = await talk.say('refresh stale');
    await talk.press(card, 'Refresh and restore');
    await scanned();

    expect(other.text).toContain('Scanning:');
    expect(card.buttons.map(({ title }) => title)).toEqual(['Refresh and restore', 'Just refresh', 'Cancel']);
    expect(await stateOf('stale')).toBe('dismissed');
  });

  it('does nothing when told to pass over it', async () => {
    await begin();
    await talk.confirm('dismiss stale', {});

    const card = await talk.verb({ verb: 'alert.refresh', alert: 'stale', dismissed: 'skip' });

    expect(card.text).toContain('was left alone');
    expect(refreshes()).toBe(0);
  });
});

describe('a dismissal', () => {
  it('that somebody ended elsewhere is told where it was made and where it is subscribed to, once', async () => {
    await begin();
    await talk.say('subscribe', { where: 'group' });
    await talk.confirm('dismiss stale until 2026-12-24', { reason: 'Migration' }, CHANNEL);
    await talk.pass(120_000, 5_000);
    await talk.watch.sweepNow();
    await talk.elsewhere.enableAlert((await alertOf('stale')).alertId);

    await talk.watch.sweepNow();
    await talk.watch.sweepNow();

    await posts();
    const told = talk.notifier.sent.filter(({ message }) => message.summary.startsWith('Came back'));
    expect(told.map(({ conversationId }) => conversationId).sort()).toEqual([
      '19:alerts@thread.tacv2',
      '19:chat@thread.v2',
    ]);
    const card = seen(told[0]?.message.card);
    const question = await talk.verb({ ...buttonNamed(card, 'Dismiss').data }, CHANNEL);
    expect(card.text).toContain('Nobody ordered that through me');
    expect(question.text).toContain('Until: {{DATE(2026-12-24T23:59:59Z,SHORT)}}');
    expect(question.inputs).toEqual({ reason: 'Migration' });
  });

  it('outlives the daily scan of the service, which passes over it', async () => {
    await begin();
    await talk.confirm('dismiss stale', {}, CHANNEL);

    await talk.pass(2 * DAY, DAY);
    await talk.watch.sweepNow();

    expect(await stateOf('stale')).toBe('dismissed');
    expect((await posts()).join()).not.toContain('Came back');
  });

  it('that ran out is asked about, once, with both ways on', async () => {
    await begin();
    await talk.confirm('dismiss stale until 2026-11-24', { reason: 'Migration' }, CHANNEL);
    await talk.watch.sweepNow();
    await talk.pass(2 * DAY, DAY);

    await talk.watch.sweepNow();
    await talk.watch.sweepNow();

    await posts();
    const asked = talk.notifier.sent.filter(({ message }) =>
      message.summary.startsWith('A dismissal has run out'),
    );
    expect(asked).toHaveLength(1);
    const card = seen(asked[0]?.message.card);
    expect(card.text).toContain('Ines Okafor dismissed it is over (“Migration”)');
    const again = await talk.press(card, 'Dismiss again', {}, CHANNEL);
    const enabled = await talk.press(card, 'Re-enable', {}, CHANNEL);
    expect(again.text).toContain('Dismiss “Stale accounts hold privileged roles” again?');
    expect(enabled.text).toContain('Re-enabled');
  });

  it('that ran out is ended where the app itself may, and the audit log says so', async () => {
    await begin({ writesAs: 'app', operators: [INES.aadObjectId] });
    await talk.confirm('dismiss stale until 2026-11-24', {}, CHANNEL);
    await talk.watch.sweepNow();
    await talk.pass(2 * DAY, DAY);

    await talk.watch.sweepNow();
    await talk.watch.sweepNow();

    const line = (await talk.audit()).at(-1);
    expect(await stateOf('stale')).toBe('active');
    expect(line).toMatchObject({ verb: 'alert.enable', outcome: 'done', actorId: 'rolecall' });
    expect((await posts()).join()).toContain('Re-enabled: Stale accounts');
    expect((await posts()).join()).not.toContain('Came back');
  });

  it('is neither ended nor renewed by Rolecall where the audit log cannot be written', async () => {
    await begin({
      writesAs: 'app',
      operators: [INES.aadObjectId],
      store: (real) => ({
        ...real,
        audit: {
          ...real.audit,
          append: async (entry) => {
            const isOwn = entry.actorId === 'rolecall' || entry.detail['restored'] === true;
            if (isOwn && entry.outcome === 'allowed') throw new Error('disk full');
            return real.audit.append(entry);
          },
        },
      }),
    });
    await talk.confirm('dismiss stale until 2026-11-24', {}, CHANNEL);
    await talk.confirm('dismiss redundant', {}, CHANNEL);
    await talk.press(await talk.say('refresh all', CHANNEL), 'Refresh and restore', {}, CHANNEL);
    await scanned();
    await talk.pass(2 * DAY, DAY);
    const before = talk.asked('PATCH', '{alertId}');

    await talk.watch.sweepNow();

    expect(before).toBe(2);
    expect(talk.asked('PATCH', '{alertId}')).toBe(2);
  });
});
