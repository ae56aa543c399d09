import { Argument, type Command } from "commander";
import type { Ledger } from "../../compose.js";
import { LedgerError } from "../../errors.js";
import { userIdSchema } from "../../events/id-schemas.js";
import { streamOf, userOf, type StreamName, type UserId } from "../../events/identifiers.js";
import { retryDeadLetter, retryDeadLetters, type RetryOutcome } from "../../operations/retry-dead-letter.js";
import type { DeadLetter } from "../../stores/read-model/read-model-store.js";
import { exitDrift } from "../exit-codes.js";
import { parseUser } from "../id-arguments.js";
import { interruptibly } from "../interruption.js";
import { withLedger } from "../opened-ledger.js";
import { currentOperator } from "../operator.js";
import { drawTable } from "../table.js";
import { counted, inUtc, printable } from "../terminal.js";

/** `ledger dead-letters`: events that cannot be read, and the users that wait behind them. */
export function addDeadLettersCommand(program: Command): void {
  const command = program
    .command("dead-letters")
    .description(
      "Lists and retries events that cannot be read or folded. Each holds back its own user and no other.",
    );
  command
    .command("list", { isDefault: true })
    .summary("list the users who are held back, with the reason")
    .description("Lists the users who are held back, with the reason.")
    .option("--json", "write JSON to standard output, a line for each dead letter")
    .action(({ json }: { readonly json?: true }) =>
      withLedger((ledger) => list(ledger, json === true), { readOnly: true }),
    );
  command
    .command("show")
    .summary("show one dead letter, with the raw event, as JSON")
    .description("Shows one dead letter, with the raw event, as JSON.")
    .addArgument(new Argument("<user|stream>", "a user id, or a stream name as `list --json` shows it"))
    .option("--json", "no effect: the output is always JSON")
    .action((named: string) => withLedger((ledger) => show(ledger, named), { readOnly: true }));
  command
    .command("retry")
    .summary("fold the user's events again")
    .description(
      "Folds the user's events again, for example after an upgrade. Ends with 1 if one still cannot be folded.",
    )
    .addArgument(new Argument("[userId]").argParser(parseUser))
    .option("--all", "all users who are held back")
    .option("--json", "write the result as JSON to standard output")
    .action((userId: UserId | undefined, { all, json }: { readonly all?: true; readonly json?: true }) => {
      if ((userId === undefined) === (all === undefined)) throw new LedgerError("request_invalid", namesOne);
      return interruptibly((signal) =>
        withLedger((ledger) => retry(ledger, { userId, json: json === true, signal })),
      );
    });
}

const namesOne = "Name one user, e.g. `ledger dead-letters retry learner-1`, or use --all.";

async function list({ readModel }: Ledger, json: boolean): Promise<void> {
  const letters = await readModel.deadLetters();
  if (json) {
    for (const letter of letters) console.log(JSON.stringify(letter));
  } else if (letters.length === 0) {
    console.log("No dead letters: every event could be folded.");
  } else {
    const rows = letters.map((letter) => [
      userOf(letter.stream) ?? letter.stream,
      letter.revision,
      letter.type,
      inUtc(letter.created),
      letter.reason,
    ]);
    console.log(drawTable({ head: ["user", "event", "type", "recorded (UTC)", "reason"], rows }));
  }
}

async function show({ readModel }: Ledger, named: string): Promise<void> {
  // The id of a user may itself look like a stream.
  const asUser = userIdSchema.safeParse(named);
  const ofUser = asUser.success ? await readModel.deadLetter(streamOf(asUser.data)) : undefined;
  const letter = ofUser ?? (await readModel.deadLetter(named as StreamName));
  console.log(JSON.stringify(assertThere(letter, named), undefined, 2));
}

interface RetryCommandOptions {
  /** Undefined for all who are held back. */
  readonly userId: UserId | undefined;
  readonly json: boolean;
  readonly signal: AbortSignal;
}

async function retry(ledger: Ledger, { userId, json, signal }: RetryCommandOptions): Promise<void> {
  const { readModel } = ledger;
  if (userId !== undefined) assertThere(await readModel.deadLetter(streamOf(userId)), userId);
  const held = (await readModel.deadLetters()).flatMap(({ stream }) => userOf(stream) ?? []);
  const users = userId === undefined ? held : [userId];
  const released: UserId[] = [];
  const heldBack: { readonly userId: UserId; readonly reason: string }[] = [];
  const onOutcome = (each: UserId, outcome: RetryOutcome): void => {
    if (outcome.result === "released") released.push(each);
    if (outcome.result !== "still_held_back") return;
    heldBack.push({ userId: each, reason: outcome.reason.message });
    if (!json) console.log(printable(`User ${each} is still held back: ${outcome.reason.message}`));
  };
  const by = { operator: currentOperator().id, reason: "" };
  if (userId === undefined) await retryDeadLetters(ledger, users, { onOutcome, signal }, by);
  else onOutcome(userId, await retryDeadLetter(ledger, userId, by));
  console.log(
    json
      ? JSON.stringify({ released, heldBack })
      : users.length === 0
        ? "No users are held back."
        : `Released ${released.length} of ${counted(users.length, "user")}.`,
  );
  if (heldBack.length > 0) process.exitCode = exitDrift;
}

function assertThere(letter: DeadLetter | undefined, named: string): DeadLetter {
  if (letter !== undefined) return letter;
  throw new LedgerError(
    "user_unknown",
    `User ${named} is not held back. \`ledger dead-letters\` lists those who are.`,
  );
}
