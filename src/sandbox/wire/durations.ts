const PATTERN = /^P(?:(\d{1,6})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6})(?:\.0+)?S)?)?$/;

const SECONDS = [86_400, 3_600, 60, 1] as const;
const UNITS = ['D', 'H', 'M', 'S'] as const;

/** Seconds in an `Edm.Duration`; undefined if it is none. */
export function parseDuration(text: string): number | undefined {
  const match = PATTERN.exec(text);
  if (!match || text.endsWith('P') || text.endsWith('T')) return undefined;
  return SECONDS.reduce((sum, seconds, index) => sum + Number(match[index + 1] ?? 0) * seconds, 0);
}

/** `2592000` as `P30D`, `10` as `PT10S`, `0` as `PT0S`. */
export function wireDuration(seconds: number): string {
  let rest = seconds;
  const parts = SECONDS.map((size, index) => {
    const amount = Math.floor(rest / size);
    rest -= amount * size;
    return amount > 0 ? `${amount}${UNITS[index] ?? ''}` : '';
  });
  const [days = '', ...time] = parts;
  const clock = time.join('');
  if (days === '' && clock === '') return 'PT0S';
  return `P${days}${clock === '' ? '' : `T${clock}`}`;
}
