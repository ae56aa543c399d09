import { Argument, type Command } from "commander";
import type { UserId } from "../../events/identifiers.js";
import { byValue } from "../../stores/event-store/skipped-log.js";
import { exitNothingFound } from "../exit-codes.js";
import { parseUser } from "../id-arguments.js";
import { withStores } from "../opened-ledger.js";
import { drawTable } from "../table.js";
import { inUtc } from "../terminal.js";

/** `ledger skipped`: what imports left out of a user's purchases. */
export function addSkippedCommand(program: Command): void {
  program
    .command("skipped")
    .description(
      "Shows what imports found in the shop's data for a user but left out, and why. " +
        "Ends with 4 if nothing was skipped.",
    )
    .addArgument(new Argument("<userId>").argParser(parseUser))
    .option("--json", "write JSON to standard output, a line for each entry")
    .addHelpText("after", "\nExamples:\n  ledger skipped learner-1\n  ledger skipped learner-1 --json")
    .action(async (userId: UserId, { json }: { readonly json?: true }) => {
      const skipped = await withStores(({ eventStore }) => eventStore.skipped.of(userId));
      if (skipped.length === 0) process.exitCode = exitNothingFound;
      if (json === true) {
        for (const { id: _, ...entry } of skipped) console.log(JSON.stringify(entry));
        return;
      }
      const rows = byValue(skipped).map(({ item, reasons, raw, source, skippedAt }) => [
        item === null ? "" : `${item.kind} ${item.id}`,
        reasons.map(({ reason }) => reason).join(", "),
        reasons.map(({ message }) => message).join(" "),
        // With spaces, at which a narrow terminal can break it.
        (raw ?? "").replaceAll(',"', ', "'),
        `${source.name}:${source.line}`,
        inUtc(skippedAt),
      ]);
      console.log(
        rows.length === 0 ? `No import skipped anything for user ${userId}.` : drawTable({ head, rows }),
      );
    });
}

const head = ["item", "reason", "details", "value in the shop's data", "source", "imported (UTC)"];
