import { Argument, InvalidArgumentError, Option, type Command } from "commander";
import type { Ledger } from "../../compose.js";
import { itemIdSchema } from "../../events/id-schemas.js";
import {
  idRule,
  itemKinds,
  type Item,
  type ItemId,
  type ItemKind,
  type UserId,
} from "../../events/identifiers.js";
import { grantReasons, type GrantReason } from "../../events/purchase-events.js";
import { grant } from "../../operations/grant.js";
import { parseUser } from "../id-arguments.js";
import { withLedger } from "../opened-ledger.js";
import { currentOperator } from "../operator.js";
import { timeOrderedId } from "../../time-ordered-id.js";

interface GrantCommandOptions {
  readonly reason: GrantReason;
  readonly json?: true;
}

/** `ledger grant`: gives an item away. */
export function addGrantCommand(program: Command): void {
  program
    .command("grant")
    .description(
      "Gives a user an item from the catalogue for free, without a payment. The event and the audit " +
        "log record the operator and the reason. Records nothing if the user owns the item.",
    )
    .addArgument(new Argument("<userId>").argParser(parseUser))
    .addArgument(new Argument("<kind>").choices(itemKinds))
    .addArgument(new Argument("<itemId>").argParser(parseItem))
    .addOption(new Option("--reason <reason>", "the reason").choices(grantReasons).makeOptionMandatory())
    .option("--json", "write what was done as JSON to standard output")
    .addHelpText(
      "after",
      "\nExamples:\n  ledger grant learner-1 course algebra-1 --reason goodwill\n  ledger catalogue list   # shows the item IDs",
    )
    .action((userId: UserId, kind: ItemKind, id: ItemId, options: GrantCommandOptions) =>
      withLedger((ledger) => runGrant(ledger, userId, { kind, id }, options)),
    );
}

async function runGrant(
  { catalogue, eventStore, handler, projector }: Ledger,
  userId: UserId,
  item: Item,
  { reason, json }: GrantCommandOptions,
): Promise<void> {
  const { result, purchase, revision } = await grant(
    { catalogue, eventStore, handler, now: () => new Date() },
    {
      ...{ userId, item, reason, idempotencyKey: undefined },
      ...{ correlationId: timeOrderedId(), actor: currentOperator(), source: "cli" },
    },
  );
  const alreadyOwned = result === "already_owned";
  const { purchaseId } = purchase;
  console.log(
    json === true
      ? JSON.stringify({ userId, item, purchaseId, revision, alreadyOwned })
      : alreadyOwned
        ? `User ${userId} already owns ${item.kind} ${item.id}, by purchase ${purchaseId}. Nothing was recorded.`
        : `Granted ${item.kind} ${item.id} to user ${userId}, as purchase ${purchaseId}. The user's stream is at revision ${revision}.`,
  );
  // After the message: the grant is recorded even if the projections cannot be updated now.
  await projector.runToHead();
}

function parseItem(text: string): ItemId {
  const parsed = itemIdSchema.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new InvalidArgumentError(`An item ID has ${idRule}.`);
}
