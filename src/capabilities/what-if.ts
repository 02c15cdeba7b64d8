import { z } from 'zod';
import { kindOf } from '../alerts/kinds';
import { whatIf as forecastOf } from '../alerts/what-if';
import { whatIfView } from '../views/what-if-view';
import type { ReadCapability } from './capability';
import { required } from './configure';
import { parseConfigure } from './configure-input';
import { findAlert } from './find';
import { alertName } from './inputs';
import { after } from './words';

const value = z.string().trim().min(1).max(100);

export const whatIf: ReadCapability<'alert.what-if'> = {
  verb: 'alert.what-if',
  effect: 'reads',
  help: {
    usage: 'what-if <alert> setting=value …',
    summary: 'What a threshold would change, before it is changed',
    examples: ['what-if global-admins globalAdminCountThreshold=5', 'what-if stale duration=60 days'],
  },
  input: z.object({ alert: alertName, settings: z.record(z.string().min(1).max(100), value) }),
  fromText(text) {
    const said = after('what-if', text) ?? after('what if', text);
    const { alert, settings } = (said && parseConfigure(`configure ${said}`)) || {};
    return alert && settings ? { alert, settings } : undefined;
  },
  async run({ alert: name, settings }, context) {
    const { reading } = await findAlert(name, context);
    const alert = reading.value;
    const { change, changed } = required(alert, settings);
    const now = context.clock.now();
    const forecast = forecastOf(kindOf(alert.suffix), alert, change, now);
    return { message: whatIfView({ reading, changed, forecast, settings, now }) };
  },
};
