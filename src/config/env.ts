import { Cron } from 'croner';

export const GUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

export type Env = Readonly<Record<string, string | undefined>>;

export function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(host);
}

/** Reads single variables and collects what is wrong, so that all of it is reported at once. Never repeats a value that may be secret. */
export class Problems {
  readonly found: string[];
  readonly #env: Env;
  readonly #whose: string;

  constructor(env: Env, found: string[] = [], whose = '') {
    this.#env = env;
    this.found = found;
    this.#whose = whose;
  }

  /** Reads the variables of one of several tenants, whose name stands in each problem; all are collected together. */
  of(tenant: string, env: Env): Problems {
    return new Problems(env, this.found, ` of ${tenant}`);
  }

  add(name: string, problem: string): void {
    this.found.push(`${name}${this.#whose} ${problem}`);
  }

  /** Trimmed; undefined where absent or empty. */
  text(name: string): string | undefined {
    const value = this.#env[name]?.trim();
    return value === '' ? undefined : value;
  }

  /** Each of these that is set is a problem. */
  refuse(names: readonly string[], problem: string): void {
    for (const [name, value] of Object.entries(this.#env))
      if (names.includes(name) && value?.trim()) this.add(name, problem);
  }

  choice<T extends string>(name: string, choices: readonly T[], fallback: T): T {
    const typed = this.text(name);
    if (typed === undefined) return fallback;
    const chosen = choices.find((one) => one === typed.toLowerCase());
    if (chosen === undefined) this.add(name, `is “${typed}”; it can be ${choices.join(', ')}.`);
    return chosen ?? fallback;
  }

  number(name: string, fallback: number, min: number, max: number): number {
    const typed = this.text(name);
    if (typed === undefined) return fallback;
    const value = /^\d{1,9}$/.test(typed) ? Number(typed) : Number.NaN;
    if (value >= min && value <= max) return value;
    this.add(name, `is “${typed}”; it has to be a whole number from ${min} to ${max}.`);
    return fallback;
  }

  cron(name: string, fallback: string): string {
    const typed = this.text(name);
    if (typed === undefined) return fallback;
    try {
      if (new Cron(typed, { timezone: 'UTC', paused: true }).nextRun()) return typed;
      this.add(name, `is “${typed}”, which never comes due.`);
    } catch {
      this.add(name, `is “${typed}”; it has to be a cron expression such as “*/10 * * * *”.`);
    }
    return fallback;
  }
}
