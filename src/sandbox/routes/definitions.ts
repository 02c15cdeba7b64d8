import { READ, WRITE } from '../access';
import type { AlertRow } from '../alert-board';
import type { Call, Route } from '../router';
import type { Service } from '../service';
import { changeConfiguration } from '../settings-change';
import { configurationWire, definitionWire, operationWire } from '../wire/alerts';
import { badRequest } from '../wire/graph-refusal';
import { project, readQuery } from '../wire/query';
import { ALERTS_ROOT, alertRow, contextOf, header, inScope, jsonObject, notFound } from './alert-paths';

const DEFINITIONS = `${ALERTS_ROOT}/alertDefinitions`;
const CONFIGURATIONS = `${ALERTS_ROOT}/alertConfigurations`;

/** Definitions, configurations and operations. */
export function definitionRoutes({ board, clock, operations }: Service): readonly Route[] {
  return [
    { method: 'GET', path: DEFINITIONS, access: READ, handle: listDefinitions },
    { method: 'GET', path: `${DEFINITIONS}/{alertId}`, access: READ, handle: getDefinition },
    { method: 'GET', path: CONFIGURATIONS, access: READ, handle: listConfigurations },
    { method: 'GET', path: `${CONFIGURATIONS}/{alertId}`, access: READ, handle: getConfiguration },
    { method: 'PATCH', path: `${CONFIGURATIONS}/{alertId}`, access: WRITE, handle: patchConfiguration },
    { method: 'GET', path: `${ALERTS_ROOT}/operations/{operationId}`, access: READ, handle: getOperation },
  ];

  function listDefinitions(call: Call) {
    const query = readQuery(call.url.searchParams, ['$filter', '$select', '$expand']);
    expandsDefinition(query.expand, []);
    const rows = inScope(board.rows.map(definitionWire), query.filter, ['id']);
    return {
      status: 200,
      body: {
        ...header(call, 'alertDefinitions', { isSelected: query.select !== undefined }),
        value: rows.map((row) => project(row, query.select)),
      },
    };
  }

  function getDefinition(call: Call) {
    const query = readQuery(call.url.searchParams, ['$select', '$expand']);
    expandsDefinition(query.expand, []);
    const row = alertRow(board, call);
    return {
      status: 200,
      body: {
        ...header(call, 'alertDefinitions/$entity', { isSelected: query.select !== undefined }),
        ...project(definitionWire(row), query.select),
      },
    };
  }

  function listConfigurations(call: Call) {
    const query = readQuery(call.url.searchParams, ['$filter', '$select', '$expand']);
    const isExpanded = expandsDefinition(query.expand, ['alertDefinition']);
    const wires = board.rows.map((row) => ({ row, ...configurationWire(row) }));
    const rows = inScope(wires, query.filter, ['alertDefinitionId', 'isEnabled', 'id']);
    return {
      status: 200,
      body: {
        ...header(call, `alertConfigurations${isExpanded ? '(alertDefinition())' : ''}`, {
          isSelected: query.select !== undefined,
        }),
        value: rows.map(({ row }) => configuration(row, query.select, isExpanded)),
      },
    };
  }

  function getConfiguration(call: Call) {
    const query = readQuery(call.url.searchParams, ['$select', '$expand']);
    const isExpanded = expandsDefinition(query.expand, ['alertDefinition']);
    return {
      status: 200,
      body: {
        ...header(call, `alertConfigurations${isExpanded ? '(alertDefinition())' : ''}/$entity`, {
          isSelected: query.select !== undefined,
        }),
        ...configuration(alertRow(board, call), query.select, isExpanded),
      },
    };
  }

  function patchConfiguration(call: Call) {
    readQuery(call.url.searchParams, []);
    const row = alertRow(board, call);
    changeConfiguration(row, jsonObject(call), clock.now());
    return { status: 204 };
  }

  function getOperation(call: Call) {
    const query = readQuery(call.url.searchParams, ['$select', '$expand']);
    expandsDefinition(query.expand, []);
    const run = operations.find(call.parameters['operationId'] ?? '');
    if (!run) throw notFound('The operation');
    const wire = operationWire(run, `${call.url.origin}${ALERTS_ROOT}/alerts`);
    return {
      status: 200,
      body: { '@odata.context': contextOf(call, 'operations/$entity'), ...project(wire, query.select) },
    };
  }
}

function configuration(row: AlertRow, select: readonly string[] | undefined, isExpanded: boolean): object {
  return {
    ...project(configurationWire(row), select),
    ...(isExpanded ? { alertDefinition: definitionWire(row) } : {}),
  };
}

function expandsDefinition(expand: readonly string[], known: readonly string[]): boolean {
  const unknown = expand.find((name) => !known.includes(name));
  if (unknown !== undefined) throw badRequest(`Could not find a property named '${unknown}' to expand.`);
  return expand.length > 0;
}
