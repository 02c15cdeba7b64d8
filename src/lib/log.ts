import { pino, type DestinationStream } from 'pino';
import { currentOrigin } from './origin';

export type LogFields = Readonly<Record<string, unknown>>;
export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

/** Static message plus fields, so that lines can be grouped. Never a token, a card or a message text; ids are fine. */
export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** The same log with these fields on each line. */
  with(fields: LogFields): Log;
}

// A second line of defence: callers do not log these, and if one ever does, the value does not reach the disk. By the name of the
// field, and by what the text looks like, wherever it stands: an SDK may quote a header or an address in its message.
const SECRET_FIELDS = [
  'token',
  'secret',
  'password',
  'authorization',
  'assertion',
  'clientSecret',
  'accessToken',
  'refreshToken',
  'idToken',
  'connectionString',
  'databaseUrl',
  'Authorization',
];
const REDACTED = SECRET_FIELDS.flatMap((name) => [name, `*.${name}`]);

const SECRET_TEXTS = [
  // A JSON web token, and whatever else comes behind a scheme of authorization.
  /()\beyJ[\w-]{6,}\.[\w-]+(?:\.[\w-]*)?/g,
  /\b((?:Bearer|Basic)\s+)[\w.~+/=-]{8,}/gi,
  // The password in an address, as of a database.
  /(\/\/[^\s:/@"\\]*:)[^\s/@"\\]+(?=@)/g,
  // A part of a connection string, of a form or of a query.
  /\b((?:password|pwd|client_secret|client_assertion|assertion|access_token|refresh_token|id_token|accountkey|sharedaccesskey|sig)=)[^\s;&"\\]+/gi,
];

interface Lines {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  child(fields: object): Lines;
}

/** One JSON line for each call, with the reference of what it came of; on standard output unless told otherwise. */
export function createLog(level: LogLevel, destination?: DestinationStream): Log {
  const options = {
    level,
    base: null,
    mixin: cameOf,
    redact: { paths: REDACTED, censor: '[redacted]' },
    hooks: { streamWrite: withoutSecrets },
  };
  return wrap(destination ? pino(options, destination) : pino(options));
}

/** The id of the trace as its collector has it. */
function cameOf(): object {
  const { reference, traceparent } = currentOrigin() ?? {};
  if (reference === undefined) return {};
  return traceparent === undefined ? { reference } : { reference, traceId: traceparent.split('-')[1] };
}

function withoutSecrets(line: string): string {
  return SECRET_TEXTS.reduce((text, pattern) => text.replace(pattern, '$1[redacted]'), line);
}

export const silentLog: Log = createLog('silent');

function wrap(lines: Lines): Log {
  return {
    debug: (message, fields) => lines.debug(plain(fields), message),
    info: (message, fields) => lines.info(plain(fields), message),
    warn: (message, fields) => lines.warn(plain(fields), message),
    error: (message, fields) => lines.error(plain(fields), message),
    with: (fields) => wrap(lines.child(fields)),
  };
}

/** An error becomes its name, message and stack: pino serialises only a field called `err`. */
function plain(fields: LogFields = {}): object {
  const error = fields['error'];
  if (!(error instanceof Error)) return fields;
  return { ...fields, error: { name: error.name, message: error.message, stack: error.stack } };
}
