import type { Problems } from './env';

export interface TraceSettings {
  /** Where a collector takes traces by OTLP over HTTP, path included. */
  readonly url: string;
}

/** By OpenTelemetry's own variable names; all others of them are read by its libraries. Undefined: no traces. */
export function traceSettings(problems: Problems): TraceSettings | undefined {
  const off = problems.text('OTEL_SDK_DISABLED')?.toLowerCase() === 'true';
  const exporter = problems.choice('OTEL_TRACES_EXPORTER', ['otlp', 'none'], 'otlp');
  const base = addressOf(problems, 'OTEL_EXPORTER_OTLP_ENDPOINT');
  const exact = addressOf(problems, 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT');
  const url = exact ?? (base === undefined ? undefined : `${base.replace(/\/+$/, '')}/v1/traces`);
  return off || exporter === 'none' || url === undefined ? undefined : { url };
}

function addressOf(problems: Problems, name: string): string | undefined {
  const typed = problems.text(name);
  if (typed === undefined) return undefined;
  const url = URL.canParse(typed) ? new URL(typed) : undefined;
  if (url && /^https?:$/.test(url.protocol) && url.username === '' && url.search === '') return typed;
  problems.add(name, 'must be the address of a collector, for example http://localhost:4318.');
  return undefined;
}
