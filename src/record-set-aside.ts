import type { Logger } from "pino";
import { audit, type Audited } from "./operations/operator.js";
import type { SetAside } from "./stores/read-model/read-model-store.js";

/** Says in the server's log and in the audit log that the ledger has set a damaged read model aside. */
export async function recordSetAside(
  { keptAs, reason }: SetAside,
  { logger, ...audited }: Audited & { readonly logger: Logger },
): Promise<void> {
  logger.error({ keptAs, reason }, "The read model was set aside; the log is folded into a new one.");
  try {
    await audit(audited, "set-aside", { operator: "ledger", reason }, { keptAs });
  } catch (err) {
    logger.error({ err }, "The audit log could not record that the read model was set aside.");
  }
}
