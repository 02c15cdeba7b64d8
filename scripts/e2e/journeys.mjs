import { setTimeout as wait } from 'node:timers/promises';

/** @typedef {import('./visitor.mjs').Visitor} Visitor */

const BOT = 'Rolecall';

/** Looks, is asked, gives a reason and takes a role away. @param {Visitor} visitor */
export async function remediates(visitor) {
  await visitor.reads('Rolecall looks after your privileged roles');
  await visitor.look('welcome');
  await visitor.press('Show alerts');
  await visitor.reads('alerts need attention');
  await visitor.look('alerts');
  await visitor.press('Charts');
  await visitor.reads('Open incidents by severity');
  await visitor.look('charts');
  await visitor.press('Open', { about: 'Roles are assigned outside PIM' });
  await visitor.reads('Somebody was given a privileged role directly');
  await visitor.look('alert');
  await visitor.press('Remediate', { about: 'Paolo Ricci' });
  await visitor.reads('Please confirm');
  await visitor.press('Confirm');
  await visitor.reads('It goes into the audit log');
  await visitor.look('question');
  await visitor.fill('Why?', 'Nobody asked for it');
  await visitor.press('Confirm');
  await visitor.reads(/Remediated: Paolo Ricci/);
  await visitor.look('remediated');
}

/** @param {Visitor} visitor */
export async function dismisses(visitor) {
  await visitor.say('alert renewals');
  await visitor.reads('Roles are activated too often in a row');
  await visitor.press('Dismiss');
  await visitor.reads('Please confirm');
  await visitor.fill('Why?', 'A training day');
  await visitor.press('Confirm');
  await visitor.reads('Dismissed: Roles are activated too often in a row');
  await visitor.look('dismissed');
  await visitor.press('Re-enable');
  await visitor.reads('Re-enabled: Roles are activated too often in a row');
  await visitor.look('enabled');
}

/** Fills in a form, and meets its error first. @param {Visitor} visitor */
export async function configures(visitor) {
  await visitor.say('configure global-admins');
  await visitor.reads('Configure: Too many global administrators');
  await visitor.look('form');
  await visitor.fill('Global administrators', '6');
  await visitor.fill('Why?', 'Two more people on call');
  await visitor.press('Confirm');
  await visitor.reads('Please confirm');
  await visitor.look('form-question');
  await visitor.fill('Why?', 'Two more people on call');
  await visitor.press('Confirm');
  await visitor.reads('Configured: Too many global administrators');
  await visitor.look('configured');
}

/** One card that tells a scan to its end. @param {Visitor} visitor */
export async function refreshes(visitor) {
  await visitor.say('refresh redundant');
  await visitor.reads('Eligible administrators do not use their role');
  await visitor.look('scanning');
  await visitor.reads(/(Nothing changed|new, .* gone): Eligible administrators/);
  await visitor.look('scanned');
}

/** @param {Visitor} visitor */
export async function asksForHelp(visitor) {
  await visitor.say('help');
  await visitor.reads('What you can ask me');
  await visitor.look('help');
  await visitor.press('Change something');
  await visitor.reads('Fix one incident: shows what will happen and asks first');
  await visitor.look('help-open');
  await visitor.press('Try it', { about: 'who ‹person›' });
  await visitor.reads(/incidents?$/);
  await visitor.look('person');
}

/** From the compose box. @param {Visitor} visitor */
export async function searches({ page, reads, look }) {
  await page.getByLabel('Trigger Message Extension App').click();
  await page.getByText('Search Command').click();
  await page.getByText('Specify Command ID or Parameter').click();
  await page
    .getByRole('textbox', { name: /Command ID/i })
    .first()
    .fill('alerts');
  await page.getByPlaceholder('Enter a search term').fill('stale');
  // As the list has it, and no card before.
  await page
    .getByText(/^Medium · Active · \d+ accounts/)
    .first()
    .click();
  await page.getByLabel('Send Message').click();
  await page.locator('div[role=textbox] .ac-adaptiveCard').waitFor({ state: 'detached' });
  // No card before it says this.
  await reads(/^Thresholds · Days without sign-in/);
  await look('shared');
}

/** @param {Visitor} visitor */
export async function asksInGroup(visitor) {
  await visitor.goTo('Identity on call');
  await visitor.say('who Wanjiru', { mention: BOT });
  await visitor.reads('2 incidents');
  await visitor.look('group');
}

/**
 * What has happened so far is known to the bot, and told to nobody who subscribes after that: a word of what is gone would stand above the
 * post that the visitor waits for. @param {string} bot
 */
export async function sweepsCatchUp(bot) {
  const before = await sweepsOf(bot);
  // One may have begun before.
  for (const deadline = Date.now() + 60_000; (await sweepsOf(bot)) < before + 2; await wait(200))
    if (Date.now() > deadline) throw new Error('The bot does not sweep.');
}

/** @param {string} bot */
async function sweepsOf(bot) {
  const metrics = await (await fetch(`${bot}/metrics`)).text();
  return Number(/^rolecall_sweep_seconds_count\{[^}]*outcome="done"[^}]*\} (\d+)$/m.exec(metrics)?.[1] ?? 0);
}

/** Subscribes a channel and sees a post that nobody asked for. @param {Visitor} visitor @param {string} sandbox */
export async function subscribes(visitor, sandbox) {
  await visitor.goTo('Security - PIM alerts');
  await visitor.say('subscribe outside-pim all', { mention: BOT });
  await visitor.reads('What I post here');
  await visitor.look('subscribed');
  await happens(sandbox, { event: 'storm', count: 3 });
  await visitor.reads(/new: Roles are assigned outside PIM/);
  await visitor.look('post');
  await visitor.press('Incidents');
  // No post says this.
  await visitor.reads('Back to the alert');
  await visitor.look('post-opened');
}

/** What is gone is told under the card that told of it, and that card is replaced. @param {Visitor} visitor @param {string} sandbox */
export async function followsUp(visitor, sandbox) {
  await happens(sandbox, { event: 'remediated-elsewhere', count: 40 });
  await visitor.reads(/gone: Roles are assigned outside PIM/);
  await visitor.readsReply(/gone: Roles are assigned outside PIM/);
  await visitor.look('follow-up');
}

/** What comes of a press on a post stands in its thread, and the post stays. @param {Visitor} visitor @param {string} sandbox */
export async function remediatesOnPost(visitor, sandbox) {
  await happens(sandbox, { event: 'storm', count: 2 });
  await visitor.reads('2 new: Roles are assigned outside PIM');
  await visitor.press('Remediate', { about: 'Contractor' });
  await visitor.reads('Please confirm');
  await visitor.fill('Why?', 'Nobody asked for it');
  await visitor.press('Confirm');
  await visitor.readsReply(/Remediated: /);
  await visitor.reads(/new: Roles are assigned outside PIM/);
  await visitor.look('remediated-on-post');
}

/** Something happens in the tenant, and Microsoft scans. @param {string} sandbox @param {{ event: string, count: number }} what */
async function happens(sandbox, what) {
  const answer = await fetch(`${sandbox}/events`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ ...what, scan: true }),
  });
  if (!answer.ok) throw new Error(`the tenant answered ${answer.status}`);
}
