import { samples } from './samples';

describe('cards', () => {
  test.each([...samples()])('%s leaves no expression and stays small', (_name, { card }) => {
    const text = JSON.stringify(card);

    expect(text).not.toContain('${');
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(25 * 1024);
  });
});
