import { GraphError } from '../ports/pim-alerts';

// encodeURIComponent throws on these.
const LONE_SURROGATE = /\p{Surrogate}/u;
const LONE_SURROGATES = /\p{Surrogate}/gu;
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Where in Graph: API version, and the path below it with its query. */
export interface Address {
  readonly version: string;
  readonly path: string;
}

/**
 * The origin of a Graph base URL. Tokens go there and nowhere else, so it must be https; plain http is for a sandbox on this
 * machine only. Throws an `Error` that says what is wrong with the setting.
 */
export function graphOrigin(baseUrl: string): string {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (!url) throw new Error(`Not a Graph base URL: ${baseUrl}`);
  if (url.username || url.password) throw new Error('A Graph base URL carries no user name or password');
  if (url.pathname !== '/' || url.search || url.hash)
    throw new Error(`A Graph base URL is a host without version or path: ${url.origin}`);
  const safe = url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.test(url.hostname));
  if (!safe) throw new Error(`A Graph base URL is https, or http on this machine: ${url.origin}`);
  return url.origin;
}

/**
 * A `nextLink` or `Location` as an address under the configured origin. The SDK would follow an absolute link to any host, and
 * breaks one that is plain http. Throws `GraphError` for another origin, before anything is sent there.
 */
export function toRelative(origin: string, link: string): Address {
  const url = URL.canParse(link, origin) ? new URL(link, origin) : undefined;
  if (!url || url.origin !== origin || url.username || url.password)
    throw new GraphError('Graph points to an address outside the configured origin', {
      reason: 'unavailable',
      code: 'ForeignAddress',
    });
  const [, version = '', path = ''] = /^\/([^/]+)(\/.*)$/.exec(url.pathname) ?? [];
  if (!/^(beta|v\d+\.\d+)$/.test(version))
    throw new GraphError('Graph points to an address without a version', {
      reason: 'unavailable',
      code: 'ForeignAddress',
    });
  // The SDK takes "https://" anywhere in a path for the start of another host, even inside a skip token.
  return { version, path: path + url.search.replaceAll('://', ':%2F%2F') };
}

/** An id as one path segment. Throws `GraphError` where the id would change the path. */
export function segment(id: string): string {
  if (id === '' || id === '.' || id === '..' || LONE_SURROGATE.test(id))
    throw new GraphError('Not an id', { reason: 'invalid', code: 'NotAnId' });
  return encodeURIComponent(id);
}

/** An OData string literal, encoded for a query. */
export function literal(value: string): string {
  return `'${encodeURIComponent(value.replaceAll(LONE_SURROGATES, '').replaceAll("'", "''"))}'`;
}

/** Query options with their values encoded; the SDK sends them as they are. */
export function query(options: Readonly<Record<string, string>>): string {
  const parts = Object.entries(options).map(([name, value]) => `${name}=${value}`);
  return parts.length ? `?${parts.join('&')}` : '';
}
