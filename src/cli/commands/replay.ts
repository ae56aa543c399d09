import { Argument, InvalidArgumentError, Option, type Command } from "commander";
import type { Ledger } from "../../compose.js";
import { streamOf, type UserId } from "../../events/identifiers.js";
import { projectionNames } from "../../projections/documents.js";
import { examineUser } from "../../projections/examine-user.js";
import { assertKnownUser } from "../../projections/repair.js";
import { createReplay, replayUser, type ReplayEnd, type ReplayStep } from "../../projections/replay.js";
import { openDriftReport } from "../drift-report.js";
import { exitDrift } from "../exit-codes.js";
import { parseUser } from "../id-arguments.js";
import { interruptibly } from "../interruption.js";
import { withLedger } from "../opened-ledger.js";
import { createLocalTime, formatStep, stepToJson } from "../replay-report.js";
import { coloured } from "../terminal.js";

interface ReplayCommandOptions {
  readonly at?: ReplayEnd;
  readonly json?: true;
  readonly diff?: true;
  readonly follow?: true;
  readonly timeZone?: string;
}

/** `ledger replay`: one user's events, and what the user owned after each. */
export function addReplayCommand(program: Command): void {
  program
    .command("replay")
    .summary("show one user's events, and what the user owned after each")
    .description(
      "Shows a user's event stream: what happened, when, by whom, and what the user owned after it.\n" +
        "Ends with 4 if nobody ever bought anything as this user.",
    )
    .addArgument(new Argument("<userId>").argParser(parseUser))
    .addOption(
      new Option(
        "--at <revision|time>",
        "stop after this revision, or at what the ledger knew at this time",
      ).argParser(parseEnd),
    )
    .option("--json", "write JSON, a line an event, to standard output")
    .option("--diff", "end with what is stored against what the events say; ends with 1 if it has drifted")
    .addOption(
      new Option("--follow", "stay, and show new events as they come; Ctrl-C ends it").conflicts([
        "at",
        "diff",
      ]),
    )
    .addOption(
      new Option(
        "--time-zone <zone>",
        "show times in this zone, e.g. Asia/Ulaanbaatar (default: the system's)",
      ).argParser(parseZone),
    )
    .addHelpText(
      "after",
      `
Examples:
  ledger replay learner-1
  ledger replay learner-1 --at 3
  ledger replay learner-1 --at 2026-01-31T12:00:00Z --json
  ledger replay learner-1 --diff`,
    )
    .action((userId: UserId, options: ReplayCommandOptions) =>
      interruptibly((signal) => withLedger((ledger) => runReplay(ledger, userId, options, signal))),
    );
}

async function runReplay(
  ledger: Ledger,
  userId: UserId,
  options: ReplayCommandOptions,
  signal: AbortSignal,
): Promise<void> {
  await assertKnownUser(ledger, userId);
  const localTime = createLocalTime(options.timeZone);
  const show = (step: ReplayStep): void => {
    console.log(
      options.json === true ? JSON.stringify(stepToJson(step)) : `${formatStep(step, localTime)}\n`,
    );
  };
  if (options.follow === true) {
    await follow(ledger, userId, show, signal);
    return;
  }
  let steps = 0;
  for await (const step of replayUser({ eventStore: ledger.eventStore, userId, until: options.at })) {
    signal.throwIfAborted();
    show(step);
    steps += 1;
  }
  if (steps === 0 && options.json !== true) console.log("No event up to there.");
  if (options.diff === true) await showDifferences(ledger, userId, options);
}

/** Reads the whole log on, live, and shows what is of this user: also what another process appends. */
async function follow(
  { eventStore }: Ledger,
  userId: UserId,
  show: (step: ReplayStep) => void,
  signal: AbortSignal,
): Promise<void> {
  const stream = streamOf(userId);
  const replay = createReplay(userId);
  const { position: after } = await eventStore.head();
  let shown = -1;
  for await (const batch of eventStore.readStream(stream)) {
    for (const recorded of batch) {
      show(replay(recorded));
      shown = recorded.revision;
    }
  }
  for await (const batch of eventStore.readAll({ after, batchSize: 1000, live: true, signal })) {
    for (const recorded of batch) {
      if (recorded.stream !== stream || recorded.revision <= shown) continue;
      show(replay(recorded));
      shown = recorded.revision;
    }
  }
}

async function showDifferences(
  { eventStore, readModel }: Ledger,
  userId: UserId,
  { json }: ReplayCommandOptions,
): Promise<void> {
  const checkpoint = await readModel.checkpoint();
  const stored = await readModel.user(userId);
  const { drifts, behind } = await examineUser({
    eventStore,
    stored,
    projections: projectionNames,
    checkpoint,
  });
  const heldBack = await readModel.deadLetter(streamOf(userId));
  if (drifts.length > 0) process.exitCode = exitDrift;
  if (json === true) {
    console.log(
      JSON.stringify({
        inStep: drifts.length === 0 && !behind,
        behind,
        heldBack: heldBack?.reason ?? null,
        drifts,
      }),
    );
    return;
  }
  const report = openDriftReport({ path: undefined, limit: 1 });
  drifts.forEach(report.add);
  if (heldBack !== undefined)
    console.log(coloured("yellow", `Held back at event ${heldBack.revision}: ${heldBack.reason}`));
  if (drifts.length > 0)
    console.log(
      `${report.table()}\n${coloured("red", `Drifted. \`ledger repair --user ${userId}\` rewrites it.`)}`,
    );
  else
    console.log(
      behind
        ? "Stored: healthy, but not folded up to the last event yet."
        : coloured("green", "Stored: in step with the events."),
    );
}

function parseEnd(text: string): ReplayEnd {
  if (/^\d{1,15}$/.test(text)) return { revision: Number(text) };
  // A date alone would mean another instant in each zone.
  const time = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/.test(text)
    ? new Date(text)
    : undefined;
  if (time !== undefined && !Number.isNaN(time.getTime())) return { recordedAt: time.toISOString() };
  throw new InvalidArgumentError(
    "It must be a revision, e.g. 3, or a time with its zone, e.g. 2026-01-31T12:00:00Z.",
  );
}

function parseZone(text: string): string {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: text }).resolvedOptions().timeZone;
  } catch {
    throw new InvalidArgumentError("It must be an IANA time zone, e.g. Europe/Berlin.");
  }
}
