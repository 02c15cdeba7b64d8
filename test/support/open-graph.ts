import { createServer, request as send, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock } from '../../src/lib/clock';
import { silentLog } from '../../src/lib/log';
import { systemRandom } from '../../src/lib/random';
import { APP_PERMISSIONS } from '../../src/sandbox/app-credential';
import { createSandbox } from '../../src/sandbox/sandbox';

/**
 * A Graph on this machine as `GRAPH_BASE_URL` wants it: it asks for no token. Behind it is the pretend tenant, for as many
 * programs as like to use it; what they ask for is counted here.
 */
export async function startOpenGraph() {
  const sandbox = createSandbox({ clock: systemClock, random: systemRandom, log: silentLog });
  const { url: behind } = await sandbox.start();
  const credential = sandbox.appCredential([...APP_PERMISSIONS, 'RoleManagementAlert.ReadWrite.Directory']);
  const asked: string[] = [];

  async function pass(incoming: IncomingMessage, answer: ServerResponse): Promise<void> {
    const { token } = await credential.getToken('https://graph.microsoft.com/.default');
    const headers = { ...incoming.headers, authorization: `Bearer ${token}`, host: new URL(behind).host };
    const onward = send(`${behind}${incoming.url}`, { method: incoming.method, headers }, (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(answer);
    });
    onward.on('error', () => answer.destroy());
    incoming.pipe(onward);
  }

  const server = createServer((incoming, answer) => {
    asked.push(`${incoming.method} ${incoming.url}`);
    void pass(incoming, answer);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sandbox,
    /** How often something was asked whose method and path fit. */
    asked: (pattern: RegExp) => asked.filter((one) => pattern.test(one)).length,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await sandbox.stop();
    },
  };
}
