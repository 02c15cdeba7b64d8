import { systemClock } from '../../src/lib/clock';

describe('the clock of the system', () => {
  it('tells the time', () => {
    expect(Math.abs(systemClock.now() - Date.now())).toBeLessThan(1000);
  });

  it('sleeps until the time has come', async () => {
    await expect(systemClock.sleep(1)).resolves.toBeUndefined();
  });

  it('is woken by a signal', async () => {
    const waking = new AbortController();

    const sleeping = systemClock.sleep(60_000, waking.signal);
    waking.abort();

    await expect(sleeping).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('does not fall asleep after the signal', async () => {
    await expect(systemClock.sleep(60_000, AbortSignal.abort())).rejects.toMatchObject({
      name: 'AbortError',
    });
  });
});
