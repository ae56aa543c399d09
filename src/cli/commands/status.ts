import type { Command } from "commander";
import type { StoresConfig } from "../../config.js";
import { isReadOnly, keepsData } from "../../data-folder.js";
import { judgeStored, type ConsistencyState, type Finding } from "../../health/consistency.js";
import { createVerificationReader } from "../../health/last-verification.js";
import { readModelMismatch } from "../../log/assert-same-log.js";
import { measureLag } from "../../log/measure-lag.js";
import { usersOfCutStreams } from "../../projections/check/cut-streams.js";
import type { LogHead } from "../../stores/event-store/event-store.js";
import type { Checkpoint } from "../../stores/read-model/read-model-store.js";
import { fullDiskOf } from "../../stores/disk-space.js";
import { version } from "../../version.js";
import { exitBehind, exitDrift } from "../exit-codes.js";
import { withStores } from "../opened-ledger.js";
import { counted, inUtc, terminalColumns, wrapped } from "../terminal.js";

/** `ledger status`: how far the log and the projections are, and what is wrong with them. */
export function addStatusCommand(program: Command): void {
  program
    .command("status")
    .description(
      "Shows the stores, the number of events in the log, how far the projections are folded, and what is known to be " +
        "wrong. Exit code 1: they do not match the log, or users are held back; 5: they are behind.",
    )
    .option("--json", "write JSON to standard output")
    .addHelpText("after", "\nExamples:\n  ledger status\n  ledger status --json | jq .lagEvents")
    .action(async ({ json }: { readonly json?: true }) => {
      const status = await readStatus();
      console.log(json === true ? JSON.stringify(status, undefined, 2) : formatStatus(status));
      process.exitCode = exitCodeOf[status.state];
    });
}

const exitCodeOf: Readonly<Record<ConsistencyState, number>> = {
  proven: 0,
  unproven: 0,
  behind: exitBehind,
  held_back: exitDrift,
  drifted: exitDrift,
  unhealthy: exitDrift,
};

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
  /** The worst of the findings. */
  readonly state: ConsistencyState;
  readonly findings: readonly Finding[];
}

const readStatus = (): Promise<Status> =>
  withStores(async ({ eventStore, readModel }, config) => {
    const { dataDir } = config;
    // The checkpoint first: a running projector can then only make the lag look larger than it is.
    const checkpoint = await readModel.checkpoint();
    const head = await eventStore.head();
    const folded = checkpoint.eventCount;
    const now = new Date();
    const mismatch = await readModelMismatch(checkpoint, eventStore);
    // A checkpoint of another log says nothing of this one; it may not even be a position here.
    const { lagEvents, lagSeconds } =
      mismatch === undefined ? await measureLag(eventStore, checkpoint, now) : unknownLag;
    const { state, findings } = judgeStored({
      wrong: [mismatch, await fullDisk(config)].filter((message) => message !== undefined),
      deadLetters: (await readModel.deadLetters()).length,
      cutUsers: await usersOfCutStreams(eventStore),
      ...{ lagEvents, lagSeconds },
      verification: await createVerificationReader(eventStore.audit)(),
      now,
    });
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
      ...{ state, findings },
    };
  });

const unknownLag = { lagEvents: undefined, lagSeconds: 0 };

/** Where a store is in the data folder, and may grow. */
const fullDisk = async (config: StoresConfig): Promise<string | undefined> =>
  keepsData(config) && !isReadOnly(config) ? fullDiskOf(config.dataDir) : undefined;

/** A log that does not count its events still shows whether all are folded. */
function lagOf(checkpoint: Checkpoint, head: LogHead): number | null {
  if (head.position === checkpoint.position) return 0;
  return head.eventCount === undefined ? null : head.eventCount - checkpoint.eventCount;
}

function formatStatus(status: Status): string {
  const { version: program, dataDir, eventStore, readModel, lagEvents, findings } = status;
  const log = eventStore.eventCount === null ? "events not counted" : counted(eventStore.eventCount, "event");
  const lag =
    lagEvents === null
      ? ", behind the log"
      : lagEvents === 0
        ? ", up to date"
        : lagEvents < 0
          ? `, ${counted(-lagEvents, "event")} more than the log holds`
          : `, ${counted(lagEvents, "event")} behind`;
  return [
    `Purchase ledger ${program}, data in ${dataDir}`,
    `Event log    ${eventStore.kind}: ${log}, position ${eventStore.position ?? "(empty)"}`,
    `Read models  ${readModel.kind}: ${counted(readModel.eventCount, "event")} folded, position ${readModel.position ?? "(empty)"}${lag}`,
    ...findings.map((finding) => `${severity[finding.state].padEnd(13)}${sentenceOf(finding)}`),
  ]
    .map((line) => wrapped(line, terminalColumns(), " ".repeat(13)))
    .join("\n");
}

const severity: Readonly<Record<ConsistencyState, string>> = {
  proven: "Verified",
  unproven: "Verified",
  behind: "Behind",
  held_back: "Held back",
  drifted: "Drifted",
  unhealthy: "Wrong",
};

function sentenceOf({ source, state, at, count, of, message }: Finding): string {
  if (message !== undefined) return message;
  if (source === "dead_letters")
    return `${counted(count ?? 0, "user")} held back by an event that cannot be read: run \`ledger dead-letters\``;
  if (source === "projector") return "the oldest event that is not folded is more than 5 seconds old";
  const when = at === undefined ? "" : `, at ${inUtc(at)} UTC`;
  if (state === "proven")
    return `${of === 1 ? "" : "all "}${counted(of ?? 0, "user")} matched the log${when}`;
  if (state === "unproven")
    return at === undefined
      ? "never: run `ledger verify`"
      : `not since the projections were last written${when}`;
  if (state === "held_back")
    return `${counted(count ?? 0, "user")} of ${of ?? 0} held back${when}: \`ledger verify\` names them`;
  if (state === "behind") return `the last verification found events that are not folded${when}`;
  if (state === "drifted") return `${count ?? 0} of ${counted(of ?? 0, "user")} differed from the log${when}`;
  return `the last verification found that the log is damaged, or was replaced${when}`;
}
