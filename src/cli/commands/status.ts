import type { Command } from "commander";
import type { LogHead } from "../../stores/event-store/event-store.js";
import type { Checkpoint } from "../../stores/read-model/read-model-store.js";
import { version } from "../../version.js";
import { withStores } from "../opened-ledger.js";
import { counted } from "../terminal.js";

/** `ledger status`: how far the log and the projections are. */
export function addStatusCommand(program: Command): void {
  program
    .command("status")
    .description("Shows the stores, the number of events in the log, and how far the projections are folded.")
    .option("--json", "write JSON to standard output")
    .addHelpText("after", "\nExamples:\n  ledger status\n  ledger status --json | jq .lagEvents")
    .action(async ({ json }: { readonly json?: true }) => {
      const status = await readStatus();
      console.log(json === true ? JSON.stringify(status, undefined, 2) : formatStatus(status));
    });
}

interface Status {
  readonly version: string;
  readonly dataDir: string;
  readonly eventStore: {
    readonly kind: string;
    readonly position: string | null;
    readonly eventCount: number | null;
  };
  readonly readModel: {
    readonly kind: string;
    readonly position: string | null;
    readonly eventCount: number;
  };
  /** Events that are not folded yet; null where the log cannot count its events. */
  readonly lagEvents: number | null;
}

const readStatus = (): Promise<Status> =>
  withStores(async ({ eventStore, readModel }, { dataDir }) => {
    // The checkpoint first: a running projector can then only make the lag look larger than it is.
    const checkpoint = await readModel.checkpoint();
    const head = await eventStore.head();
    const folded = checkpoint.eventCount;
    return {
      version,
      dataDir,
      eventStore: {
        kind: eventStore.kind,
        position: head.position ?? null,
        eventCount: head.eventCount ?? null,
      },
      readModel: { kind: readModel.kind, position: checkpoint.position ?? null, eventCount: folded },
      lagEvents: lagOf(checkpoint, head),
    };
  });

/** A log that does not count its events still shows whether all are folded. */
function lagOf(checkpoint: Checkpoint, head: LogHead): number | null {
  if (head.position === checkpoint.position) return 0;
  return head.eventCount === undefined ? null : head.eventCount - checkpoint.eventCount;
}

function formatStatus({ version: program, dataDir, eventStore, readModel, lagEvents }: Status): string {
  const log = eventStore.eventCount === null ? "events not counted" : counted(eventStore.eventCount, "event");
  const lag =
    lagEvents === null
      ? ", behind the log"
      : lagEvents === 0
        ? ", up to date"
        : `, ${counted(lagEvents, "event")} behind`;
  return [
    `Purchase ledger ${program}, data in ${dataDir}`,
    `Event log    ${eventStore.kind}: ${log}, position ${eventStore.position ?? "(empty)"}`,
    `Read models  ${readModel.kind}: ${counted(readModel.eventCount, "event")} folded, position ${readModel.position ?? "(empty)"}${lag}`,
  ].join("\n");
}
