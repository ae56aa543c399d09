import type { PurchaseId } from "../events/identifiers.js";
import {
  takenAt,
  type PurchaseCommand,
  type PurchaseCourse,
  type PurchaseOrder,
  type PurchaseTest,
  type SaleLine,
} from "./commands.js";
import type { PurchaseState } from "./purchase-state.js";

export type Sale = PurchaseCourse | PurchaseTest | PurchaseOrder;

const isSale = (command: PurchaseCommand): command is Sale =>
  command.type === "PurchaseCourse" || command.type === "PurchaseTest" || command.type === "PurchaseOrder";

/**
 * Whether a purchase has nothing to do with the payment of a command whose money was taken: then what names both (order, id
 * of the purchase, idempotency key) does not make the command a repeat. The buyer was charged twice, or paid now for what
 * names a purchase that was free.
 */
export function isPaidOtherwise(
  state: PurchaseState,
  command: PurchaseCommand,
  purchaseId: PurchaseId,
): boolean {
  const purchase = state.purchases.get(purchaseId);
  if (purchase === undefined) return false;
  if (!isSale(command) || command.payment === null || takenAt(command) === undefined) return false;
  const { payment, contentHash } = purchase;
  if (payment !== null) return payment.id !== command.payment.id;
  // A free line of an order belongs to the payment of the others, which have its content.
  const paid = state.payments.get(command.payment.id) ?? [];
  const isOfPayment = paid.some((id) => state.purchases.get(id)?.contentHash === contentHash);
  return !isOfPayment && contentHash !== command.context.contentHash;
}

/**
 * The command with the purchase ids of a further payment, where another one has used those that it has. They may be used as
 * well: by the same payment, of which it was said before that it brought nothing.
 */
export function asPaidAgain(state: PurchaseState, command: PurchaseCommand): PurchaseCommand {
  if (!isSale(command)) return command;
  const lines: readonly SaleLine[] = command.type === "PurchaseOrder" ? command.lines : [command];
  const isUsed = (nth: number): boolean =>
    lines.some((line) => isPaidOtherwise(state, command, idOf(line, nth)));
  const nth = [0, 1, 2].find((each) => !isUsed(each)) ?? 0;
  if (nth === 0) return command;
  const again = <Line extends SaleLine>(line: Line): Line => ({ ...line, purchaseId: idOf(line, nth) });
  return command.type === "PurchaseOrder"
    ? { ...command, lines: command.lines.map((line) => again(line)) }
    : again(command);
}

/** The nth of the ids that a line may have. */
const idOf = ({ purchaseId, idsIfPaidAgain = [] }: SaleLine, nth: number): PurchaseId =>
  [purchaseId, ...idsIfPaidAgain][nth] ?? purchaseId;
