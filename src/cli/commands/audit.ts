import { Option, type Command } from "commander";
import { toInstant } from "../../events/instants.js";
import { takeOverAudit } from "../../operations/take-over-audit.js";
import { auditLines, type AuditLine } from "../../operations/audit-lines.js";
import type { AuditEntry } from "../../stores/event-store/audit-log.js";
import { withStores } from "../opened-ledger.js";
import { wholeNumber } from "../source-options.js";
import { drawTable } from "../table.js";
import { inUtc } from "../terminal.js";

interface AuditCommandOptions {
  readonly limit: number;
  readonly json?: true;
}

/** `ledger audit`: what operators did, and why. */
export function addAuditCommand(program: Command): void {
  program
    .command("audit")
    .description(
      "Shows what operators did, when and why, newest first. The audit log is kept with the events. Long operations " +
        "are recorded when they begin and when they end.",
    )
    .addOption(new Option("--limit <count>", "show at most this many").argParser(wholeNumber).default(50))
    .option("--json", "write JSON to standard output, a line for each entry")
    .action(async ({ limit, json }: AuditCommandOptions) => {
      const entries = await withStores(async ({ eventStore, readModel }) => {
        await takeOverAudit(readModel, eventStore.audit);
        return auditLines(eventStore.audit, { limit });
      });
      if (json === true) {
        for (const entry of entries) console.log(JSON.stringify(entry));
        return;
      }
      if (entries.length === 0 && limit > 0) {
        console.log("The audit log is empty.");
        return;
      }
      const rows = entries.map(({ at, action, operator, reason, details, run }) => [
        inUtc(at),
        action,
        operator,
        reason,
        [endIn(run), detailsIn(details)].filter((part) => part !== "").join("; "),
      ]);
      console.log(drawTable({ head: ["time (UTC)", "action", "operator", "reason", "details"], rows }));
    });
}

/** How a run ended; nothing if it succeeded. */
function endIn(run: AuditLine["run"]): string {
  switch (run?.state) {
    case undefined:
    case "succeeded":
      return "";
    case "failed":
      return `started ${inUtc(run.startedAt)}, failed with ${run.error ?? ""}`;
    case "stopped":
      return `started ${inUtc(run.startedAt)}, stopped`;
    case "running":
      return "started, under way";
    case "never_ended":
      return "started, never ended";
    case "unknown":
      return `started on ${run.host ?? ""}, no end recorded`;
  }
}

/** As long as a UUID: ids are shown, hashes are not. */
const longestDetail = 36;

/** `events 23054, projections ownership history`; what is nested or long is for `--json`. */
function detailsIn(details: AuditEntry["details"]): string {
  const isPlain = (value: unknown): boolean =>
    typeof value === "string" ? value.length <= longestDetail : value === null || typeof value !== "object";
  const shown = (value: unknown): string => {
    const text = String(value);
    return isInstant(text) ? inUtc(text) : text;
  };
  return Object.entries(details)
    .filter(
      ([, value]) => isPlain(value) || (Array.isArray(value) && value.length > 0 && value.every(isPlain)),
    )
    .map(
      ([name, value]) =>
        `${inWords(name)} ${Array.isArray(value) ? value.map(shown).join(" ") : shown(value)}`,
    )
    .join(", ");
}

const isInstant = (text: string): boolean => toInstant(new Date(text)) === text;

/** `driftedUsers` as `drifted users` */
const inWords = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
