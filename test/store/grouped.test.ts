import { grouped } from '../../src/store/grouped';

describe('what is asked for together', () => {
  const goes: (readonly number[])[] = [];
  const doubled = grouped((items: readonly number[]) => {
    goes.push(items);
    if (items.includes(13)) return Promise.reject(new Error('13 cannot be done'));
    return Promise.resolve(items.map((item) => 2 * item));
  });

  beforeEach(() => goes.splice(0));

  test('in one turn of the event loop is done in one go, each with an answer of its own', async () => {
    const answers = await Promise.all([1, 2, 3].map(doubled));

    expect(answers).toEqual([2, 4, 6]);
    expect(goes).toEqual([[1, 2, 3]]);
  });

  test('while something is done is done in the next go', async () => {
    const order: string[] = [];
    let finish = (): void => undefined;
    const slow = grouped(async (items: readonly string[]) => {
      order.push(items.join(' '));
      if (items.includes('a')) await new Promise<void>((resolve) => (finish = resolve));
      return items;
    });
    const first = slow('a');
    await new Promise(setImmediate);
    const later = [slow('b'), slow('c')];
    await new Promise(setImmediate);
    const meanwhile = [...order];
    finish();

    expect(await Promise.all([first, ...later])).toEqual(['a', 'b', 'c']);
    expect(meanwhile).toEqual(['a']);
    expect(order).toEqual(['a', 'b c']);
  });

  test('fails for that alone which cannot be done', async () => {
    const outcomes = await Promise.allSettled([1, 13, 3].map(doubled));

    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await doubled(4)).toBe(8);
  });
});
