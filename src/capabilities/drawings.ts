import type { Message } from '../ports/notifier';

/** Ages are told in minutes, so a card stays true for as long as readings are shared. */
const SAME_MS = 5_000;

interface Drawn {
  readonly message: Message;
  readonly shows: string;
  readonly at: number;
}

export interface Drawings<Source extends object> {
  /** The card drawn before of the same source and the same rest, `shows`, where that is not long ago; else `draw` draws it. */
  of(source: Source, shows: string, now: number, draw: () => Promise<Message>): Promise<Message>;
}

/** Cards that everybody sees alike: what has been read for many is drawn for the first of them. */
export function createDrawings<Source extends object>(): Drawings<Source> {
  const drawings = new WeakMap<Source, Drawn>();
  return {
    async of(source, shows, now, draw) {
      const drawn = drawings.get(source);
      if (drawn && drawn.shows === shows && now - drawn.at < SAME_MS) return drawn.message;
      const message = await draw();
      drawings.set(source, { message, shows, at: now });
      return message;
    },
  };
}
