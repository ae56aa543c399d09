import { Option, type Command } from "commander";
import { withStores } from "../opened-ledger.js";
import { wholeNumber } from "../source-options.js";
import { drawTable } from "../terminal.js";

interface AuditCommandOptions {
  readonly limit: number;
  readonly json?: true;
}

/** `ledger audit`: what was done to the projections other than by folding events. */
export function addAuditCommand(program: Command): void {
  program
    .command("audit")
    .description("Shows who has done what to the projections, newest first.")
    .addOption(new Option("--limit <count>", "show at most so many").argParser(wholeNumber).default(50))
    .option("--json", "write JSON, a line an entry, to standard output")
    .action(async ({ limit, json }: AuditCommandOptions) => {
      const entries = await withStores(({ readModel }) => readModel.audit(limit));
      if (json === true) {
        for (const entry of entries) console.log(JSON.stringify(entry));
        return;
      }
      if (entries.length === 0) {
        console.log("Nothing yet: no repair, rebuild or rollback was done.");
        return;
      }
      const rows = entries.map(({ at, action, operator, reason, details }) => [
        at,
        action,
        operator,
        reason,
        JSON.stringify(details),
      ]);
      console.log(drawTable({ head: ["when (UTC)", "what", "by", "why", "details"], rows }));
    });
}
