/** Who has signed out, and the open invitations to sign in again. */
export interface SignIns {
  isSignedOut(personId: string): boolean;
  signOut(personId: string): void;
  /** A ticket for the sign-in page, good once and for this person only. */
  invite(personId: string): string;
  /** Whose ticket it was, now signed in again; undefined: no such ticket, or not this person's. */
  redeem(ticket: string, personId?: string): string | undefined;
}

export function createSignIns({ newId }: { readonly newId: () => string }): SignIns {
  const signedOut = new Set<string>();
  const tickets = new Map<string, string>();
  return {
    isSignedOut: (personId) => signedOut.has(personId),
    signOut: (personId) => void signedOut.add(personId),
    invite: (personId) => {
      for (const [ticket, owner] of tickets) if (owner === personId) tickets.delete(ticket);
      const ticket = newId();
      tickets.set(ticket, personId);
      return ticket;
    },
    redeem: (ticket, personId) => {
      const owner = tickets.get(ticket);
      if (owner === undefined || (personId !== undefined && personId !== owner)) return undefined;
      tickets.delete(ticket);
      signedOut.delete(owner);
      return owner;
    },
  };
}
