import { Argument, InvalidArgumentError, Option, type Command } from "commander";
import type { Stores } from "../../compose.js";
import type { UserId } from "../../events/identifiers.js";
import { diffUser } from "../../projections/check/diff-user.js";
import { followUser } from "../../projections/replay/follow-user.js";
import { assertKnownUser } from "../../operations/known-user.js";
import {
  createReplay,
  parseReplayEnd,
  replayEndRule,
  replayUser,
  type ReplayEnd,
  type ReplayStep,
} from "../../projections/replay/replay.js";
import { exitDrift } from "../exit-codes.js";
import { parseUser } from "../id-arguments.js";
import { interruptibly } from "../interruption.js";
import { withStores } from "../opened-ledger.js";
import {
  createLocalTime,
  diffToJson,
  formatDiff,
  formatOwned,
  formatStep,
  stepToJson,
} from "../replay-report.js";
import { wrapped } from "../terminal.js";

interface ReplayCommandOptions {
  readonly at?: ReplayEnd;
  readonly json?: true;
  readonly diff?: true;
  readonly follow?: true;
  readonly timeZone?: string;
}

/** `ledger replay`: one user's events, and what each of them changed. */
export function addReplayCommand(program: Command): void {
  program
    .command("replay")
    .description(
      "Shows a user's events: what happened, when, by whom, and what each event changed. At the end it shows what " +
        "the user owns. Ends with 4 if the user has no events.",
    )
    .addArgument(new Argument("<userId>").argParser(parseUser))
    .addOption(
      new Option(
        "--at <revision|time>",
        "stop after this revision, or after the last event recorded by this time (with its zone)",
      ).argParser(parseEnd),
    )
    .option("--json", "write JSON to standard output: a line for each event, then a line with what is owned")
    .option("--diff", "compare what is stored with the events; ends with 1 if it has drifted")
    .addOption(
      new Option("--follow", "keep running and show new events as they arrive, until Ctrl-C").conflicts([
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
--at goes by the time at which the log recorded an event, not by the date of
the purchase: imported purchases appear from the time of the import on.

Examples:
  ledger replay learner-1
  ledger replay learner-1 --at 3
  ledger replay learner-1 --at 2026-01-31T12:00:00Z --json
  ledger replay learner-1 --diff`,
    )
    .action((userId: UserId, options: ReplayCommandOptions) =>
      interruptibly((signal) => withStores((ledger) => runReplay(ledger, userId, options, signal))),
    );
}

async function runReplay(
  ledger: Stores,
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
    const replay = createReplay(userId);
    for await (const recorded of followUser({ eventStore: ledger.eventStore, userId, signal }))
      show(replay(recorded));
    return;
  }
  let last: ReplayStep | undefined;
  for await (const step of replayUser({ eventStore: ledger.eventStore, userId, until: options.at })) {
    signal.throwIfAborted();
    show(step);
    last = step;
  }
  const owned = last?.ownedAfter() ?? { courses: [], tests: [] };
  if (options.json === true)
    console.log(JSON.stringify({ userId, revision: last?.recorded.revision ?? -1, owned }));
  else console.log(last === undefined ? "No events up to then." : wrapped(`Owns: ${formatOwned(owned)}`));
  if (options.diff === true) await showDifferences(ledger, userId, options);
}

async function showDifferences(
  ledger: Stores,
  userId: UserId,
  { json }: ReplayCommandOptions,
): Promise<void> {
  const diff = await diffUser({ ...ledger, userId });
  if (diff.state === "drifted") process.exitCode = exitDrift;
  console.log(json === true ? JSON.stringify(diffToJson(diff)) : formatDiff(userId, diff));
}

function parseEnd(text: string): ReplayEnd {
  const end = parseReplayEnd(text);
  if (end !== undefined) return end;
  throw new InvalidArgumentError(`It must be ${replayEndRule}.`);
}

function parseZone(text: string): string {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: text }).resolvedOptions().timeZone;
  } catch {
    throw new InvalidArgumentError("It must be an IANA time zone, e.g. Europe/Berlin.");
  }
}
