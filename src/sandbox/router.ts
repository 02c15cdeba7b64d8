import type { Access } from './access';
import type { Caller } from './tokens';
import { badRequest, GraphRefusal } from './wire/graph-refusal';

export interface Call {
  /** Absolute, at the sandbox's own address whatever the caller wrote as host. */
  readonly url: URL;
  readonly parameters: Readonly<Record<string, string>>;
  readonly caller: Caller;
  /** Undefined: none was sent. */
  readonly body: unknown;
  readonly isJson: boolean;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object;
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH';
  /** Below the host: `/beta/…/alerts/{alertId}`. */
  readonly path: string;
  readonly access: Access;
  handle(call: Call): Answer;
}

export interface Match {
  readonly route: Route;
  readonly parameters: Readonly<Record<string, string>>;
}

/** What v1.0 has although none of our routes leads through it: the segment after it is the one that is missing. */
const BESIDE: readonly string[] = ['/v1.0/identityGovernance'];

/** The route for a request. Throws what Graph answers where there is none. */
export function findRoute(routes: readonly Route[], method: string, pathname: string): Match {
  const segments = splitPath(pathname);
  const here = routes
    .map((route) => ({ route, parameters: match(splitPattern(route.path), segments) }))
    .filter((one): one is Match => one.parameters !== undefined);
  const found = here.find(({ route }) => route.method === method);
  if (found) return found;
  if (here.length > 0) {
    throw new GraphRefusal(
      405,
      'Request_BadRequest',
      'Specified HTTP method is not allowed for the request target.',
    );
  }
  throw badRequest(`Resource not found for the segment '${unknownSegment(routes, segments)}'.`);
}

/** `/alerts('x')` is another way to write `/alerts/x`. */
function splitPath(pathname: string): readonly string[] {
  try {
    const path = pathname.replace(/\/+$/, '').split('/').slice(1).map(decodeURIComponent);
    return path.flatMap((segment) => {
      const keyed = /^(\w+)\('([^']*)'\)$/.exec(segment);
      return keyed?.[1] !== undefined && keyed[2] !== undefined ? [keyed[1], keyed[2]] : [segment];
    });
  } catch {
    throw badRequest('The request path cannot be decoded.');
  }
}

function splitPattern(path: string): readonly string[] {
  return path.split('/').slice(1);
}

function match(
  pattern: readonly string[],
  segments: readonly string[],
): Readonly<Record<string, string>> | undefined {
  if (pattern.length !== segments.length || commonLength(pattern, segments) < pattern.length)
    return undefined;
  const parameters: Record<string, string> = {};
  pattern.forEach((part, index) => {
    if (isParameter(part)) parameters[part.slice(1, -1)] = segments[index] ?? '';
  });
  return parameters;
}

function isParameter(part: string): boolean {
  return part.startsWith('{');
}

function commonLength(pattern: readonly string[], segments: readonly string[]): number {
  const end = pattern.findIndex((part, index) => {
    const segment = segments[index];
    return segment === undefined || segment === '' || (!isParameter(part) && part !== segment);
  });
  return end === -1 ? pattern.length : end;
}

function unknownSegment(routes: readonly Route[], segments: readonly string[]): string {
  const paths = [...routes.map((route) => route.path), ...BESIDE];
  const known = Math.max(0, ...paths.map((path) => commonLength(splitPattern(path), segments)));
  return segments[known] ?? segments.at(-1) ?? '';
}
