import type { AlertBoard, AlertRow } from '../alert-board';
import type { Call } from '../router';
import { meets, parseFilter, type Condition } from '../wire/filter';
import { badRequest, pimRefusal, type GraphRefusal } from '../wire/graph-refusal';

export const ALERTS_ROOT = '/beta/identityGovernance/roleManagementAlerts';

/** Unless shortened by `$select`, answers carry advice about it. */
export function header(
  call: Call,
  context: string,
  { isSelected }: { readonly isSelected: boolean },
): object {
  const path = call.url.pathname.replace('/beta/', '');
  return {
    '@odata.context': contextOf(call, context),
    ...(isSelected
      ? {}
      : {
          '@microsoft.graph.tips': `Use $select to choose only the properties your app needs, as this can lead to performance improvements. For example: GET ${path}?$select=id`,
        }),
  };
}

export function contextOf(call: Call, context: string): string {
  return `${call.url.origin}/beta/$metadata#identityGovernance/roleManagementAlerts/${context}`;
}

export function alertRow(board: AlertBoard, call: Call): AlertRow {
  const row = board.row(call.parameters['alertId'] ?? '');
  if (!row) throw notFound('The alert');
  return row;
}

export function notFound(what: string): GraphRefusal {
  return pimRefusal(404, 'ResourceNotFound', `${what} is not found.`);
}

/** Lists want to be told the provider by a filter on both scope properties, and say so in their own way. */
export function inScope<T extends Readonly<Record<string, unknown>>>(
  rows: readonly T[],
  filter: string | undefined,
  filterable: readonly string[],
): readonly T[] {
  const conditions = filter === undefined ? [] : parseFilter(filter);
  if (!names(conditions, 'scopeId', '/') || !names(conditions, 'scopeType', 'DirectoryRole')) {
    throw pimRefusal(400, 'MissingProvider', 'The provider is missing.');
  }
  return rows.filter((row) => meets(row, conditions, ['scopeId', 'scopeType', ...filterable]));
}

function names(conditions: readonly Condition[], property: string, value: string): boolean {
  return conditions.some((one) => one.property === property && one.operator === 'eq' && one.value === value);
}

/** The members of a JSON object that must have been sent as one. */
export function jsonObject(call: Call): Readonly<Record<string, unknown>> {
  if (!call.isJson) throw badRequest('Entity only allows writes with a JSON Content-Type header.');
  const { body } = call;
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw badRequest('The request needs a JSON object as its body.');
  }
  return { ...body };
}

/** Actions without parameters: nothing, or an object with nothing in it. */
export function refuseBody(call: Call): void {
  const { body } = call;
  if (body === undefined) return;
  const isEmpty = typeof body === 'object' && body !== null && Object.keys(body).length === 0;
  if (!isEmpty) throw badRequest('This action takes no body.');
}
