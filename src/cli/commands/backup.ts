import { join } from "node:path";
import { Argument, type Command } from "commander";
import { backUpLog, openEventStore } from "../../compose.js";
import { readConfig, type Config } from "../../config.js";
import { copyLog, type CopyReport } from "../../log/copy-log.js";
import { interruptibly } from "../interruption.js";
import { warnOfLeftOut } from "../left-out.js";
import { showProgress } from "../long-run-progress.js";
import { assertLogExists } from "../opened-ledger.js";
import { absolutePath } from "../../paths.js";
import { counted, wrapped } from "../terminal.js";

/** `ledger backup`: a consistent copy of the log while the shop is open. */
export function addBackupCommand(program: Command): void {
  program
    .command("backup")
    .description(
      "Copies the event log and the audit log as they are at one moment, and checks the copy. The shop may stay open. " +
        "The folder can serve as DATA_DIR: the projections are folded again there. A log in EventStoreDB is copied event " +
        "by event; run the command again to add new events.",
    )
    .addArgument(new Argument("<folder>", "where to write events.db; created if it does not exist"))
    .option("--json", "write the result as JSON to standard output")
    .addHelpText("after", "\nExamples:\n  ledger backup /backups/2026-11-29")
    .action((folder: string, { json }: { readonly json?: true }) =>
      interruptibly((signal) => run(absolutePath(folder), json === true, signal)),
    );
}

interface Backup {
  readonly file: string;
  readonly events: number;
  /** Only of a log on a server, see {@link CopyReport}. */
  readonly leftOutEvents?: number;
  readonly leftOut?: CopyReport["leftOut"];
}

// Not in the audit log: a backup changes nothing in the ledger, and must also work where the log cannot be written.
async function run(folder: string, json: boolean, signal: AbortSignal): Promise<void> {
  const config = readConfig(process.env);
  assertLogExists(config);
  const isEmbedded = config.eventStore.kind === "embedded";
  const backup: Backup = isEmbedded ? await backUpLog(config, folder) : await copy(config, folder, signal);
  const { file, events } = backup;
  console.log(
    json
      ? JSON.stringify(backup)
      : wrapped(`Copied ${counted(events, "event")} to ${file} and checked the copy.`),
  );
  warnOfLeftOut(backup);
}

async function copy(config: Config, folder: string, signal: AbortSignal): Promise<Backup> {
  const from = await openEventStore(config);
  try {
    // A source that cannot be read leaves no empty copy behind, which would look like a backup.
    await from.head();
    const to = await openEventStore({ ...config, dataDir: folder, eventStore: { kind: "embedded" } });
    try {
      const { events, leftOutEvents, leftOut } = await showProgress(copyLog({ from, to, signal }));
      return { file: join(folder, "events.db"), events, leftOutEvents, leftOut };
    } finally {
      await to.close();
    }
  } finally {
    await from.close();
  }
}
