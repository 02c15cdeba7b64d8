import { AIKO, INES, startBot, type WholeBot } from '../support/whole-bot';

let talk: WholeBot;

beforeEach(async () => {
  talk = await startBot();
});
afterEach(() => talk.close());

describe('dismiss', () => {
  it('asks first: what will happen, and why', async () => {
    const card = await talk.say('dismiss stale');

    expect(card.text).toContain('Dismiss “Stale accounts hold privileged roles”?');
    expect(card.text).toContain('5 accounts will no longer count as open. Nobody loses a role.');
    expect(card.inputs).toEqual({ reason: '' });
    expect(talk.asked('PATCH', '{alertId}')).toBe(0);
  });

  it('is done when confirmed with a reason, and remembered', async () => {
    const card = await talk.confirm('dismiss stale until 2026-12-24', { reason: 'Migration' });

    const opened = await talk.say('alert stale');
    const [decision] = await talk.store.decisions.list(talk.sandbox.tenantId);
    expect(card.text).toContain('Dismissed: Stale accounts hold privileged roles');
    expect(card.text).toContain('Reason: Migration');
    expect(opened.text).toContain('Dismissed');
    expect(opened.text).toContain('Ines Okafor dismissed this');
    expect(opened.text).toContain('Migration');
    expect(decision).toMatchObject({
      kind: 'dismissed',
      actorId: INES.aadObjectId,
      reason: 'Migration',
      until: Date.parse('2026-12-24T23:59:59.999Z'),
    });
  });

  it('takes a reason and an end from the line typed', async () => {
    const card = await talk.say('dismiss stale until friday because the migration ends then');

    expect(card.inputs).toEqual({ reason: 'the migration ends then' });
    expect(card.text).toContain('Until: {{DATE(2026-11-27T23:59:59Z,SHORT)}}');
  });

  it('ends a day where the person lives', async () => {
    await talk.confirm('dismiss stale until 2026-12-24', {}, { with: { localTimezone: 'Asia/Tokyo' } });

    const [decision] = await talk.store.decisions.list(talk.sandbox.tenantId);
    expect(decision?.until).toBe(Date.parse('2026-12-24T14:59:59.999Z'));
  });

  it.each(['', '   '])('asks again without a reason (“%s”)', async (reason) => {
    const card = await talk.confirm('dismiss stale', { reason });

    expect(card.text).toContain('Please say why: the reason goes into the audit log.');
    expect(talk.asked('PATCH', '{alertId}')).toBe(0);
  });

  it.each([
    ['dismiss stale until yesterday', 'has already passed'],
    ['dismiss stale until the cows come home', 'is not a date I understand'],
    ['dismiss license', 'is not active'],
    ['dismiss nothing-like-it', 'There is no alert called'],
  ])('“%s” is refused in words', async (text, words) => {
    const card = await talk.say(text);

    expect(card.text).toContain(words);
    expect(card.text).toMatch(/Reference [\da-f]{8}/);
  });

  it('works by the buttons of the alert', async () => {
    const alert = await talk.say('alert stale');

    const question = await talk.press(alert, 'Dismiss');
    const done = await talk.press(question, 'Confirm', { reason: 'Known' });
    const opened = await talk.say('alert stale');
    const enabled = await talk.press(opened, 'Re-enable');

    expect(done.text).toContain('Dismissed:');
    expect(enabled.text).toContain('Re-enabled: Stale accounts hold privileged roles');
  });
});

describe('enable', () => {
  it('brings a dismissed alert back', async () => {
    await talk.confirm('dismiss stale');

    const card = await talk.say('enable stale');

    expect(card.text).toContain('Re-enabled');
    expect((await talk.say('alert stale')).text).toContain('Active');
    const [decision] = await talk.store.decisions.list(talk.sandbox.tenantId);
    expect(decision).toMatchObject({ kind: 'enabled', actorId: INES.aadObjectId });
  });

  it('says so when the alert is active already', async () => {
    const card = await talk.say('re-enable stale');

    expect(card.text).toContain('is active already');
    expect(talk.asked('PATCH', '{alertId}')).toBe(0);
  });

  it.each([
    ['active already', 0],
    ['switched off', 7],
  ])('leaves no line in the audit log where the alert is %s: nothing was tried', async (state, count) => {
    talk.event('disabled-elsewhere', { count });

    const card = await talk.say('enable stale');

    expect(card.text).toContain(`is ${state}`);

    expect(await talk.audit()).toEqual([]);
  });

  it('names the alert by its id in the audit log, whatever was typed', async () => {
    await talk.confirm('dismiss stale');

    await talk.say('enable stale');

    const [dismissed, enabled] = (await talk.audit()).filter(({ outcome }) => outcome === 'done');
    expect(enabled).toMatchObject({ verb: 'alert.enable', target: dismissed?.target });
  });

  it('says how to switch on what is switched off', async () => {
    talk.event('disabled-elsewhere', { count: 7 });

    const card = await talk.say('enable stale');

    expect(card.text).toContain('“configure stale enabled=yes” switches it on.');
  });
});

describe('configure', () => {
  it('opens a form with the present values', async () => {
    const card = await talk.say('configure global-admins');

    expect(card.inputs).toMatchObject({ enabled: 'true', reason: '' });
    expect(Object.keys(card.inputs)).toEqual(
      expect.arrayContaining(['globalAdminCountThreshold', 'percentageOfGlobalAdminsOutOfRolesThreshold']),
    );
  });

  it('shows before and after, and changes the tenant when confirmed', async () => {
    const form = await talk.say('configure stale');

    const question = await talk.press(form, 'Confirm', {
      enabled: 'true',
      duration: '60 days',
      reason: 'Long leave',
    });
    const done = await talk.press(question, 'Confirm', { reason: 'Long leave' });
    const after = await talk.say('alert stale');

    expect(question.text).toContain('Days without sign-in: 30 days → 60 days');
    expect(question.text).toContain('this alert will report less');
    expect(question.inputs).toEqual({ reason: 'Long leave' });
    expect(done.text).toContain('Configured: Stale accounts hold privileged roles');
    expect(after.text).toContain('Days without sign-in: 60');
  });

  it('brings a wrong value back in the form, beside what was right', async () => {
    const form = await talk.say('configure renewals');

    const again = await talk.press(form, 'Confirm', {
      enabled: 'true',
      timeIntervalBetweenActivations: '10 seconds',
      sequentialActivationCounterThreshold: '1',
      reason: 'Trying',
    });

    expect(again.text).toContain('“1” does not fit Activations in a row: a whole number, 2 to 100.');
    expect(again.inputs).toMatchObject({
      timeIntervalBetweenActivations: '10 seconds',
      sequentialActivationCounterThreshold: 1,
    });
    expect(talk.asked('PATCH', '{alertConfigurationId}')).toBe(0);
  });

  it('keeps the reason when a value was wrong', async () => {
    const form = await talk.say('configure stale');

    const again = await talk.press(form, 'Confirm', { enabled: 'true', duration: 'soon', reason: 'Leave' });

    expect(again.inputs).toMatchObject({ duration: 'soon', reason: 'Leave' });
  });

  it('says when nothing is to be changed', async () => {
    const form = await talk.say('configure stale');

    const again = await talk.press(form, 'Confirm', { enabled: 'true', duration: '30 days', reason: 'x' });

    expect(again.text).toContain('These are the values it has already: nothing to change.');
  });

  it.each([
    ['configure stale duration=45 days because of leave', 'Days without sign-in: 30 days → 45 days'],
    ['configure global-admins globalAdminCountThreshold=5', 'Global administrators: '],
    ['configure stale enabled=no', 'Switched: on → off'],
    ['configure stale colour=blue', '“colour” is not a setting of this alert'],
    ['configure stale duration=900 days', 'does not fit'],
  ])('“%s” answers “%s”', async (text, words) => {
    const card = await talk.say(text);

    expect(card.text).toContain(words);
  });

  it('switches an alert off and on again', async () => {
    await talk.confirm('configure stale enabled=no');
    const off = await talk.say('alert stale');
    await talk.confirm('configure stale enabled=yes');
    const on = await talk.say('alert stale');

    expect(off.text).toContain('switched off');
    expect(on.text).not.toContain('switched off');
  });
});

describe('remediate', () => {
  it('by person: previews, asks for a reason, does it once, and looks afterwards', async () => {
    const question = await talk.say('remediate outside-pim Paolo Ricci');
    const done = await talk.press(question, 'Confirm', { reason: 'Nobody ordered it' });

    expect(question.text).toContain('Paolo Ricci will lose the role Exchange Administrator.');
    expect(question.text).toContain('Sign-in name: paolo.ricci@lindenhof.example');
    expect(done.text).toContain('Remediated: Paolo Ricci');
    expect(done.text).toContain('Checked: the incident is gone.');
    expect(talk.asked('POST', '/remediate')).toBe(1);
    expect((await talk.say('incidents outside-pim')).text).not.toContain('Paolo Ricci');
  });

  it('by the button of an incident', async () => {
    const list = await talk.say('incidents no-mfa');

    const question = await talk.press(list, 'Remediate');
    const done = await talk.press(question, 'Confirm', { reason: 'Policy' });

    expect(question.text).toContain('will require multi-factor authentication on activation');
    expect(question.text).toContain('Nobody loses the role.');
    expect(done.text).toContain('Checked: the incident is gone.');
  });

  it('says in the right words that an eligible role goes', async () => {
    const question = await talk.say('remediate redundant Bjørn');

    expect(question.text).toContain('Bjørn Aasen will no longer be eligible for Helpdesk Administrator.');
  });

  it('tells of the person’s other incidents', async () => {
    const question = await talk.say('remediate stale Wanjiru');

    expect(question.text).toContain('Also in: Eligible administrators do not use their role (1)');
  });

  it('lets choose where several incidents are meant', async () => {
    const choice = await talk.say('remediate outside-pim');

    const question = await talk.press(choice, 'Remediate');

    expect(choice.buttons.filter(({ title }) => title === 'Remediate').length).toBeGreaterThan(1);
    expect(question.text).toContain('Please confirm');
  });

  it('by role, where the alert is about roles', async () => {
    const question = await talk.say('fix no-mfa Helpdesk because it is policy');

    expect(question.text).toContain('Remediate Helpdesk Administrator?');
    expect(question.inputs).toEqual({ reason: 'it is policy' });
  });

  it.each([
    ['remediate renewals Nikhil', 'cannot be remediated from here'],
    ['remediate outside-pim Nobody', 'has no incident about “Nobody”'],
    ['remediate outside-pim “Nobody”', 'has no incident about “Nobody”'],
    ['remediate unknown-thing Paolo', 'There is no alert called'],
    ['remediate license', 'cannot be remediated from here'],
  ])('“%s” is refused in words', async (text, words) => {
    const card = await talk.say(text);

    expect(card.text).toContain(words);
    expect(talk.asked('POST', '/remediate')).toBe(0);
  });

  it('remembers who decided what, and why', async () => {
    await talk.confirm('remediate outside-pim Paolo', { reason: 'Nobody ordered it' });

    const [decision] = await talk.store.decisions.list(talk.sandbox.tenantId, { kind: 'remediated' });
    expect(decision).toMatchObject({
      actorId: INES.aadObjectId,
      actorName: 'Ines Okafor',
      reason: 'Nobody ordered it',
      detail: { incident: { principal: { name: 'Paolo Ricci' }, role: { name: 'Exchange Administrator' } } },
    });
  });

  it('shows everybody in a channel what was done, on the same card', async () => {
    const card = await talk.confirm('remediate outside-pim Paolo', {}, { where: 'channel' });
    await talk.bot.settled();

    const [update] = talk.notifier.sent;
    expect(update).toMatchObject({
      how: 'update',
      conversationId: '19:alerts@thread.tacv2',
      activityId: 'card-1',
    });
    expect(update?.message.card).toEqual(card.card);
  });
});

describe('refresh', () => {
  it('of one alert shows progress, then what is new, gone and unchanged on the same card', async () => {
    await talk.watch.sweepNow();
    talk.event('outside-pim', { count: 2 });

    const alert = await talk.say('alert outside-pim');
    const progress = await talk.press(alert, 'Refresh');
    await talk.passUntil(() => talk.notifier.summaries().some((one) => /2 new/.test(one)));

    const last = talk.notifier.sent.at(-1);
    expect(progress.text).toMatch(/Scanning|under way|running/i);
    expect(last).toMatchObject({ how: 'update', activityId: 'card-1' });
    expect(JSON.stringify(last?.message.card)).toMatch(/2 new/);
  });

  it('of all alerts ends when each has been scanned', async () => {
    await talk.watch.sweepNow();

    const heard = await talk.hear({ type: 'message', text: 'refresh all' });
    const [message] = heard.sent;
    await talk.passUntil(() =>
      talk.notifier.sent.some(({ message }) => /unchanged|nothing new/i.test(JSON.stringify(message.card))),
    );

    expect(talk.notifier.sent.at(-1)?.activityId).toBe(message?.id);
    expect(talk.asked('POST', '/alerts/refresh')).toBe(1);
  });

  it('is joined by whoever asks meanwhile', async () => {
    await talk.say('refresh all');
    await talk.say('refresh all', { where: 'channel' });

    expect(talk.asked('POST', '/alerts/refresh')).toBe(1);
  });

  it('says on the card when Microsoft reports a failure', async () => {
    await talk.fault('refresh-fails');

    await talk.say('refresh stale');
    await talk.passUntil(() =>
      talk.notifier.sent.some(({ message }) =>
        JSON.stringify(message.card).includes('Microsoft says that the scan failed.'),
      ),
    );

    expect(talk.notifier.sent.at(-1)?.how).toBe('update');
  });
});

describe('whoever may only look', () => {
  it('is shown which role to activate, and the same button works after that', async () => {
    const refused = await talk.confirm('remediate outside-pim Paolo', {}, { as: AIKO });
    const still = await talk.press(refused, 'Try again', {}, { as: AIKO });
    talk.event('activate-role', { person: AIKO.aadObjectId });
    const done = await talk.press(still, 'Try again', {}, { as: AIKO });

    expect(refused.text).toContain('Activate Privileged Role Administrator in PIM');
    expect(refused.buttons.find(({ title }) => title === 'Activate a role')?.url).toMatch(
      /^https:\/\/entra\.microsoft\.com\//,
    );
    expect(still.text).toContain('Activate Privileged Role Administrator');
    expect(done.text).toContain('Remediated: Paolo Ricci');
  });
});
