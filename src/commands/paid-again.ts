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
 * Whether a purchase was paid by another payment than a command whose money was taken: then what names both (order, id of
 * the purchase, idempotency key) does not make the command a repeat. The buyer was charged twice.
 */
export function isPaidOtherwise(
  state: PurchaseState,
  command: PurchaseCommand,
  purchaseId: PurchaseId,
): boolean {
  if (!isSale(command) || command.payment === null || takenAt(command) === undefined) return false;
  const before = state.purchases.get(purchaseId)?.payment ?? command.payment;
  return before.id !== command.payment.id;
}

/** The command with the purchase ids of a further payment, where another one has used those that it has. */
export function asPaidAgain(state: PurchaseState, command: PurchaseCommand): PurchaseCommand {
  if (!isSale(command)) return command;
  const again = <Line extends SaleLine>(line: Line): Line => ({
    ...line,
    purchaseId: line.idIfPaidAgain ?? line.purchaseId,
  });
  const lines = command.type === "PurchaseOrder" ? command.lines : [command];
  if (!lines.some(({ purchaseId }) => isPaidOtherwise(state, command, purchaseId))) return command;
  return command.type === "PurchaseOrder"
    ? { ...command, lines: command.lines.map((line) => again(line)) }
    : again(command);
}
