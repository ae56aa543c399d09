import { Option, type Command } from "commander";
import { takeOverAudit } from "../../operations/take-over-audit.js";
import { withStores } from "../opened-ledger.js";
import { wholeNumber } from "../source-options.js";
import { drawTable } from "../table.js";

interface AuditCommandOptions {
  readonly limit: number;
  readonly json?: true;
}

/** `ledger audit`: what operators did, and why. */
export function addAuditCommand(program: Command): void {
  program
    .command("audit")
    .description(
      "Shows what operators did, when and why, newest first. The audit log is kept with the events.",
    )
    .addOption(new Option("--limit <count>", "show at most this many").argParser(wholeNumber).default(50))
    .option("--json", "write JSON to standard output, a line for each entry")
    .action(async ({ limit, json }: AuditCommandOptions) => {
      const entries = await withStores(async ({ eventStore, readModel }) => {
        await takeOverAudit(readModel, eventStore.audit);
        return eventStore.audit.entries({ limit });
      });
      if (json === true) {
        for (const entry of entries) console.log(JSON.stringify(entry));
        return;
      }
      if (entries.length === 0) {
        console.log("The audit log is empty.");
        return;
      }
      const rows = entries.map(({ at, action, operator, reason, details }) => [
        at,
        action,
        operator,
        reason,
        JSON.stringify(details),
      ]);
      console.log(drawTable({ head: ["time (UTC)", "action", "operator", "reason", "details"], rows }));
    });
}
