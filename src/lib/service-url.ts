export interface ServiceUrlRule {
  /** Host names, lower case, that may be spoken to over https. */
  readonly hosts: readonly string[];
  /** Only this machine, http allowed: the unauthenticated mode. */
  readonly loopbackOnly: boolean;
}

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

export function isLoopback(hostname: string): boolean {
  return LOOPBACK.has(hostname);
}

/**
 * Whether answers may be sent to this address. Each answer carries the bot's own token, so a foreign address in an activity or in
 * the store would hand the token to a stranger.
 */
export function serviceUrlAllowed(address: string, { hosts, loopbackOnly }: ServiceUrlRule): boolean {
  // Readers of addresses disagree about backslashes and white space.
  if (/[\\\s]/.test(address) || !URL.canParse(address)) return false;
  const url = new URL(address);
  if (url.username || url.password) return false;
  if (loopbackOnly) return isLoopback(url.hostname) && ['http:', 'https:'].includes(url.protocol);
  return url.protocol === 'https:' && url.port === '' && hosts.includes(url.hostname);
}
