import { serve } from './serve';
import { alertRows, ROOT, type AlertRow, type Row } from './tenant';

export interface Graph {
  readonly origin: string;
  requests(): number;
  clear(): void;
  /** What the incidents say from now on; two neighbouring versions differ in one incident of a hundred. */
  version(version: number): void;
  close(): Promise<void>;
}

/** Types whose incidents name a person and a role; the others never grow. */
const MANY = [
  'RedundantAssignment',
  'RolesAssignedOutsidePim',
  'SequentialActivationRenewals',
  'StaleSignIn',
];
const PAGE = 100;
const CAME_ALONG = 20;

type Bodies = ReadonlyMap<string, Buffer>;

/** Graph with the seven alerts; with `incidents` so many are spread over four of them, a hundred to a page. */
export async function startGraph({ incidents }: { readonly incidents?: number } = {}): Promise<Graph> {
  const rows = await alertRows();
  const made = new Map<number, Bodies>();
  let current: Bodies = new Map();
  let requests = 0;
  const { origin, close } = await serve((request, response) => {
    requests += 1;
    request.resume();
    const url = new URL(request.url ?? '/', origin);
    const body = current.get(`${url.pathname}?${url.searchParams.get('$skip') ?? 0}`);
    response.writeHead(body ? 200 : 404, { 'content-type': 'application/json' });
    response.end(body ?? '{"error":{"code":"ResourceNotFound","message":"Not here."}}');
  });

  // Written out beforehand, so that answering costs next to nothing.
  function version(number: number): void {
    const bodies =
      made.get(number) ?? bodiesOf(incidents === undefined ? rows : grown(rows, incidents, number), origin);
    made.set(number, bodies);
    current = bodies;
  }
  version(0);
  return {
    origin,
    requests: () => requests,
    clear: () => {
      requests = 0;
    },
    version,
    close,
  };
}

function bodiesOf(rows: readonly AlertRow[], origin: string): Bodies {
  const bodies = new Map<string, Buffer>();
  const put = (path: string, skip: number, body: object) =>
    bodies.set(`${path}?${skip}`, Buffer.from(JSON.stringify(body)));
  const faces = rows.map((row) => ({ ...row, alertIncidents: row.alertIncidents.slice(0, CAME_ALONG) }));
  put(`${ROOT}/alerts`, 0, { value: faces });
  for (const face of faces) put(`${ROOT}/alerts/${face.id}`, 0, face);
  for (const { id, alertIncidents: all } of rows) {
    const path = `${ROOT}/alerts/${id}/alertIncidents`;
    for (let skip = 0; skip === 0 || skip < all.length; skip += PAGE) {
      const next =
        skip + PAGE < all.length ? { '@odata.nextLink': `${origin}${path}?$skip=${skip + PAGE}` } : {};
      put(path, skip, { ...next, value: all.slice(skip, skip + PAGE) });
    }
  }
  return bodies;
}

function grown(rows: readonly AlertRow[], incidents: number, version: number): readonly AlertRow[] {
  const share = Math.ceil(incidents / MANY.length);
  let left = incidents;
  return rows.map((row) => {
    const [pattern] = row.alertIncidents;
    if (!pattern || !MANY.some((name) => row.id.includes(name))) return row;
    const count = Math.min(share, left);
    left -= count;
    const all = Array.from({ length: count }, (_, index) => incidentOf(pattern, index, version));
    return { ...row, isActive: true, incidentCount: count, alertIncidents: all };
  });
}

/** Of two hundred one is replaced by another from version to version, and one says something else. */
function incidentOf(pattern: Row, index: number, version: number): Row {
  const replaced = index % 200 === 0 ? `-${version}` : '';
  const renamed = index % 200 === 100 ? ` ${version}` : '';
  return {
    ...pattern,
    id: `Ldu1tPOVV6kpFdHm3VhKUeHtXbifAFRJY1eQ8VOVySw-${index}${replaced}`,
    assigneeDisplayName: `Wanjiru Kamau ${index}${renamed}`,
    assigneeUserPrincipalName: `wanjiru.kamau.${index}@lindenhof.example`,
  };
}
