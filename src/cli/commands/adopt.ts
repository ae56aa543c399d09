import { createWriteStream, type WriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { once } from "node:events";
import { dirname } from "node:path";
import type { Command } from "commander";
import type { AccountPlan } from "../../shop/adopt/plan-account.js";
import { reconcileAll } from "../../shop/adopt/reconcile.js";
import type { Ledger } from "../../compose.js";
import { LedgerError } from "../../errors.js";
import { exitDrift } from "../exit-codes.js";
import { interruptibly } from "../interruption.js";
import { withLedger } from "../opened-ledger.js";
import { counted, drawTable } from "../terminal.js";

interface AdoptCommandOptions {
  readonly dryRun?: true;
  readonly verify?: true;
  readonly repair?: true;
  readonly json?: true;
  readonly out?: string;
}

/** `ledger adopt`: compares the shop's own accounts with the log, or brings them to it. */
export function addAdoptCommand(program: Command): void {
  program
    .command("adopt")
    .description(
      "Compares purchasedCourses and purchasedTests of the shop's users, and its purchase records, with what the log\n" +
        "says, or brings them to it. Where they are is in ADOPT_URL, ADOPT_USERS_COLLECTION, ADOPT_PURCHASES_COLLECTION;\n" +
        "with these set the server keeps them. What no event speaks of, and the shop's own records, are left.",
    )
    .option("--dry-run", "say what would change, and write nothing")
    .option("--verify", "the same, and end with 1 if anything would change")
    .option("--repair", "write what is missing, and take away what was revoked")
    .option(
      "--out <file>",
      "write each user with changes, or with something that is left, to this file (JSON Lines)",
    )
    .option("--json", "write the summary as JSON to standard output")
    .addHelpText(
      "after",
      `
What is bought in the same moment may show as a change until the server has written it.

Examples:
  ledger adopt --dry-run --out changes.jsonl
  ledger adopt --verify
  ledger adopt --repair`,
    )
    .action((options: AdoptCommandOptions) => interruptibly((signal) => runAdopt(options, signal)));
}

async function runAdopt(options: AdoptCommandOptions, signal: AbortSignal): Promise<void> {
  const modes = [options.dryRun, options.verify, options.repair].filter((mode) => mode === true);
  if (modes.length !== 1)
    throw new LedgerError("request_invalid", "Name one of --dry-run, --verify and --repair.");
  const summary = await withLedger((ledger) => compare(ledger, options, signal));
  console.log(options.json === true ? JSON.stringify(summary, undefined, 2) : format(summary, options));
  if (options.verify === true && summary.usersChanged > 0) process.exitCode = exitDrift;
}

interface Summary {
  readonly users: number;
  readonly usersChanged: number;
  readonly arrayEntriesAdded: number;
  readonly arrayEntriesRemoved: number;
  readonly recordsAdded: number;
  readonly recordsRemoved: number;
  /** What only the shop has. */
  readonly left: number;
  /** Users whom nothing could be done for. */
  readonly problems: number;
}

async function compare(
  { eventStore, adoption }: Ledger,
  options: AdoptCommandOptions,
  signal: AbortSignal,
): Promise<Summary> {
  if (adoption === undefined) {
    throw new LedgerError(
      "config_invalid",
      "Set ADOPT_URL, ADOPT_USERS_COLLECTION and ADOPT_PURCHASES_COLLECTION. See .env.example.",
    );
  }
  const sum = {
    users: 0,
    usersChanged: 0,
    arrayEntriesAdded: 0,
    arrayEntriesRemoved: 0,
    recordsAdded: 0,
    recordsRemoved: 0,
    left: 0,
    problems: 0,
  };
  const out = options.out === undefined ? undefined : await openOut(options.out);
  const onPlan = (plan: AccountPlan): void => {
    const { change, left, problem } = plan;
    sum.users += 1;
    sum.left += left.length;
    if (problem !== undefined) sum.problems += 1;
    if (change !== undefined) {
      sum.usersChanged += 1;
      sum.arrayEntriesAdded += change.add.course.length + change.add.test.length;
      sum.arrayEntriesRemoved += change.remove.course.length + change.remove.test.length;
      sum.recordsAdded += change.insert.length;
      sum.recordsRemoved += change.delete.length;
    }
    if (change !== undefined || problem !== undefined || left.length > 0)
      out?.write(`${JSON.stringify(lineOf(plan))}\n`);
  };
  try {
    const write = options.repair === true;
    await reconcileAll({ eventStore, accounts: adoption.accounts, write, onPlan, signal });
  } finally {
    out?.end();
  }
  if (out !== undefined) await once(out, "close");
  return sum;
}

function lineOf({ userId, change, left, problem }: AccountPlan): object {
  const ids = (entries: readonly { readonly id: string | undefined }[] = []): readonly unknown[] =>
    entries.map(({ id }) => id);
  return {
    userId,
    add: change?.add ?? { course: [], test: [] },
    remove: { course: ids(change?.remove.course), test: ids(change?.remove.test) },
    recordsAdded: change?.insert ?? [],
    recordsRemoved: change?.delete ?? [],
    left,
    ...(problem === undefined ? {} : { problem }),
  };
}

async function openOut(path: string): Promise<WriteStream> {
  try {
    await mkdir(dirname(path), { recursive: true });
    const stream = createWriteStream(path);
    await once(stream, "open");
    return stream;
  } catch (cause) {
    throw new LedgerError("request_invalid", `${path} cannot be written. Name another file with --out.`, {
      cause,
    });
  }
}

function format(summary: Summary, { repair, out }: AdoptCommandOptions): string {
  const done = repair === true ? "" : "would be ";
  const table = drawTable({
    head: ["", "count"],
    rows: [
      ["users compared", summary.users],
      [`  ${done}changed`, summary.usersChanged],
      ["  left: the shop's account cannot be used", summary.problems],
      [`array entries ${done}added`, summary.arrayEntriesAdded],
      [`array entries ${done}removed`, summary.arrayEntriesRemoved],
      [`records ${done}added`, summary.recordsAdded],
      [`records ${done}removed`, summary.recordsRemoved],
      ["entries and records that only the shop has: left", summary.left],
    ],
  });
  const verdict =
    summary.usersChanged === 0
      ? "The shop's accounts say what the events say."
      : repair === true
        ? `Wrote the accounts of ${counted(summary.usersChanged, "user")}.`
        : "Nothing was written. `ledger adopt --repair` does it.";
  return [table, "", verdict, ...(out === undefined ? [] : [`Each of them: ${out}`])].join("\n");
}
