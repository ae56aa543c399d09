import { Option, type Command } from "commander";
import { hasEmbeddedLog, openEventStore } from "../../compose.js";
import { readConfig, type Config } from "../../config.js";
import { assertWritable } from "../../data-folder.js";
import { isLedgerError, LedgerError } from "../../errors.js";
import type { CopyReport } from "../../log/copy-log.js";
import { copyEvents } from "../../operations/copy-events.js";
import type { EventStore } from "../../stores/event-store/event-store.js";
import { interruptibly } from "../interruption.js";
import { assertLogExists } from "../opened-ledger.js";
import { showProgress } from "../long-run-progress.js";
import { currentOperator } from "../operator.js";
import { coloured, counted, wrapped } from "../terminal.js";
import { warnOfLeftOut } from "../left-out.js";

interface CopyEventsOptions {
  readonly to?: string;
  readonly from?: string;
  readonly prefix?: string;
  readonly json?: true;
}

/** `ledger copy-events`: copies a log to another store. */
export function addCopyEventsCommand(program: Command): void {
  program
    .command("copy-events")
    .description(
      "Copies all events to an empty log, or continues an earlier copy, and compares the two logs at the " +
        "end. IDs, streams, revisions, data, metadata and dates stay the same; the date is kept in the metadata, as " +
        "`recordedAt`. After an interruption, run it again to continue. The settings name one log; " +
        "--to or --from names the other.",
    )
    .addOption(
      new Option("--to <place>", "copy this ledger's log to esdb://… or to another data folder").conflicts([
        "from",
      ]),
    )
    .option("--from <place>", "copy to this ledger's log from esdb://… or from another data folder")
    .option("--prefix <prefix>", "the prefix of the streams at --to or --from, as in EVENTSTORE_PREFIX")
    .option("--json", "write the report as JSON to standard output")
    .addHelpText(
      "after",
      `
Examples:
  ledger copy-events --to 'esdb://ledger:secret@eventstore.shop.example:2113'
  EVENTSTORE_URL=esdb://127.0.0.1:2113 ledger copy-events --from ./data

To move a shop: copy while it is open, stop it, copy again to add the newest
events, set EVENTSTORE_URL, run \`ledger rebuild --anew\`, and start.

Ends with 1 if events were left out because the server has removed earlier ones
of their streams; with 2 if the target holds other events, with 3 if a store
cannot be used.`,
    )
    .action((options: CopyEventsOptions, command: Command) => {
      const place = options.to ?? options.from;
      if (place === undefined) return command.error("error: use either --to or --from");
      return interruptibly((signal) => run(place, options, signal));
    });
}

async function run(place: string, options: CopyEventsOptions, signal: AbortSignal): Promise<void> {
  const theirConfig = configOf(place, options);
  const ourConfig = readConfig(process.env);
  // An empty log at a mistyped DATA_DIR would be copied without an error.
  if (options.to !== undefined) assertLogExists(ourConfig);
  const [fromConfig, toConfig] =
    options.to === undefined ? [theirConfig, ourConfig] : [ourConfig, theirConfig];
  if (toConfig.eventStore.kind === "embedded") assertWritable(toConfig);
  const from = await openEventStore(fromConfig);
  try {
    // Before the target is opened: a source that cannot be read must not leave an empty log there.
    await from.head();
    const to = await openEventStore(toConfig);
    try {
      const report = await copy(from, to, signal);
      console.log(options.json === true ? JSON.stringify(report, undefined, 2) : formatReport(report));
      warnOfLeftOut(report);
    } finally {
      await to.close();
    }
  } finally {
    await from.close();
  }
}

const copy = (from: EventStore, to: EventStore, signal: AbortSignal): Promise<CopyReport> =>
  showProgress(copyEvents({ from, to, signal }, { operator: currentOperator().id, reason: "" }), {
    comparing: "Comparing events",
  });

/**
 * The settings of the other log.
 *
 * @throws LedgerError `config_invalid`; `source_invalid` for a folder to copy from that holds no log
 */
function configOf(place: string, { from, prefix }: CopyEventsOptions): Config {
  const { EVENTSTOREDB_DOOR_PORT: _, ...settings } = process.env;
  const isUrl = place.includes("://");
  const environment = {
    ...settings,
    ...(isUrl ? { EVENTSTORE_URL: place } : { EVENTSTORE_URL: undefined, DATA_DIR: place }),
    EVENTSTORE_PREFIX: prefix,
  };
  const config = namingOptions({ EVENTSTORE_URL: from === undefined ? "--to" : "--from" }, () =>
    readConfig(environment),
  );
  if (from !== undefined && !isUrl && !hasEmbeddedLog(config))
    throw new LedgerError("source_invalid", `No event log in ${config.dataDir}.`);
  return config;
}

/** An error in an option names the option, not the setting that it stands for. */
function namingOptions(options: Readonly<Record<string, string>>, read: () => Config): Config {
  try {
    return read();
  } catch (error) {
    if (!isLedgerError(error, "config_invalid")) throw error;
    const named = Object.entries({ ...options, EVENTSTORE_PREFIX: "--prefix" }).reduce(
      (text, [setting, option]) => text.replaceAll(setting, option),
      error.message,
    );
    throw new LedgerError("config_invalid", named, { cause: error });
  }
}

function formatReport({ events, found, auditEntries, leftOutEvents }: CopyReport): string {
  const before = found === 0 ? "" : `, ${found} of them by an earlier run`;
  const audit =
    auditEntries === 0 ? "" : `, and ${counted(auditEntries, "entry", "entries")} of the audit log`;
  const copied = `Copied ${counted(events, "event")}${before}${audit}.`;
  return leftOutEvents > 0
    ? wrapped(copied)
    : coloured("green", wrapped(`${copied} Both logs are identical.`));
}
