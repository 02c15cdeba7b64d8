import { createLog } from '../../src/lib/log';
import { openStore, type OpenStoreOptions } from '../../src/store/open-store';
import { TENANT, found, post, sweep } from './samples';

/** What a second process does to the store; it says on standard output, line by line, what was acknowledged. */
async function main([task, options = '{}', name = 'other']: readonly string[]): Promise<void> {
  const given = JSON.parse(options) as Pick<OpenStoreOptions, 'url' | 'dataDir'>;
  const store = await openStore({ ...given, log: createLog(task === 'open' ? 'info' : 'silent') });

  if (task === 'write') {
    for (let index = 0; ; index += 1) {
      const id = `${name}-${String(index)}`;
      await sweep(store, { raised: [found(id)], posts: [post(id, { conversationId: id })] });
      say(id);
    }
  }
  if (task === 'claim') {
    for (;;) {
      const claimed = await store.outbox.claim(TENANT, name, 3, 60_000);
      if (claimed.length === 0) break;
      for (const one of claimed) {
        await store.outbox.sent(one, undefined);
        say(one.dedupeKey);
      }
    }
  }
  if (task === 'fill') {
    await sweep(store, {
      raised: Array.from({ length: 5_000 }, (_, index) => found(`${name}-${String(index)}`)),
    }).catch((error: unknown) => say(String(error)));
    await store.check().catch((error: unknown) => say(String(error)));
  }
  await store.close();
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

void main(process.argv.slice(3));
