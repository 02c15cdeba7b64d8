import type { Message } from '../ports/notifier';
import { button } from './parts/button';
import { frame } from './parts/frame';
import { renderCard } from './render';

const LINES = [
  { glyph: '🔍', text: 'I watch the security alerts of Privileged Identity Management in your tenant.' },
  { glyph: '💬', text: 'Type **alerts** to see what needs attention, worst first.' },
  { glyph: '👥', text: 'Everybody here can look. Changes run in your own name and with your own rights.' },
  { glyph: '✋', text: 'Before anything changes I say what will happen, and wait for your Confirm.' },
  { glyph: '🔔', text: 'Subscribe, and I post here when a scan finds something new.' },
];

/** The first thing anybody sees of us. */
export function welcomeView(): Message {
  const card = renderCard('welcome', {
    ...frame({
      look: { glyph: '👋', word: 'Hello', ground: 'accent' },
      title: 'Rolecall looks after your privileged roles',
      actions: [
        button('Show alerts', 'alerts.list', {}, { style: 'positive' }),
        button('Subscribe', 'subscription.add', { alerts: [], minimumSeverity: 'medium', mode: 'new' }),
        button('Help', 'help.show', {}),
      ],
      speak: 'Rolecall looks after your privileged roles',
    }),
    lines: LINES,
  });
  return { card, summary: 'Hello from Rolecall' };
}
