/** What a token says of itself. Unverified: its signature is Graph's business. Undefined where it cannot be read. */
export function claimsOf(token: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const body = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8');
    const claims: unknown = JSON.parse(body);
    return typeof claims === 'object' && claims !== null ? { ...claims } : undefined;
  } catch {
    return undefined;
  }
}
