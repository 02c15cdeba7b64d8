/** A refusal in the form of the service; the server turns it into an answer. */
export class GraphRefusal extends Error {
  override readonly name = 'GraphRefusal';
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

export function badRequest(message: string): GraphRefusal {
  return new GraphRefusal(400, 'BadRequest', message);
}

/** The PIM back end hides its own error as a JSON string inside the message. */
export function pimRefusal(status: number, errorCode: string, message: string): GraphRefusal {
  return new GraphRefusal(
    status,
    'UnknownError',
    JSON.stringify({ errorCode, message, instanceAnnotations: [] }),
  );
}

export function refusalBody(refusal: GraphRefusal, ids: RequestIds, now: number): object {
  return {
    error: {
      code: refusal.code,
      message: refusal.message,
      innerError: {
        date: new Date(now).toISOString().slice(0, 19),
        'request-id': ids.requestId,
        'client-request-id': ids.clientRequestId,
      },
    },
  };
}

export interface RequestIds {
  readonly requestId: string;
  readonly clientRequestId: string;
}
