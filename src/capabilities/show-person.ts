import { z } from 'zod';
import { findPeople } from '../alerts/people';
import { UserError } from '../lib/errors';
import { personView } from '../views/person-view';
import type { ReadCapability } from './capability';
import { personName } from './inputs';
import { after } from './words';

export const showPerson: ReadCapability<'person.show'> = {
  verb: 'person.show',
  effect: 'reads',
  help: {
    usage: 'who <person>',
    summary: 'Every incident of one person, across all alerts',
    examples: ['who Megan Bowen', 'who megan@contoso.com'],
    command: 'who',
  },
  input: z.object({ person: personName }),
  fromText(text) {
    const person = after('who is', text) ?? after('who', text);
    return person ? { person } : undefined;
  },
  async run({ person: name }, { alerts, clock }) {
    const reading = await alerts.listAlerts();
    const [first, ...others] = findPeople(name, reading.value);
    if (!first) {
      throw new UserError(
        `No alert mentions anybody called “${name}”. A part of the name or the sign-in name will do.`,
      );
    }
    const alsoCalled = others.map(({ person }) => person);
    return { message: personView({ ...first, alsoCalled, readAt: reading.readAt, now: clock.now() }) };
  },
};
