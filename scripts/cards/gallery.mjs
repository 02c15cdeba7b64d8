// The gallery in docs/cards.md: a few cards, chosen to show each capability once.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const CHOSEN = [
  { title: 'Every alert, worst first', name: 'alerts-usual', both: true, wide: true },
  { title: 'With the last sweeps', name: 'alerts-history' },
  { title: 'One alert', name: 'alert-many', wide: true },
  { title: 'A dismissed alert', name: 'alert-dismissed' },
  { title: 'Brought back', name: 'result-enabled' },
  { title: 'Its incidents, ten at a time', name: 'incidents-page-1' },
  { title: 'Which of several is meant', name: 'incidents-pick' },
  { title: 'A person', name: 'person-one' },
  { title: 'Asking before a role is taken away', name: 'confirm-remediate', both: true, wide: true },
  { title: 'How it ended', name: 'result-done' },
  { title: 'Thresholds', name: 'configure-renewals' },
  { title: 'A scan under way', name: 'refresh-running' },
  { title: 'What a scan changed', name: 'refresh-done' },
  { title: 'Posted unasked', name: 'raised-few' },
  { title: 'Nobody has acted in time', name: 'escalated' },
  { title: 'A storm', name: 'raised-storm' },
  { title: 'Gone again', name: 'cleared' },
  { title: 'A threshold changed behind our back', name: 'tamper' },
  { title: 'Subscriptions', name: 'subscriptions-many' },
  { title: 'Nothing is posted', name: 'subscriptions-none' },
  { title: 'Why it was posted, or not', name: 'why-some' },
  { title: 'What a threshold would change', name: 'whatif-fewer' },
  { title: 'Accepting a risk', name: 'confirm-accept' },
  { title: 'Accepted risks', name: 'accepted-many' },
  { title: 'An owner', name: 'result-assigned' },
  { title: 'Rolecall itself', name: 'status-bad' },
  { title: 'Posts sent again', name: 'result-sent-again' },
  { title: 'Signed out', name: 'result-signed-out' },
  { title: 'The audit log', name: 'audit-many' },
  { title: 'A scan that is too old', name: 'alert-stale-scan' },
  { title: 'Hello', name: 'welcome' },
  { title: 'Help', name: 'help' },
  { title: 'Choosing several', name: 'choose' },
  { title: 'Asking about several', name: 'confirm-many' },
  { title: 'Several at once', name: 'remedy-many' },
  { title: 'A second person', name: 'approval-open' },
  { title: 'What waits for one', name: 'requests' },
];

export function isInGallery(name, theme, width) {
  return filesOf(CHOSEN.find((card) => card.name === name)).includes(`${name}.${theme}.${width}.png`);
}

/** Copies the chosen pictures to docs/images/cards and writes docs/cards.md around them. */
export function gallery({ root, pictures }) {
  const images = path.join(root, 'docs/images/cards');
  rmSync(images, { recursive: true, force: true });
  mkdirSync(images, { recursive: true });
  const sections = CHOSEN.map((card) => {
    for (const file of filesOf(card)) copyFileSync(path.join(pictures, file), path.join(images, file));
    return `## ${card.title}\n\n${filesOf(card)
      .map((file) => `![${card.title}, ${describe(file)}](images/cards/${file})`)
      .join('\n')}\n`;
  });
  shrink(CHOSEN.flatMap(filesOf).map((file) => path.join(images, file)));
  const head =
    '# Cards\n\nMade by `npm run cards` from the samples of the tests, in the colours of Teams; every card with every sample,' +
    ' in\nthree themes (light, dark, high contrast) at 320 and 800 pixels, is in `build/cards` afterwards. What a button shows is\nhidden here, and long cards are cut after the first screen or two.\n';
  writeFileSync(path.join(root, 'docs/cards.md'), [head, ...sections].join('\n'));
}

/** A palette says as much in a third of the bytes; without `pngquant` the pictures are only larger. */
function shrink(files) {
  spawnSync('pngquant', ['--force', '--ext', '.png', '--skip-if-larger', '--strip', ...files], {
    stdio: 'ignore',
  });
}

function filesOf(card) {
  if (!card) return [];
  const { name, both = false, wide = false } = card;
  return [
    `${name}.light.320.png`,
    ...(both ? [`${name}.dark.320.png`, `${name}.contrast.320.png`] : []),
    ...(wide ? [`${name}.light.800.png`] : []),
  ];
}

function describe(file) {
  const [, theme, width] = file.split('.');
  return `${theme}, ${width === '320' ? 'narrow' : 'wide'}`;
}
