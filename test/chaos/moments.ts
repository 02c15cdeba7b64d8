/** What a process may be in the midst of when it dies. */
export const MOMENTS = ['read', 'write', 'send', 'commit'] as const;
export type Moment = (typeof MOMENTS)[number];
