import type { Message } from '../ports/notifier';
import { button } from './button';
import { frame } from './frame';
import { renderCard } from './render';
import { moment } from './wording';

const LINES = [
  'I watch the security alerts of Privileged Identity Management and show what needs attention.',
  'Ask for "alerts", open one, and see who is concerned and what to do.',
  'Everybody here can look. Changes run in your own name and need the role Privileged Role Administrator.',
  'Before anything changes I show what will happen and ask you to confirm.',
  'Type "subscribe" in a channel and I post there when something new turns up.',
];

/** The first thing anybody sees of us. */
export function welcomeView({ now }: { readonly now: number }): Message {
  const card = renderCard('welcome', {
    ...frame({
      look: { glyph: '✋', word: 'Hello', color: 'accent' },
      footer: moment(now),
      title: 'Rolecall looks after your privileged roles',
      actions: [
        button('Alerts', 'alerts.list', {}, { style: 'positive' }),
        button('Subscribe', 'subscription.add', { alerts: [], minimumSeverity: 'medium', mode: 'new' }),
        button('Help', 'help.show', {}),
      ],
      speak: 'Rolecall looks after your privileged roles',
    }),
    text: LINES.map((line) => `- ${line}`).join('\n'),
  });
  return { card, summary: 'Hello from Rolecall' };
}
