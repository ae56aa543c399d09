import { assertNever, isLedgerError } from "../errors.js";
import { formatMoney } from "../events/money.js";
import { inWords } from "../events/describe-event.js";
import { isPurchased } from "../events/purchase-events.js";
import type { UserDiff } from "../projections/check/diff-user.js";
import type { Owned, ReplayStep } from "../projections/replay/replay.js";
import { shortened } from "./drift-report.js";
import { drawTable } from "./table.js";
import { coloured, counted, printable, wrapped } from "./terminal.js";

/** Formats a time in the chosen time zone. */
export type LocalTime = (instant: string) => string;

/** @param zone an IANA time zone; the system's if undefined */
export function createLocalTime(zone: string | undefined): LocalTime {
  const format = new Intl.DateTimeFormat("sv-SE", {
    timeZone: zone,
    dateStyle: "short",
    timeStyle: "medium",
  });
  return (instant) => format.format(new Date(instant));
}

/** One event as a block of lines: its data, and what it changed in what the user owns. */
export function formatStep(step: ReplayStep, localTime: LocalTime): string {
  const { recorded, event, waits, changed } = step;
  const lines = [`#${recorded.revision}  ${localTime(recorded.created)}  (${recorded.created})`];
  if (isLedgerError(event)) {
    lines.push(`    CANNOT BE READ OR FOLDED: ${event.message}`);
  } else {
    const { actor, source, correlationId, idempotencyKey, evidence } = event.metadata;
    lines.push(`    ${inWords(event)}${waits ? " (waits behind the event above)" : ""}`);
    if (isPurchased(event)) {
      const { price, payment, purchaseId } = event.data;
      const paid =
        payment === null
          ? ""
          : `, payment ${payment.id}${payment.method === null ? "" : ` (${payment.method})`}`;
      lines.push(
        `    purchase ${purchaseId}, price ${price === null ? "unknown" : formatMoney(price)}${paid}`,
      );
    }
    const key = idempotencyKey === undefined ? "" : `, idempotency key ${idempotencyKey}`;
    lines.push(`    by ${actor.id} (${actor.role}) from ${source}, correlation ${correlationId}${key}`);
    if (evidence !== undefined) {
      const records =
        evidence.recordIds.length === 0
          ? ""
          : `, ${counted(evidence.recordIds.length, "record")} ${evidence.recordIds.join(" ")}`;
      lines.push(`    evidence: found in ${evidence.foundIn}${records}`);
    }
  }
  for (const { kind, id } of changed.added) lines.push(`    + ${kind} ${id}`);
  for (const { kind, id } of changed.removed) lines.push(`    - ${kind} ${id}`);
  return lines.map((line) => wrapped(printable(line))).join("\n");
}

/** More ids would fill the screen; `--json` has all of them. */
const shownIds = 20;

export function formatOwned({ courses, tests }: Owned): string {
  if (courses.length + tests.length === 0) return "nothing";
  const named = (noun: string, ids: readonly string[]): string[] => {
    if (ids.length === 0) return [];
    const hidden = ids.length - shownIds;
    const shown = ids.slice(-shownIds).join(", ");
    return [`${counted(ids.length, noun)} (${hidden > 0 ? `${hidden} earlier, ` : ""}${shown})`];
  };
  return [...named("course", courses), ...named("test", tests)].join(", ");
}

/** An event for programs. What is owned follows once at the end: with each event, its size would be the square. */
export function stepToJson({
  recorded,
  event,
  waits,
  changed,
}: ReplayStep): Readonly<Record<string, unknown>> {
  const trouble = isLedgerError(event)
    ? { error: { code: event.code, message: event.message } }
    : { words: inWords(event) };
  return { ...recorded, ...trouble, waits, changed };
}

/** What is stored, compared with the events field by field. */
export function formatDiff(userId: string, { state, behindBy, differences, heldBack }: UserDiff): string {
  const held =
    heldBack === undefined
      ? ""
      : `${coloured("yellow", `Held back at event ${heldBack.revision}: ${printable(heldBack.reason)}`)}\n`;
  switch (state) {
    case "in_step":
      return `${held}${coloured("green", "No drift: what is stored matches the events.")}`;
    case "behind":
      return `${held}No drift, but ${counted(behindBy, "event")} behind the log.`;
    case "drifted": {
      const rows = differences.map(({ path, stored, expected }) => [
        path,
        shortened(stored),
        shortened(expected),
      ]);
      const table = drawTable({ head: ["field", "stored", "expected"], rows });
      return `${held}${table}\n${coloured("red", `Drifted. Run \`ledger repair --user ${userId}\` to rewrite it.`)}`;
    }
    default:
      return assertNever(state, "state");
  }
}

export const diffToJson = ({ heldBack, ...diff }: UserDiff): Readonly<Record<string, unknown>> => ({
  ...diff,
  heldBack: heldBack === undefined ? null : { revision: heldBack.revision, reason: heldBack.reason },
});

/** What the user owned before and after a change, side by side. */
export const formatChange = (before: Owned, after: Owned): string =>
  drawTable({
    head: ["", "before", "after"],
    rows: [
      ["courses", before.courses.join(", ") || "none", after.courses.join(", ") || "none"],
      ["tests", before.tests.join(", ") || "none", after.tests.join(", ") || "none"],
    ],
  });
