import type { Conversation } from './conversation';

export interface Member {
  /** Entra object id. */
  readonly id: string;
  readonly tenantId: string;
  readonly name: string;
  readonly userPrincipalName?: string;
}

/** Who somebody in a conversation really is, asked of the channel: in a shared channel the sender may belong to another tenant. */
export interface Members {
  find(conversation: Conversation, channelUserId: string): Promise<Member | undefined>;
}
