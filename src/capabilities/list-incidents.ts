import { z } from 'zod';
import { incidentsView } from '../views/incidents-view';
import type { ReadCapability } from './capability';
import { findAlert } from './find';
import { alertName, tidy } from './inputs';
import { marksOf } from './marks';
import { after } from './words';

export const listIncidents: ReadCapability<'alert.incidents'> = {
  verb: 'alert.incidents',
  effect: 'reads',
  help: {
    usage: 'incidents <alert>',
    summary: 'Every incident of one alert, ten at a time',
    examples: ['incidents outside-pim'],
    command: 'incidents',
  },
  input: z
    .object({ alert: alertName, page: z.coerce.number().int().min(1).max(100_000).optional() })
    .transform(tidy),
  fromText(text) {
    const alert = after('incidents', text);
    return alert ? { alert } : undefined;
  },
  async run({ alert, page }, context) {
    const { reading } = await findAlert(alert, context);
    const now = context.clock.now();
    const { id, incidents } = reading.value;
    const marks = await marksOf(id, incidents, { ...context, now });
    return { message: incidentsView({ reading, page: page ?? 1, now, marks }) };
  },
};
