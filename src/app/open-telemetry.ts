import type { Span } from '@opentelemetry/api';
import type { SpanExporter } from '@opentelemetry/sdk-trace-base';
import type { TraceSettings } from '../config/traces';
import type { Clock } from '../lib/clock';
import type { Log } from '../lib/log';
import { currentOrigin, withOrigin } from '../lib/origin';
import type { SpanAttributes } from '../lib/trace';
import type { Tracing } from './tracing';

const CLOSE_MS = 2_000;

/**
 * Spans by OpenTelemetry's libraries, sent as OTLP over HTTP. Nothing of it is global, and its context manager is not used: the place of
 * a span travels in `Origin`, which also crosses the outbox. Headers, sampler, batches and resource attributes are read by the
 * libraries from the usual `OTEL_` variables.
 */
export async function openTelemetry({
  settings,
  clock,
  log,
}: {
  readonly settings: TraceSettings;
  readonly clock: Clock;
  readonly log: Log;
}): Promise<Tracing> {
  // Loaded here, and only here: whoever collects nothing pays nothing.
  const { ROOT_CONTEXT, SpanStatusCode, defaultTextMapGetter, defaultTextMapSetter, trace } =
    await import('@opentelemetry/api');
  const { W3CTraceContextPropagator } = await import('@opentelemetry/core');
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http');
  const { defaultResource, detectResources, envDetector, resourceFromAttributes } =
    await import('@opentelemetry/resources');
  const { BasicTracerProvider, BatchSpanProcessor } = await import('@opentelemetry/sdk-trace-base');

  const exporter = new OTLPTraceExporter({ url: settings.url });
  const provider = new BasicTracerProvider({
    resource: defaultResource()
      .merge(resourceFromAttributes({ 'service.name': 'rolecall' }))
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor(sayingWhenAway(exporter, log))],
  });
  const tracer = provider.getTracer('rolecall');
  const wire = new W3CTraceContextPropagator();

  function begin(name: string, attributes: SpanAttributes, startTime: number): Span {
    const { reference, traceparent } = currentOrigin() ?? {};
    const parent = wire.extract(ROOT_CONTEXT, { traceparent }, defaultTextMapGetter);
    const named = reference === undefined ? attributes : { ...attributes, 'rolecall.reference': reference };
    return tracer.startSpan(name, { attributes: named, startTime }, parent);
  }

  function end(span: Span, failed: boolean): void {
    if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end(clock.now());
  }

  /** As the next process, or the outbox, has to know it. */
  function traceparentOf(span: Span): string {
    const carrier: Record<string, string> = {};
    wire.inject(trace.setSpan(ROOT_CONTEXT, span), carrier, defaultTextMapSetter);
    return carrier['traceparent'] ?? '';
  }

  return {
    span: async (name, attributes, work) => {
      const span = begin(name, attributes, clock.now());
      const { reference = span.spanContext().traceId.slice(0, 8) } = currentOrigin() ?? {};
      try {
        const result = await withOrigin({ reference, traceparent: traceparentOf(span) }, work);
        end(span, false);
        return result;
      } catch (error) {
        end(span, true);
        throw error;
      }
    },
    ended: (name, attributes, { ms, failed }) => end(begin(name, attributes, clock.now() - ms), failed),
    close: async () => {
      const done = new AbortController();
      const sent = provider.shutdown().catch(() => undefined);
      await Promise.race([sent, clock.sleep(CLOSE_MS, done.signal).catch(() => undefined)]);
      done.abort();
    },
  };
}

/** A collector that is away costs spans and one line in the log, never an answer. */
function sayingWhenAway(exporter: SpanExporter, log: Log): SpanExporter {
  let away = false;
  return {
    export: (batch, told) =>
      exporter.export(batch, (result) => {
        const { error } = result;
        if (error && !away)
          log.warn('traces are not taken', { dropped: batch.length, reason: error.message });
        away = error !== undefined;
        told(result);
      }),
    shutdown: () => exporter.shutdown(),
    forceFlush: async () => exporter.forceFlush?.(),
  };
}
