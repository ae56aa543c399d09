import { v5 as uuidV5 } from "uuid";
import type { AuditLog } from "../stores/event-store/audit-log.js";
import { allEntries } from "../stores/event-store/audit-reader.js";
import type { OldAuditLog } from "../stores/read-model/read-model-store.js";

/** Never change it: otherwise entries would be copied twice. */
const namespace = "0b9d2f0c-93a5-4c0e-8f55-2e1c7a6f8a11";

/**
 * Copies the audit entries that older versions kept in the read model into the log. Their ids are derived from their content,
 * so entries that are already there are skipped.
 *
 * @returns how many were copied
 */
export async function takeOverAudit(readModel: OldAuditLog, log: AuditLog): Promise<number> {
  const old = (await readModel.oldAudit()).map((entry) => ({
    id: uuidV5(JSON.stringify(entry), namespace),
    ...entry,
  }));
  if (old.length === 0) return 0;
  const there = new Set((await allEntries(log)).map(({ id }) => id));
  const missing = old.filter(({ id }) => !there.has(id));
  for (const entry of missing) await log.record(entry);
  return missing.length;
}
