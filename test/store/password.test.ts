import { silentLog } from '../../src/lib/log';
import { openStore } from '../../src/store/open-store';
import { describeWithPostgres } from '../support/postgres';

describeWithPostgres('a database that takes tokens for passwords', (server) => {
  it('is never given one over a connection that is not encrypted', async () => {
    const url = await server().createDatabase();
    const asked: string[] = [];
    const password = () => {
      asked.push('token');
      return Promise.resolve('a-token');
    };

    await expect(openStore({ url, password, log: silentLog })).rejects.toThrow(/SSL/);

    expect(asked).toEqual([]);
  });
});
