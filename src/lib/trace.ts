export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

/**
 * What happened within what, for whoever collects it. A span belongs under the one that `currentOrigin()` names, be it of another
 * process. Names and attributes carry no person, no token and no text.
 */
export interface Trace {
  /** Runs the work as one span; what starts within it, however deep, becomes its child. A rejection marks it and passes on. */
  span<T>(name: string, attributes: SpanAttributes, work: () => Promise<T>): Promise<T>;
  /** A span that has just ended, `ms` after it began. */
  ended(
    name: string,
    attributes: SpanAttributes,
    how: { readonly ms: number; readonly failed: boolean },
  ): void;
}

/** Nobody collects. */
export const noTrace: Trace = {
  span: (_name, _attributes, work) => work(),
  ended: () => undefined,
};
