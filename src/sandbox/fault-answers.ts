import { unauthorized } from './access';
import type { Fault } from './faults';
import { GraphRefusal } from './wire/graph-refusal';

/** What a fault makes the service say instead of an answer, if that is what it does. */
export function faultRefusal(fault: Fault): GraphRefusal | undefined {
  switch (fault.kind) {
    case 'throttle':
      return throttled({ 'Retry-After': fault.retryAfter });
    case 'throttle-without-header':
      return throttled({});
    case 'unavailable':
      return new GraphRefusal(503, 'serviceNotAvailable', 'The service is temporarily unavailable.');
    case 'gateway-timeout':
      return new GraphRefusal(504, 'GatewayTimeout', 'The gateway did not receive a response in time.');
    case 'internal-error':
      return new GraphRefusal(500, 'UnknownError', '{"message":"An error has occurred."}');
    case 'forbidden':
      return unauthorized();
    case 'unauthenticated':
      return new GraphRefusal(
        401,
        'InvalidAuthenticationToken',
        'Access token has expired or is not yet valid.',
      );
    case 'challenge':
      return new GraphRefusal(
        401,
        'InvalidAuthenticationToken',
        'Continuous access evaluation resulted in challenge.',
        {
          'WWW-Authenticate': `Bearer realm="", error="insufficient_claims", claims="${CLAIMS}"`,
        },
      );
    default:
      return undefined;
  }
}

const CLAIMS = Buffer.from('{"access_token":{"nbf":{"essential":true,"value":"1795400000"}}}').toString(
  'base64',
);

function throttled(headers: Readonly<Record<string, string>>): GraphRefusal {
  return new GraphRefusal(429, 'TooManyRequests', 'Please retry again later.', headers);
}

/** Metadata marks almost every member nullable: here each of them is null, ids and annotations aside. */
export function withNulls(body: object | undefined): object | undefined {
  if (!body) return undefined;
  return Object.fromEntries(
    Object.entries(body).map(([name, value]: [string, unknown]) => {
      if (name.includes('@') || name === 'id') return [name, value];
      if (Array.isArray(value))
        return [name, value.map((row: unknown) => (isRecord(row) ? withNulls(row) : row))];
      return [name, isRecord(value) ? withNulls(value) : null];
    }),
  );
}

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
