/** Who is talking to us. `id` is the Entra object id where the channel gave one. */
export interface Actor {
  readonly id: string;
  readonly name: string;
  readonly tenantId: string;
  /** The channel's own id of the person (`29:…`), which the token service keys on. */
  readonly channelUserId: string;
}

/** Where we talk; everything a later, unasked message needs. Plain JSON of our own, never an SDK instance. */
export interface Conversation {
  readonly tenantId: string;
  readonly id: string;
  readonly kind: 'personal' | 'group' | 'channel';
  readonly serviceUrl: string;
  readonly channelId: string;
  readonly bot: { readonly id: string; readonly name?: string };
  /** The one person of a personal chat. */
  readonly user?: { readonly id: string; readonly name?: string };
  readonly name?: string;
  readonly teamId?: string;
}
