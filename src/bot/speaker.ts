import type { Context } from '../capabilities/capability';
import type { Actor, Conversation } from '../ports/conversation';
import type { Rights } from './authorise';
import type { Press } from './press';
import type { Request, Turn } from './turn';

/** What the bot lends to each turn; who speaks and where is added here. */
export type Tools = Omit<
  Context,
  | 'actor'
  | 'conversation'
  | 'requestedBy'
  | 'tenantId'
  | 'reference'
  | 'timeZone'
  | 'mayAct'
  | 'holdsRight'
  | 'mayStill'
  | 'signOut'
  | 'goOn'
>;

/** What the bot needs to serve one tenant. */
export interface BotTenant {
  /** Its cards carry it; absent where there is but one tenant. */
  readonly name?: string | undefined;
  readonly rights: Pick<Rights, 'readers' | 'writesAs'>;
  readonly turn: Turn;
  readonly tools: Tools;
  readonly signOut: (actor: Actor, conversation: Conversation) => Promise<void>;
}

/** Who said something, where, and to which tenant's bot. */
export interface Speaker {
  readonly tenant: BotTenant;
  readonly actor: Actor;
  readonly conversation: Conversation;
  readonly zone: string;
}

/** In a personal chat the one who pressed is everybody. */
export function isAlone({ conversation }: Speaker): boolean {
  return conversation.kind === 'personal';
}

type Requests = (speaker: Speaker, said: Request['said'], press?: Partial<Omit<Press, 'payload'>>) => Request;

/** What a tenant's turn is asked; `goOn` is how it goes on behind the answer. */
export function createRequests(goOn: Context['goOn']): Requests {
  return ({ tenant, actor, conversation, zone }, said, press = {}) => {
    const context = {
      ...tenant.tools,
      actor,
      conversation,
      tenantId: conversation.tenantId,
      timeZone: zone,
      signOut: () => tenant.signOut(actor, conversation),
      goOn,
    };
    return {
      said,
      automatic: press.automatic ?? false,
      context,
      ...(press.proof ? { proof: press.proof } : {}),
    };
  };
}
