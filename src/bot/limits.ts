import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

export type Allowance = { readonly ok: true } | { readonly ok: false; readonly retryInSeconds: number };

export interface CommandLimits {
  /** Counts one command of this person. The wait is whole seconds, at least one. */
  allow(userId: string): Promise<Allowance>;
}

/** At most `commands` in `seconds` for each person, in this process: it protects Graph and the channel from a stuck finger. */
export function createCommandLimits({
  commands,
  seconds,
}: {
  readonly commands: number;
  readonly seconds: number;
}): CommandLimits {
  const limiter = new RateLimiterMemory({ points: commands, duration: seconds });
  return {
    async allow(userId) {
      try {
        await limiter.consume(userId);
        return { ok: true };
      } catch (refusal) {
        if (!(refusal instanceof RateLimiterRes)) throw refusal;
        return { ok: false, retryInSeconds: Math.max(1, Math.ceil(refusal.msBeforeNext / 1000)) };
      }
    },
  };
}
