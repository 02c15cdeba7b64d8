import { pino, type DestinationStream } from 'pino';

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

// A second line of defence: callers do not log these, and if one ever does, the value does not reach the disk.
const SECRET_FIELDS = [
  'token',
  'secret',
  'password',
  'authorization',
  'assertion',
  'clientSecret',
  'accessToken',
];
const REDACTED = SECRET_FIELDS.flatMap((name) => [name, `*.${name}`]);

interface Lines {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  child(fields: object): Lines;
}

/** One JSON line for each call, on standard output unless told otherwise. */
export function createLog(level: LogLevel, destination?: DestinationStream): Log {
  const options = { level, base: null, redact: { paths: REDACTED, censor: '[redacted]' } };
  return wrap(destination ? pino(options, destination) : pino(options));
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
