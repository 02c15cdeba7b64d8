import type { z } from 'zod';
import type { Actions, Verb } from '../actions';
import type { Alert } from '../alerts/alert';
import type { TwoPersonRule } from '../alerts/second-person';
import type { Clock } from '../lib/clock';
import type { Log } from '../lib/log';
import type { Random } from '../lib/random';
import type { Somebody } from '../ports/approvals';
import type { Actor, Conversation } from '../ports/conversation';
import type { Directory } from '../ports/directory';
import type { Message } from '../ports/notifier';
import type { PimAlertActions, PimAlerts, Receipt } from '../ports/pim-alerts';
import type { Refreshes } from '../ports/refreshes';
import type { Store } from '../ports/store';
import type { Attempt } from './audits';

/** What never changes while the program runs. */
export interface Policy {
  /** Object ids that are never remediated. */
  readonly breakGlass: readonly string[];
  /** Object ids of the bot's own identities; undefined where they cannot be known now. */
  readonly own: () => Promise<readonly string[] | undefined>;
  readonly minimumGlobalAdmins: number;
  /** The longest that a risk may be accepted. */
  readonly acceptMaxDays: number;
  readonly cron: string;
  readonly writesAs: 'user' | 'app';
  readonly twoPerson: TwoPersonRule;
}

/** Everything a capability may use for one request. It sees ports and values, never an activity, and it never sends. */
export interface Context {
  readonly actor: Actor;
  readonly conversation: Conversation;
  /** Who asked for what the actor has approved. */
  readonly requestedBy?: Somebody;
  /** The request that said so. */
  readonly request?: string;
  readonly tenantId: string;
  /** Shown to the person and written to the log: the thread between the two. */
  readonly reference: string;
  /** IANA name of the person's zone, for dates they type. */
  readonly timeZone: string;
  /** Whether this person may change things; `help` shows only what they may do. */
  readonly mayAct: boolean;
  /** Whether this person has a right of their own; asked only where no token of theirs goes to Microsoft. */
  readonly holdsRight: () => Promise<boolean>;
  /** Whether somebody who is not speaking now could still ask for a change. */
  readonly mayStill: (somebody: Somebody) => Promise<boolean>;
  readonly alerts: PimAlerts;
  readonly directory: Directory;
  readonly store: Store;
  readonly refreshes: Refreshes;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly policy: Policy;
  /** Forgets the person's sign-in at the token service. */
  readonly signOut: () => Promise<void>;
  /** Goes on with something behind the answer; the process waits for it before it ends. */
  readonly goOn: (work: () => Promise<void>) => void;
  /** For `status`: what is wrong now, in sentences. */
  readonly problems: () => Promise<readonly string[]>;
}

export interface Place {
  readonly conversationId: string;
  readonly activityId: string;
}

/** What a person gets back. */
export interface Reply {
  readonly message: Message;
  /** Called once the card stands somewhere, so that it can be updated later. */
  readonly stands?: (place: Place) => Promise<void>;
  /** What the audit log says of something remembered; `nothing`: so far it was only asked. */
  readonly record?: Pick<Attempt, 'target' | 'reason' | 'detail'> | 'nothing';
}

export interface Help {
  /** As in the grammar: `dismiss <alert> [until <date>] [because …]`. */
  readonly usage: string;
  readonly summary: string;
  /** Each is understood by this capability and no other. */
  readonly examples: readonly string[];
  /** Listed in the Teams app, as this word. */
  readonly command?: string;
  /** Where help lists it; what only reads is to look at, the rest acts. */
  readonly group?: HelpGroup;
  /** The alerts it makes sense for; active ones unless told. */
  readonly about?: (alert: Alert) => boolean;
}

export type HelpGroup = 'look' | 'act' | 'watch';

/** What is about to happen, before anybody agreed to it. */
export interface Proposal<V extends Verb> {
  /** For the audit log: an alert id, or alert id and incident id. */
  readonly target: string;
  /** What is asked, and what will happen, for the card that asks and for a second person. */
  readonly title: string;
  readonly consequences: readonly string[];
  /** It takes something away from somebody. */
  readonly removesAccess: boolean;
  /** The input with every name replaced by the id it meant. */
  readonly input: Actions[V];
  /** Digest of the facts the decision rests on. */
  readonly seen: string;
  /** A reason has to be given. */
  readonly reason: 'required' | 'optional' | 'none';
  /** What a confirmation still lacks: it is asked for once more, with this note. */
  readonly missing?: string;
  /** Rules that forbid it, for the audit log and the person. */
  readonly refusal?: { readonly rule: string; readonly text: string };
  /** The card that asks, with the input its Confirm button carries and what the person should know first. */
  ask(input: Actions[V], notes: readonly string[]): Message;
  /** Before and after, for the audit log. */
  readonly detail: Readonly<Record<string, unknown>>;
}

export interface Outcome extends Reply {
  readonly receipt: Receipt;
  /** A look afterwards has shown that it has come about. */
  readonly verified?: boolean;
  /** It goes on behind the answer, and writes its own lines of the audit log. */
  readonly goesOn?: boolean;
}

interface Common<V extends Verb> {
  readonly verb: V;
  /** Absent: nothing to type, reached by buttons alone. */
  readonly help?: Help;
  /** The typed door. Undefined: these words are not mine. */
  fromText(text: string): Actions[V] | undefined;
  /** The button's door: a payload is input, not authority. */
  readonly input: z.ZodType<Actions[V]>;
}

export interface ReadCapability<V extends Verb> extends Common<V> {
  readonly effect: 'reads' | 'remembers';
  /** Only for those who may change things, though nothing in the tenant changes. */
  readonly needsRight?: true;
  run(input: Actions[V], context: Context): Promise<Reply>;
}

/** Changes the tenant. With `propose` it asks first; without, one press or one line does it. */
export interface ChangeCapability<V extends Verb> extends Common<V> {
  readonly effect: 'changes';
  /**
   * Reads afresh, says what would happen; a Reply instead means that there is nothing to ask yet (a choice, a form), and undefined
   * that there is nothing to ask at all.
   */
  propose?(input: Actions[V], context: Context): Promise<Proposal<V> | Reply | undefined>;
  /** For the audit log where nothing is proposed. Throws a UserError where there is nothing to do: then nothing was tried. */
  target?(input: Actions[V], context: Context): string | Promise<string>;
  run(input: Actions[V], context: Context, actions: PimAlertActions): Promise<Outcome>;
}

/** Decides on a request that waits for a second person; what was asked for is another capability's. */
export interface DecideCapability<V extends Verb> extends Common<V> {
  readonly effect: 'decides';
  decision(input: Actions[V]): { readonly request: string; readonly verdict: 'approve' | 'withdraw' };
}

export type Capability<V extends Verb = Verb> = ReadCapability<V> | ChangeCapability<V> | DecideCapability<V>;
