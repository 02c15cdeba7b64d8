import { PassThrough } from 'node:stream';
import { createLog } from '../../src/lib/log';
import { startBot } from '../support/whole-bot';

test('that a command leads nowhere is logged without the words that were typed', async () => {
  const lines = new PassThrough();
  const talk = await startBot({ log: createLog('debug', lines) });

  const card = await talk.say('alert kumquat Megan Bowen');
  const logged = String(lines.read());
  await talk.close();

  expect(card.text).toContain('kumquat Megan Bowen');
  expect(logged).toContain('told the person');
  expect(logged).not.toMatch(/kumquat|Megan/);
});
