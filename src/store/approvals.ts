import { sql } from 'kysely';
import type { Approval, Approvals } from '../ports/approvals';
import type { Engine } from './engine';
import { fromJson, toJson } from './json';
import type { ApprovalTable } from './schema';

export function createApprovals(engine: Engine): Approvals {
  return {
    async add(request) {
      await engine.run((db) =>
        db
          .insertInto('approval')
          .values({
            tenant_id: request.tenantId,
            approval_id: request.id,
            body: toJson(request),
            state: 'open',
            decided_by: null,
            decided_at: null,
            requested_at: request.requestedAt,
            expires_at: request.expiresAt,
          })
          .execute(),
      );
    },

    async get(tenantId, id) {
      const row = await engine.run((db) =>
        db
          .selectFrom('approval')
          .selectAll()
          .where('tenant_id', '=', tenantId)
          .where('approval_id', '=', id)
          .executeTakeFirst(),
      );
      return row && approvalOf(row);
    },

    async open(tenantId, at, limit) {
      const rows = await engine.run((db) =>
        db
          .selectFrom('approval')
          .selectAll()
          .where('tenant_id', '=', tenantId)
          .where('state', '=', sql.lit('open'))
          .where('expires_at', '>', at)
          .orderBy('requested_at', 'desc')
          .orderBy('approval_id')
          .limit(limit)
          .execute(),
      );
      return rows.map(approvalOf);
    },

    async running(tenantId, before, limit) {
      const rows = await engine.run((db) =>
        db
          .selectFrom('approval')
          .selectAll()
          .where('tenant_id', '=', tenantId)
          .where('state', '=', 'running')
          .where('decided_at', '<', before)
          .limit(limit)
          .execute(),
      );
      return rows.map(approvalOf);
    },

    async move(tenantId, id, { from, to, by, at }) {
      const reopened = to === 'open';
      const moved = await engine.run((db) =>
        db
          .updateTable('approval')
          .set({
            state: to,
            decided_by: reopened ? null : toJson(by),
            decided_at: reopened ? null : at,
          })
          .where('tenant_id', '=', tenantId)
          .where('approval_id', '=', id)
          .where('state', '=', from)
          .$if(from === 'open', (query) => query.where('expires_at', '>', at))
          .executeTakeFirst(),
      );
      return moved.numUpdatedRows > 0n;
    },
  };
}

function approvalOf({ body, state, decided_by, decided_at }: ApprovalTable): Approval {
  return {
    ...fromJson(body),
    state,
    ...(decided_by === null ? {} : { decidedBy: fromJson(decided_by) }),
    ...(decided_at === null ? {} : { decidedAt: decided_at }),
  };
}
