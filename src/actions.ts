/** What a confirm card adds to the input it asks about. */
export interface Confirmation {
  /** One press, one call: spent when the action runs. */
  readonly nonce: string;
  /** Fingerprint of the facts the card showed: if they changed, the card is out of date. */
  readonly seen: string;
}

type NoInput = object;

interface Confirmable {
  readonly reason?: string;
  readonly confirmed?: Confirmation;
}

/** What a scan does with dismissals it would bring back: pass over those alerts, dismiss them again, or let it be. */
interface AboutDismissed {
  readonly dismissed?: 'skip' | 'restore' | 'leave';
}

/**
 * Every verb and what it needs: the wire format of buttons and the table of contents of the bot. A card posted today is pressed
 * next year, so an input may gain optional fields and never changes its meaning. `alert` is any name of an alert: slug, Graph
 * suffix, Graph id, title or a unique part of one.
 */
export interface Actions {
  'help.show': NoInput;
  'alerts.list': NoInput;
  'alert.show': { readonly alert: string };
  'alert.incidents': { readonly alert: string; readonly page?: number };
  'alert.refresh': { readonly alert: string } & AboutDismissed;
  'alerts.refresh': AboutDismissed;
  'alert.dismiss': { readonly alert: string; readonly until?: string } & Confirmable;
  'alert.enable': { readonly alert: string } & Confirmable;
  'alert.configure': {
    readonly alert: string;
    /** By wire name or label; values as typed ("30 days", "P30D", "5"). */
    readonly settings?: Readonly<Record<string, string>>;
  } & Confirmable;
  'incident.remediate': {
    readonly alert: string;
    readonly incident?: string;
    readonly person?: string;
    /** The box on cards about groups and applications. */
    readonly acknowledged?: boolean;
  } & Confirmable;
  'incidents.remediate': {
    readonly alert: string;
    /** All that the rules allow; `incidents` names them one by one. Neither: the form to choose from. */
    readonly all?: boolean;
    readonly incidents?: readonly string[];
    readonly acknowledged?: boolean;
  } & Confirmable;
  'alert.what-if': { readonly alert: string; readonly settings: Readonly<Record<string, string>> };
  'incident.accept': {
    readonly alert: string;
    readonly incident?: string;
    readonly person?: string;
    /** As typed; never longer than the policy allows. */
    readonly until?: string;
  } & Confirmable;
  'acceptance.withdraw': { readonly id: string };
  'acceptances.list': NoInput;
  'incident.assign': {
    readonly alert: string;
    readonly incident?: string;
    readonly person?: string;
    /** `me`, a name, a sign-in name or an object id; absent: me. */
    readonly to?: string;
  };
  'request.approve': { readonly request: string };
  'request.withdraw': { readonly request: string };
  'requests.list': NoInput;
  'person.show': { readonly person: string };
  'subscription.add': {
    readonly alerts: readonly string[];
    readonly minimumSeverity: 'high' | 'medium' | 'low' | 'informational';
    readonly mode: 'new' | 'all';
    readonly role?: string;
    readonly person?: string;
    /** As typed: "22:00-06:00 Europe/Berlin". */
    readonly quiet?: string;
    /** As typed: "4 hours". Given: only what nobody has acted on for so long. */
    readonly escalateAfter?: string;
  };
  'subscription.remove': { readonly id?: string };
  'subscriptions.list': NoInput;
  /** Without `alert`, everything that is posted here. `until` as typed; `off` ends it. */
  'posts.snooze': { readonly alert?: string; readonly until?: string; readonly off?: boolean };
  'posts.why': { readonly about: string };
  'audit.show': { readonly filter?: string };
  'status.show': NoInput;
  'posts.retry': NoInput;
  'session.sign-out': NoInput;
  'action.cancel': NoInput;
}

export type Verb = keyof Actions;

/** What travels in a button: the same by `Action.Execute` and by its `Action.Submit` fallback. */
export type Payload<V extends Verb = Verb> = { readonly verb: V } & Actions[V];
