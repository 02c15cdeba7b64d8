import { READ, WRITE } from '../access';
import { NAMED_BY_REFRESH_ALL, type AlertRow } from '../alert-board';
import type { Call, Route } from '../router';
import type { Service } from '../service';
import { alertWire, configurationWire, definitionWire, incidentWire } from '../wire/alerts';
import { badRequest, pimRefusal } from '../wire/graph-refusal';
import { project, readQuery } from '../wire/query';
import { ALERTS_ROOT, alertRow, contextOf, header, inScope, jsonObject, refuseBody } from './alert-paths';

const NAVIGATION = ['alertDefinition', 'alertConfiguration', 'alertIncidents'] as const;
type Navigation = (typeof NAVIGATION)[number];

export function alertRoutes(service: Service): readonly Route[] {
  const { board, operations } = service;
  return [
    { method: 'GET', path: `${ALERTS_ROOT}/alerts`, access: READ, handle: listAlerts },
    { method: 'POST', path: `${ALERTS_ROOT}/alerts/refresh`, access: WRITE, handle: refreshAll },
    { method: 'GET', path: `${ALERTS_ROOT}/alerts/{alertId}`, access: READ, handle: getAlert },
    { method: 'PATCH', path: `${ALERTS_ROOT}/alerts/{alertId}`, access: WRITE, handle: patchAlert },
    { method: 'POST', path: `${ALERTS_ROOT}/alerts/{alertId}/refresh`, access: WRITE, handle: refreshAlert },
  ];

  function listAlerts(call: Call) {
    const query = readQuery(call.url.searchParams, ['$filter', '$select', '$expand']);
    const expand = navigation(query.expand);
    const wires = board.rows.map((row) => ({ row, ...alertWire(row) }));
    const shown = inScope(wires, query.filter, ['alertDefinitionId', 'id']);
    return {
      status: 200,
      body: {
        ...header(call, `alerts${suffix(query.select, expand)}`, { isSelected: query.select !== undefined }),
        value: shown.map(({ row }) => ({
          ...project(alertWire(row), query.select),
          ...expanded(call, row, expand),
        })),
      },
    };
  }

  function getAlert(call: Call) {
    const query = readQuery(call.url.searchParams, ['$select', '$expand']);
    const row = alertRow(board, call);
    const expand =
      query.expand.length === 1 && query.expand[0] === '*'
        ? (['alertConfiguration', 'alertDefinition', 'alertIncidents'] as const)
        : navigation(query.expand);
    return {
      status: 200,
      body: {
        ...header(call, `alerts${suffix(query.select, expand)}/$entity`, {
          isSelected: query.select !== undefined,
        }),
        ...project(alertWire(row), query.select),
        ...expanded(call, row, expand),
      },
    };
  }

  function patchAlert(call: Call) {
    readQuery(call.url.searchParams, []);
    const row = alertRow(board, call);
    const { isActive, ...rest } = jsonObject(call);
    const other = Object.keys(rest).find((name) => !name.startsWith('@'));
    if (other !== undefined) throw badRequest(`The property '${other}' cannot be updated.`);
    if (typeof isActive !== 'boolean') throw badRequest("The property 'isActive' must be a Boolean.");
    row.dismissed = !isActive;
    return { status: 204 };
  }

  function refreshAlert(call: Call) {
    const row = alertRow(board, call);
    refuseBody(call);
    return accepted(call, row, [row]);
  }

  function refreshAll(call: Call) {
    const { scopeId, scopeType } = jsonObject(call);
    if (scopeId !== '/' || scopeType !== 'DirectoryRole') {
      throw pimRefusal(400, 'MissingProvider', 'The provider is missing.');
    }
    const named = board.rows.find((row) => row.detector.suffix === NAMED_BY_REFRESH_ALL);
    if (!named) throw new Error('The alert that refreshes are named for is missing.');
    return accepted(call, named, board.rows);
  }

  function accepted(call: Call, named: AlertRow, rows: readonly AlertRow[]) {
    readQuery(call.url.searchParams, []);
    const run = operations.begin(named, rows, service.faults.nextRefreshFate());
    return {
      status: 202,
      headers: { Location: `${call.url.origin}${ALERTS_ROOT}/operations/${run.id}` },
    };
  }

  function expanded(call: Call, row: AlertRow, expand: readonly Navigation[]): object {
    const parts: Readonly<Record<Navigation, () => object>> = {
      alertDefinition: () => ({ alertDefinition: definitionWire(row) }),
      alertConfiguration: () => ({ alertConfiguration: configurationWire(row) }),
      alertIncidents: () => ({
        'alertIncidents@odata.context': contextOf(call, `alerts('${row.id}')/alertIncidents`),
        alertIncidents: row.findings
          .slice(0, service.expandLimit)
          .map((finding) => incidentWire(row, finding)),
      }),
    };
    return expand.reduce<object>((all, name) => ({ ...all, ...parts[name]() }), {});
  }
}

function navigation(names: readonly string[]): readonly Navigation[] {
  return names.map((name) => {
    const known = NAVIGATION.find((one) => one === name);
    if (!known) throw badRequest(`Could not find a property named '${name}' to expand.`);
    return known;
  });
}

function suffix(select: readonly string[] | undefined, expand: readonly string[]): string {
  const parts = [...(select ?? []), ...expand.map((name) => `${name}()`)];
  return parts.length > 0 ? `(${parts.join(',')})` : '';
}
