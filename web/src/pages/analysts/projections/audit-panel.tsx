import { useState } from "react";
import { DataTable } from "../../../components/data-table.js";
import { Instant } from "../../../components/instant.js";
import { formatCount } from "../../../components/money.js";
import { Empty } from "../../../components/notices.js";
import type { AuditEntry } from "./queries.js";

const actions: Readonly<Record<AuditEntry["action"], string>> = {
  repair: "Repaired",
  rebuild: "Rebuilt",
  "discard-rebuild": "Rebuild discarded",
  revoke: "Purchase revoked",
  grant: "Item granted",
  reinstate: "Purchase reinstated",
  rollback: "Rolled back",
  "retry-dead-letter": "Released",
  verify: "Verified",
  "close-month": "Month closed",
  "set-aside": "Set aside, folded anew",
};

const shownAtFirst = 8;

/** Who has done what to the projections. */
export function AuditPanel({ entries }: { readonly entries: readonly AuditEntry[] }) {
  const [isWhole, setIsWhole] = useState(false);
  return (
    <section className="panel" aria-labelledby="audit-title">
      <h2 id="audit-title">Audit log</h2>
      {entries.length === 0 ? (
        <Empty title="No entries">
          <p>Repairs, rebuilds, rollbacks, retries, revocations, grants and verifications.</p>
        </Empty>
      ) : (
        <DataTable
          caption="Audit log, newest first"
          columns={[
            {
              key: "what",
              header: "Action",
              isRowHeader: true,
              cell: ({ action, details }) => (
                <>
                  {actions[action]} {about(details)}
                </>
              ),
            },
            { key: "by", header: "By", cell: ({ operator }) => operator },
            {
              key: "reason",
              header: "Reason",
              cell: ({ reason }) => (reason === "" ? <span className="soft">none</span> : reason),
            },
            { key: "at", header: "When", cell: ({ at }) => <Instant at={at} seconds /> },
          ]}
          rows={isWhole ? entries : entries.slice(0, shownAtFirst)}
          rowKey={({ at, action }) => `${at} ${action}`}
        />
      )}
      {isWhole || entries.length <= shownAtFirst ? null : (
        <button type="button" className="button" onClick={() => setIsWhole(true)}>
          Show all {formatCount(entries.length)}
        </button>
      )}
    </section>
  );
}

/** The details are each action's own; these say what it was about, in those that have them. */
function about({ projections, users, clean }: AuditEntry["details"]): string {
  if (Array.isArray(projections)) return projections.map(String).join(" and ");
  if (Array.isArray(users)) return users.map(String).join(", ");
  if (typeof clean === "boolean") return clean ? "(clean)" : "(drifted)";
  return "";
}
