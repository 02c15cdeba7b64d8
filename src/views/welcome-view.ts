import type { Message } from '../ports/notifier';
import { button } from './parts/button';
import { frame } from './parts/frame';
import { renderCard } from './render';

interface WelcomeInput {
  /** Whoever is here may look; else those alone who are named. */
  readonly isOpen: boolean;
  readonly writesAs: 'user' | 'app';
}

/** The first thing anybody sees of us. */
export function welcomeView({ isOpen, writesAs }: WelcomeInput): Message {
  const looking = isOpen ? 'Everybody here can look.' : 'Those who have been let in can look.';
  const changing =
    writesAs === 'user'
      ? 'Changes run in your own name and with your own rights.'
      : 'Operators can make changes, which run in my name.';
  const lines = [
    { glyph: '🔍', text: 'I watch the security alerts of Privileged Identity Management in your tenant.' },
    { glyph: '💬', text: 'Type **alerts** to see what needs attention, worst first.' },
    { glyph: '👥', text: `${looking} ${changing}` },
    {
      glyph: '✋',
      text: 'Before I remove a role or set an alert aside, I say what will happen and wait for your Confirm.',
    },
    { glyph: '🔔', text: 'Subscribe, and I post here when a scan finds something new.' },
  ];
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
    lines,
  });
  return { card, summary: 'Hello from Rolecall' };
}
