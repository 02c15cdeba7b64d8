import { Agent, request } from 'node:http';
import { TENANT_ID } from '../../src/sandbox/people';

export interface Drive {
  /** Milliseconds from the request to the end of its answer. */
  readonly latencies: readonly number[];
  readonly perSecond: number;
  readonly seconds: number;
}

const BOT = { id: '28:7d3c1b52-6f0a-4a55-9a3e-2f6f0c7a9e11', name: 'Rolecall' };
/** Enough that none of them is ever faster than a person may be. */
const PEOPLE = 1_000;

/** Teams' side of an endpoint: `count` activities, `inFlight` of them at a time over kept connections. */
export function createDriver(serviceUrl: string) {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  let turn = 0;

  function activity(more: Readonly<Record<string, unknown>>): string {
    turn += 1;
    const person = turn % PEOPLE;
    const objectId = `00000000-0000-4000-8000-${String(person).padStart(12, '0')}`;
    return JSON.stringify({
      id: `f:${turn}`,
      timestamp: new Date().toISOString(),
      channelId: 'msteams',
      serviceUrl,
      from: { id: `29:${objectId}`, name: `Person ${person}`, aadObjectId: objectId },
      recipient: BOT,
      conversation: { id: `a:${person}`, conversationType: 'personal', tenantId: TENANT_ID },
      channelData: { tenant: { id: TENANT_ID } },
      locale: 'en-GB',
      ...more,
    });
  }

  async function drive(
    endpoint: string,
    said: Readonly<Record<string, unknown>>,
    { count, inFlight }: { readonly count: number; readonly inFlight: number },
  ): Promise<Drive> {
    const latencies: number[] = [];
    let left = count;
    const lane = async (): Promise<void> => {
      while (left > 0) {
        left -= 1;
        const body = activity(said);
        const from = performance.now();
        await post(agent, endpoint, body);
        latencies.push(performance.now() - from);
      }
    };
    const startedAt = performance.now();
    await Promise.all(Array.from({ length: inFlight }, lane));
    const seconds = (performance.now() - startedAt) / 1000;
    // A bot closes what has been idle for seconds, at the very moment perhaps at which it would be used again.
    agent.destroy();
    return { latencies, perSecond: count / seconds, seconds };
  }

  return { drive, close: () => agent.destroy() };
}

export const ALERTS = { type: 'message', text: 'alerts', textFormat: 'plain' } as const;

function post(agent: Agent, endpoint: string, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) };
    const sent = request(endpoint, { method: 'POST', agent, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('error', reject);
      response.on('end', () => {
        if (response.statusCode && response.statusCode < 300) resolve(text);
        else reject(new Error(`${endpoint} answered ${response.statusCode}: ${text.slice(0, 500)}`));
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
