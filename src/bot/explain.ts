import { NoSuchAlert } from '../capabilities/find';
import { UserError } from '../lib/errors';
import type { Message } from '../ports/notifier';
import { GraphError } from '../ports/pim-alerts';
import { StoreError } from '../ports/store';
import { openAlert, type CardButton } from '../views/parts/button';
import { amount } from '../views/parts/wording';
import { noticeView } from '../views/notice-view';
import { activateRoleView, signInAgainView } from '../views/sign-in-view';

interface Words {
  readonly tone: 'info' | 'warning' | 'error';
  readonly title: string;
  readonly text: string;
}

/** Where a person activates their own Entra roles. */
const MY_ROLES =
  'https://entra.microsoft.com/#view/Microsoft_Azure_PIMCommon/ActivationMenuBlade/~/aadmigratedroles';

const ALL_ALERTS: CardButton = { title: 'All alerts', verb: 'alerts.list', input: {} };
const HELP: CardButton = { title: 'Help', verb: 'help.show', input: {} };

interface Circumstances {
  readonly reference: string;
  readonly now: number;
  /** The change that failed, to be tried again. */
  readonly again: CardButton | undefined;
  /** Names the alert that the pressed button was about. */
  readonly about: string | undefined;
}

/** One sentence on what happened and what to do next, whatever was thrown; nothing of an SDK's words. */
export function explain(error: unknown, { reference, now, again, about }: Circumstances): Message {
  if (again && needsNewSignIn(error)) return signInAgainView({ retry: again, reference, now });
  if (again && lacksRole(error)) {
    const roles = ['Privileged Role Administrator'];
    return activateRoleView({ roles, link: MY_ROLES, retry: again, reference, now });
  }
  const next = waysOn(error, about);
  return noticeView({ ...wordsFor(error, again !== undefined), next, reference, now });
}

/** What it was about comes first, unless there is nothing of that name to open. */
function waysOn(error: unknown, about: string | undefined): readonly CardButton[] {
  if (about !== undefined && !(error instanceof NoSuchAlert)) return [openAlert(about), ALL_ALERTS];
  return error instanceof UserError ? [ALL_ALERTS, HELP] : [ALL_ALERTS];
}

/** The person may be eligible for the role that the change needs: activating it is the way on. */
function lacksRole(error: unknown): boolean {
  return (
    error instanceof GraphError &&
    error.details.reason === 'forbidden' &&
    error.details.onBehalf === true &&
    (error.details.missingPermissions ?? []).length === 0
  );
}

/** Microsoft no longer takes the person's token: it was revoked, or a policy wants more. Nothing was done. */
export function needsNewSignIn(error: unknown): boolean {
  if (!(error instanceof GraphError)) return false;
  return error.details.reason === 'unauthenticated' && error.details.onBehalf === true;
}

const MAYBE_DONE = 'Look at the alert again before you repeat it.';

/** `begun`: an order may have left before it was thrown. */
function wordsFor(error: unknown, begun: boolean): Words {
  if (error instanceof UserError) return { tone: 'info', title: 'That did not work', text: error.message };
  if (error instanceof GraphError) return wordsForGraph(error);
  if (begun) {
    return {
      tone: 'warning',
      title: 'This may have been done',
      text: `Rolecall itself failed on the way; the log says why. ${MAYBE_DONE}`,
    };
  }
  if (error instanceof StoreError) {
    return {
      tone: 'error',
      title: 'Rolecall cannot reach its store',
      text: 'Nothing was changed. Whoever runs Rolecall finds the reason in the log.',
    };
  }
  return {
    tone: 'error',
    title: 'Something broke',
    text: 'This is a fault of Rolecall, not of yours. Whoever runs it finds the reason in the log.',
  };
}

function wordsForGraph({ details }: GraphError): Words {
  if (details.maybeDone) {
    return {
      tone: 'warning',
      title: 'This may have been done',
      text: `Microsoft did not answer in time, so the outcome is not known. ${MAYBE_DONE}`,
    };
  }
  switch (details.reason) {
    case 'forbidden':
      return { tone: 'warning', title: 'Not allowed', text: forbidden(details.missingPermissions ?? []) };
    case 'unauthenticated':
      return {
        tone: 'warning',
        title: 'Rolecall is not signed in',
        text: 'Microsoft did not accept the sign-in of Rolecall itself, so nothing was done. Tell whoever runs it.',
      };
    case 'not-found':
      return {
        tone: 'info',
        title: 'No longer there',
        text: 'What this was about does not exist any more. Open the alert again to see how things stand.',
      };
    case 'throttled':
      return {
        tone: 'warning',
        title: 'Microsoft is busy',
        text: `It asks us to wait. Try again in ${amount(Math.max(1, Math.ceil(details.retryAfterSeconds ?? 30)), 'second', 'seconds')}.`,
      };
    case 'invalid':
      return {
        tone: 'warning',
        title: 'Microsoft refused this',
        text: 'The request does not fit the alert as it is now. Open the alert again and look at what it offers.',
      };
    case 'unavailable':
      return {
        tone: 'error',
        title: 'Microsoft does not answer',
        text: 'The service is down or too slow. Nothing was changed; try again in a few minutes.',
      };
  }
}

function forbidden(missing: readonly string[]): string {
  if (missing.length === 0)
    return 'Microsoft does not let Rolecall read this. Whoever runs it has to look at the permissions granted to the app.';
  return `Rolecall lacks a permission. An administrator has to grant ${missing.join(' or ')} to the app.`;
}
