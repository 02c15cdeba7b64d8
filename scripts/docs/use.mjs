import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { transformSync } from '@swc/core';

/** From the gallery of the cards, for each command the card that it ends on or asks with. */
const PICTURES = {
  'alerts.list': 'alerts-usual',
  'alert.show': 'alert-many',
  'alert.incidents': 'incidents-page-1',
  'person.show': 'person-one',
  'incident.remediate': 'confirm-remediate',
  'incidents.remediate': 'confirm-many',
  'alert.dismiss': 'alert-dismissed',
  'alert.enable': 'result-enabled',
  'alert.configure': 'configure-renewals',
  'alert.refresh': 'refresh-running',
  'alerts.refresh': 'refresh-done',
  'subscription.add': 'raised-few',
  'subscription.remove': 'subscriptions-none',
  'subscriptions.list': 'subscriptions-many',
  'posts.snooze': 'subscriptions-many',
  'posts.why': 'why-some',
  'alert.what-if': 'whatif-fewer',
  'incident.accept': 'confirm-accept',
  'acceptances.list': 'accepted-many',
  'incident.assign': 'result-assigned',
  'requests.list': 'requests',
  'audit.show': 'audit-many',
  'status.show': 'status-bad',
  'posts.retry': 'result-sent-again',
  'session.sign-out': 'result-signed-out',
  'help.show': 'help',
};

const EFFECTS = {
  reads: 'only looks',
  remembers: 'changes what Rolecall remembers, and nothing in the tenant',
  changes: 'changes the tenant',
};

const HEAD = `# Use

In a personal chat just say it; in a group chat or channel mention the bot first: \`@Rolecall alerts\`. Case and spacing do not matter, and a near miss is answered with what
you may have meant. Most cards have buttons for what comes next, so that \`alerts\` is all there is to remember.

An alert is named by its slug (\`license\`, \`no-mfa\`, \`redundant\`, \`outside-pim\`, \`renewals\`, \`stale\`, \`global-admins\`), by its name in Graph, by its title or by a part of one that
no other has. What changes the tenant shows first what would happen and to whom, asks for a reason, and runs with your own rights: you need the Entra role Privileged
Role Administrator, active.

This page is made from the commands themselves by \`npm run docs\`.
`;

/** What a command takes that its usage has no room for. */
const MORE = {
  'alert.configure': settingsTable,
  'audit.show': auditWords,
};

/** @param {string} root */
export function usePage(root) {
  const source = sourceOf(root);
  const sections = source('capabilities/index')
    .everyCapability()
    .flatMap(({ verb, effect, help }) =>
      help ? [section(root, { verb, effect, help, more: MORE[verb]?.(source) ?? [] })] : [],
    );
  return [HEAD, ...sections].join('\n');
}

function settingsTable(source) {
  const { rangeText } = source('views/parts/setting-text');
  const rows = source('alerts/kinds/index').kinds.flatMap(({ slug, settings }) =>
    settings.map(
      (setting) => `| \`${slug}\` | \`${setting.name}\` | ${setting.label} | ${rangeText(setting)} |`,
    ),
  );
  return [
    'Every alert knows `enabled`, which is `yes` or `no`. A setting goes by its name, or by its label in one word: \`days-without-sign-in=60\`.',
    '',
    '| alert | setting | label | takes |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
  ];
}

function auditWords(source) {
  const { VERBS_TO_FIND } = source('capabilities/audit-filter');
  const { EVERY_OUTCOME, outcomeWords } = source('views/parts/audit-words');
  const code = (words) => words.map((word) => `\`${word}\``).join(', ');
  return [
    `\`verb=\` is a part of what was asked for: ${code(VERBS_TO_FIND)}.`,
    '',
    '| `outcome=` | on the card |',
    '| --- | --- |',
    ...EVERY_OUTCOME.map((outcome) => `| \`${outcome}\` | ${outcomeWords(outcome).word} |`),
    '',
  ];
}

function section(root, { verb, effect, help, more }) {
  const { usage, summary, examples } = help;
  const picture = `images/cards/${PICTURES[verb]}.light.320.png`;
  if (!existsSync(path.join(root, 'docs', picture))) throw new Error(`${verb} needs a picture of its card.`);
  return [
    `## \`${usage}\``,
    '',
    `${summary}. It ${EFFECTS[effect]}.`,
    '',
    '```',
    ...examples,
    '```',
    '',
    ...more,
    `![${summary}](${picture})`,
    '',
  ].join('\n');
}

/** Modules straight from their source. */
function sourceOf(root) {
  const require = createRequire(import.meta.url);
  require.extensions['.ts'] = (module, filename) => {
    const { code } = transformSync(readFileSync(filename, 'utf8'), {
      filename,
      jsc: { parser: { syntax: 'typescript' }, target: 'es2023' },
      module: { type: 'commonjs' },
    });
    module._compile(code, filename);
  };
  return (name) => require(path.join(root, 'src', `${name}.ts`));
}
