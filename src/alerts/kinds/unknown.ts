import { moment, principalOf, roleOf, type AlertKind, type IncidentWire } from './kind';
import type { Fact } from '../alert';

/** An alert type Microsoft added after this program was written: shown plainly, never acted on without a definition. */
export function unknownKind(suffix: string): AlertKind {
  return {
    slug: kebab(suffix),
    suffix,
    title: words(suffix),
    severity: 'unknown',
    meaning: 'This alert type is newer than Rolecall, which can show and dismiss it, not remediate it.',
    advice: 'Open it in the portal to act on it.',
    settings: [],
    configurationType: '',
    subject: { one: 'incident', many: 'incidents' },
    incident: (wire) => ({ principal: principalOf(wire), role: roleOf(wire), facts: facts(wire) }),
  };
}

const KNOWN = /^(@|id$|assignee|role)/;

function facts(wire: IncidentWire): Fact[] {
  return Object.entries(wire)
    .filter(([name]) => !KNOWN.test(name))
    .flatMap(([name, value]): Fact[] => {
      const label = words(name);
      if (name.endsWith('DateTime')) return [moment(words(name.replace(/DateTime$/, '')), value)];
      if (typeof value === 'number') return [{ label, type: 'number', value }];
      if (typeof value === 'string' || typeof value === 'boolean')
        return [{ label, type: 'text', value: String(value) }];
      return [];
    });
}

function kebab(suffix: string): string {
  return words(suffix).toLowerCase().replaceAll(' ', '-');
}

/** `BrandNewThingAlert` as "Brand new thing". */
function words(name: string): string {
  const spaced = name.replace(/Alert$/, '').replaceAll(/([a-z\d])([A-Z])/g, '$1 $2');
  return spaced.charAt(0).toUpperCase() + spaced.slice(1).toLowerCase();
}
