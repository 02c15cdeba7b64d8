import { READ, WRITE } from '../access';
import type { AlertRow } from '../alert-board';
import type { Finding } from '../detectors/detector';
import type { Call, Route } from '../router';
import type { Service } from '../service';
import { incidentWire } from '../wire/alerts';
import { meets, parseFilter } from '../wire/filter';
import { badRequest, pimRefusal } from '../wire/graph-refusal';
import { page, project, readQuery } from '../wire/query';
import { ALERTS_ROOT, alertRow, header, notFound, refuseBody } from './alert-paths';

const INCIDENTS = `${ALERTS_ROOT}/alerts/{alertId}/alertIncidents`;

export function incidentRoutes({ board, pageSize }: Service): readonly Route[] {
  return [
    { method: 'GET', path: INCIDENTS, access: READ, handle: listIncidents },
    { method: 'GET', path: `${INCIDENTS}/{incidentId}`, access: READ, handle: getIncident },
    { method: 'POST', path: `${INCIDENTS}/{incidentId}/remediate`, access: WRITE, handle: remediate },
  ];

  function listIncidents(call: Call) {
    const row = alertRow(board, call);
    const query = readQuery(call.url.searchParams, ['$select', '$filter', '$top', '$skip', '$expand']);
    refuseExpand(query.expand);
    const conditions = query.filter === undefined ? [] : parseFilter(query.filter);
    const all = row.findings
      .map((finding) => incidentWire(row, finding))
      .filter((wire) => meets(wire, conditions, ['id']));
    const { rows, next } = page(all, query, { url: call.url, size: pageSize });
    return {
      status: 200,
      body: {
        ...header(call, context(row), { isSelected: query.select !== undefined }),
        value: rows.map((wire) => project(wire, query.select)),
        ...(next === undefined ? {} : { '@odata.nextLink': next }),
      },
    };
  }

  function getIncident(call: Call) {
    const row = alertRow(board, call);
    const query = readQuery(call.url.searchParams, ['$select', '$expand']);
    refuseExpand(query.expand);
    const wire = incidentWire(row, finding(row, call));
    return {
      status: 200,
      body: {
        ...header(call, `${context(row)}/$entity`, { isSelected: query.select !== undefined }),
        ...project(wire, query.select),
      },
    };
  }

  function remediate(call: Call) {
    const row = alertRow(board, call);
    readQuery(call.url.searchParams, []);
    refuseBody(call);
    const found = finding(row, call);
    if (!row.detector.remediate) {
      throw pimRefusal(400, 'AlertNotRemediable', 'Incidents of this alert cannot be remediated.');
    }
    board.remediate(row, found);
    return { status: 200 };
  }
}

function finding(row: AlertRow, call: Call): Finding {
  const found = row.findings.find((one) => one.id === call.parameters['incidentId']);
  if (!found) throw notFound('The incident');
  return found;
}

function context(row: AlertRow): string {
  return `alerts('${row.id}')/alertIncidents`;
}

function refuseExpand([name]: readonly string[]): void {
  if (name !== undefined) throw badRequest(`Could not find a property named '${name}' to expand.`);
}
