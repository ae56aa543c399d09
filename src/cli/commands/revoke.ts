import { Argument, InvalidArgumentError, Option, type Command } from "commander";
import { heldBack } from "../../commands/held-back.js";
import { revocationNoteSchema } from "../../commands/revoke-purchase.js";
import { revoke } from "../../operations/revoke.js";
import type { Ledger } from "../../compose.js";
import { LedgerError } from "../../errors.js";
import type { PurchaseId, UserId } from "../../events/identifiers.js";
import { revocationReasons, type RevocationReason } from "../../events/purchase-events.js";
import { foldUser } from "../../projections/replay/fold-user.js";
import { assertKnownUser } from "../../operations/known-user.js";
import type { Owned } from "../../projections/replay/replay.js";
import type { UserModels } from "../../stores/read-model/read-model-store.js";
import { confirm } from "../confirm.js";
import { parsePurchase, parseUser } from "../id-arguments.js";
import { withLedger } from "../opened-ledger.js";
import { currentOperator } from "../operator.js";
import { formatChange } from "../replay-report.js";
import { inUtc } from "../terminal.js";
import { timeOrderedId } from "../../time-ordered-id.js";

interface RevokeCommandOptions {
  readonly reason: RevocationReason;
  readonly note: string;
  readonly yes?: true;
  readonly json?: true;
}

/** `ledger revoke`: revokes a purchase. */
export function addRevokeCommand(program: Command): void {
  program
    .command("revoke")
    .description(
      "Revokes a purchase: unless another purchase gives access to the item, the user no longer owns it. It can be " +
        "bought again. Shows what will change and asks for confirmation. The event records the operator.",
    )
    .addArgument(new Argument("<userId>").argParser(parseUser))
    .addArgument(new Argument("<purchaseId>").argParser(parsePurchase))
    .addOption(new Option("--reason <reason>", "the reason").choices(revocationReasons).makeOptionMandatory())
    .addOption(
      new Option("--note <text>", "a note for people, kept in the event")
        .default("", "none")
        .argParser(parseNote),
    )
    .option("--yes", "do not ask for confirmation")
    .option("--json", "write what was done as JSON to standard output")
    .addHelpText(
      "after",
      "\nExamples:\n  ledger revoke learner-1 p-1 --reason refund --note 'ticket 4711'\n  ledger replay learner-1   # shows the purchase IDs",
    )
    .action((userId: UserId, purchaseId: PurchaseId, options: RevokeCommandOptions) =>
      withLedger((ledger) => runRevoke(ledger, userId, purchaseId, options)),
    );
}

async function runRevoke(
  ledger: Ledger,
  userId: UserId,
  purchaseId: PurchaseId,
  options: RevokeCommandOptions,
): Promise<void> {
  const { eventStore, handler, projector } = ledger;
  await assertKnownUser(ledger, userId);
  const { models, stopped } = await foldUser({ eventStore, userId });
  if (stopped !== undefined) throw heldBack(stopped);
  const record = models.history?.documents.find((each) => each.purchaseId === purchaseId);
  if (record === undefined)
    throw new LedgerError(
      "purchase_unknown",
      `User ${userId} has no purchase ${purchaseId}. \`ledger replay ${userId}\` lists the purchases.`,
    );
  const before = ownedIn(models);
  // An open dispute only suspends access: support may still revoke it.
  const isHeld = record.details?.disputes.some(({ status }) => status === "opened") ?? false;
  if (record.revokedAt !== null && !isHeld) {
    const { revokedAt, revokedReason, revision } = record;
    console.log(
      options.json === true
        ? JSON.stringify({ userId, purchaseId, revision, revokedAt, revokedReason, alreadyRevoked: true })
        : `Purchase ${purchaseId} was already revoked at ${inUtc(revokedAt)} UTC: ${revokedReason ?? ""}. Nothing was recorded.`,
    );
    return;
  }
  const without = (ids: readonly string[], kind: string): readonly string[] =>
    ids.filter((id) => !(record.kind === kind && id === record.itemId));
  const after = { courses: without(before.courses, "course"), tests: without(before.tests, "test") };
  if (options.json !== true) console.log(formatChange(before, after));
  await confirm("Revoke this purchase?", options.yes === true);
  const now = (): Date => new Date();
  const { result, revision } = await revoke(
    { eventStore, handler, now },
    {
      userId,
      purchaseId,
      reason: options.reason,
      note: options.note,
      correlationId: timeOrderedId(),
      actor: currentOperator(),
      source: "cli",
    },
  );
  // Another operator may have revoked it while this one confirmed.
  const alreadyRevoked = result !== "recorded";
  console.log(
    options.json === true
      ? JSON.stringify({ userId, purchaseId, revision, before, after, alreadyRevoked })
      : `${alreadyRevoked ? "Someone else had just revoked it" : "Revoked"}. The user's stream is at revision ${revision}.`,
  );
  // After the message: the revocation is recorded even if the projections cannot be updated now.
  await projector.runToHead();
}

function parseNote(text: string): string {
  const parsed = revocationNoteSchema.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new InvalidArgumentError(`It ${parsed.error.issues[0]?.message ?? "is not valid"}.`);
}

const ownedIn = ({ ownership }: UserModels): Owned => ({
  courses: ownership?.documents[0]?.purchasedCourses ?? [],
  tests: ownership?.documents[0]?.purchasedTests ?? [],
});
