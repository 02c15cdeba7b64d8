import { isActive, type AlertBoard } from './alert-board';
import type { Events } from './events';
import { FAULT_KINDS } from './faults';
import { escapeHtml } from './http-exchange';
import { PEOPLE } from './people';
import { roleName } from './roles';

/** What the sandbox is and how to make things happen in it. */
export function statusPage({
  tenantId,
  board,
  events,
  origin,
}: {
  readonly tenantId: string;
  readonly board: AlertBoard;
  readonly events: Events;
  readonly origin: string;
}): string {
  const people = PEOPLE.map(({ name, aadObjectId, role }) =>
    row([name, aadObjectId, role ? `${roleName(role.id)} (${role.how})` : 'no role']),
  );
  const alerts = board.rows.map((one) =>
    row([
      one.detector.suffix,
      String(one.incidentCount),
      isActive(one) ? 'active' : 'not active',
      new Date(one.lastScannedAt).toISOString(),
    ]),
  );
  return [
    '<h1>Sandbox tenant</h1>',
    `<p>A pretend Entra tenant behind the Microsoft Graph wire. Nothing here is real. Tenant <code>${tenantId}</code>.</p>`,
    `<h2>Alerts</h2>${table(['Alert', 'Incidents', 'State', 'Last scan'], alerts)}`,
    `<h2>People</h2>${table(['Name', 'Object id', 'Entra role'], people)}`,
    '<h2>Make something happen</h2>',
    `<pre>${escapeHtml(example(origin, 'events', { event: 'outside-pim', count: 2, scan: true }))}</pre>`,
    `<p>Events: ${events.names.map(code).join(' ')}</p>`,
    `<pre>${escapeHtml(example(origin, 'faults', { fault: 'throttle', times: 2, match: '^GET .*/alerts' }))}</pre>`,
    `<p>Faults: ${FAULT_KINDS.map(code).join(' ')}</p>`,
    '<p>Requests so far: <a href="/sandbox/log">/sandbox/log</a></p>',
  ].join('\n');
}

export function signInPage(personId: string | undefined): string {
  if (personId === undefined) {
    return '<h1>This link has been used</h1><p>Go back to the chat and ask again.</p>';
  }
  const name = PEOPLE.find((person) => person.aadObjectId === personId)?.name ?? personId;
  return `<h1>Signed in</h1><p>You are ${escapeHtml(name)} again. Go back to the chat and press the button once more.</p>`;
}

function example(origin: string, path: string, body: object): string {
  return `curl -s ${origin}/sandbox/${path} -H 'Content-Type: application/json' -d '${JSON.stringify(body)}'`;
}

function table(heads: readonly string[], rows: readonly string[]): string {
  return `<table><tr>${heads.map((head) => `<th>${escapeHtml(head)}</th>`).join('')}</tr>${rows.join('')}</table>`;
}

function row(cells: readonly string[]): string {
  return `<tr>${cells.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('')}</tr>`;
}

function code(name: string): string {
  return `<code>${escapeHtml(name)}</code>`;
}
