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
 * Whether a command with a completed payment is not a repeat of a purchase, although it has the same order, purchase id or
 * idempotency key: the purchase was free, or another payment paid for it. In the second case the buyer was charged twice.
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
  // A free line of an order belongs to the payment of the other lines, which have the same content hash.
  const paid = state.payments.get(command.payment.id) ?? [];
  const isOfPayment = paid.some((id) => state.purchases.get(id)?.contentHash === contentHash);
  return !isOfPayment && contentHash !== command.context.contentHash;
}

/**
 * The command, with other purchase ids if another payment has used its own. Those may be taken too, if the same payment was
 * reported before without money; then the next ones are used.
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

/** The nth possible id of a line. */
const idOf = ({ purchaseId, idsIfPaidAgain = [] }: SaleLine, nth: number): PurchaseId =>
  [purchaseId, ...idsIfPaidAgain][nth] ?? purchaseId;
