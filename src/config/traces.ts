import type { Problems } from './env';

export interface TraceSettings {
  /** Where a collector takes OTLP over HTTP, without `/v1/traces`. */
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** By OpenTelemetry's own variable names. Undefined: no traces. */
export function traceSettings(problems: Problems): TraceSettings | undefined {
  const typed = problems.text('OTEL_EXPORTER_OTLP_ENDPOINT');
  const headers = headersOf(problems);
  if (typed === undefined) return undefined;
  const url = URL.canParse(typed) ? new URL(typed) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.search !== '') {
    problems.add(
      'OTEL_EXPORTER_OTLP_ENDPOINT',
      'must be the address of a collector, for example http://localhost:4318.',
    );
    return undefined;
  }
  return { endpoint: typed.replace(/\/+$/, ''), headers };
}

function headersOf(problems: Problems): Readonly<Record<string, string>> {
  const pairs = (problems.text('OTEL_EXPORTER_OTLP_HEADERS') ?? '')
    .split(',')
    .filter((pair) => pair.trim() !== '');
  const parted = pairs.map((pair) => /^\s*([\w-]+)\s*=\s*(.+?)\s*$/.exec(pair));
  if (parted.includes(null))
    problems.add('OTEL_EXPORTER_OTLP_HEADERS', 'must be of the form name=value,name=value.');
  return Object.fromEntries(
    parted.flatMap((one) => (one?.[1] && one[2] ? [[one[1].toLowerCase(), plainly(one[2])]] : [])),
  );
}

/** OpenTelemetry writes blanks as %20; a value that was not written so stands as it is. */
function plainly(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
