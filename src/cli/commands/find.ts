import { InvalidArgumentError, Option, type Command } from "commander";
import type { Ledger } from "../../compose.js";
import { isReadOnly } from "../../data-folder.js";
import { formatMoney } from "../../events/money.js";
import {
  find,
  findKinds,
  parseText,
  textRule,
  type FindKind,
  type Found,
  type NamedMatch,
} from "../../operations/find.js";
import { exitNothingFound } from "../exit-codes.js";
import { warnOfLag } from "../lag-warning.js";
import { withLedger } from "../opened-ledger.js";
import { wholeNumber } from "../source-options.js";
import { drawTable } from "../table.js";
import { counted, inUtc, terminalColumns, wrapped } from "../terminal.js";

/** The most matches that a person can still read. */
const mostMatches = 1000;

interface FindCommandOptions {
  readonly kind?: FindKind;
  readonly limit: number;
  readonly json?: true;
}

/** `ledger find`: finds anything by its id. Ends with 4 if there is nothing. */
export function addFindCommand(program: Command): void {
  program
    .command("find")
    .description(
      "Finds a user, payment, purchase, order, request (by its correlation ID) or item by its whole ID. With the shop's " +
        "MongoDB (ADOPT_URL or CATALOGUE_URL) also users by name or e-mail address. IDs are case-sensitive. Ends with 4 " +
        "if nothing is found.",
    )
    .argument("<text>", "what to look for", readText)
    .addOption(new Option("--kind <kind>", "look for this kind only").choices(findKinds))
    .addOption(
      new Option("--limit <count>", "show at most this many of each kind").argParser(readLimit).default(20),
    )
    .option("--json", "write what was found as JSON to standard output")
    .addHelpText("after", "\nExamples:\n  ledger find pay_4711\n  ledger find algebra-1 --kind item --json")
    .action((text: string, options: FindCommandOptions) =>
      withLedger(
        async (ledger, config) => {
          // Recent purchases are found as well, even if no server is running.
          await (isReadOnly(config) ? warnOfLag(ledger) : ledger.projector.runToHead());
          await runFind(ledger, text, options);
        },
        { readOnly: true },
      ),
    );
}

async function runFind(
  ledger: Ledger,
  text: string,
  { kind, limit, json }: FindCommandOptions,
): Promise<void> {
  const found = await find(ledger, { text, kind, limit });
  const { groups, shop } = found;
  if (groups.length === 0) process.exitCode = exitNothingFound;
  if (json === true) {
    const withMore = groups.map(({ next, ...group }) => ({ ...group, more: next !== undefined }));
    console.log(JSON.stringify({ groups: withMore, shop }));
    return;
  }
  const rows = groups.flatMap((group) => group.matches.map((match) => rowOf(group.kind, match)));
  console.log(rows.length === 0 ? `Nothing found for ${text}.` : drawTable({ head, rows }));
  for (const group of groups)
    if (group.next !== undefined) console.log(`More matches of kind ${group.kind}: raise --limit.`);
  for (const reason of reasonsIn(found)) console.log(wrapped(reason, terminalColumns(process.stdout)));
  const hint = hints[shop];
  // That names were not searched matters only if nothing was found.
  if (hint !== undefined && !(shop === "not_configured" && rows.length > 0))
    console.error(wrapped(hint, terminalColumns(process.stderr)));
}

const hints: Readonly<Partial<Record<Found["shop"], string>>> = {
  not_configured:
    "Names and e-mail addresses can be searched only with the shop's MongoDB: set ADOPT_URL or CATALOGUE_URL.",
  unavailable: "The shop's users were not searched: its MongoDB does not answer.",
  no_index: "The shop's users were searched by ID only: there are many, and this field has no index.",
};

const head = ["kind", "user", "title or item", "price", "date (UTC)", "purchase", "order", "payment", "note"];

function rowOf(kind: FindKind, match: NamedMatch): readonly string[] {
  const { userId, userName, email, title, itemKind, itemId, price, date, revokedAt } = match;
  const known = [userName, email].filter((each) => each !== null).join(", ");
  return [
    kind,
    `${userId ?? ""}${known === "" ? "" : ` (${known})`}`,
    title ?? (itemId === null ? "" : `${itemKind ?? ""} ${itemId}`),
    price === null ? "" : formatMoney(price),
    date === null ? "" : inUtc(date),
    match.purchaseId ?? "",
    match.orderId ?? "",
    match.paymentId ?? "",
    [...(revokedAt === null ? [] : [`revoked ${inUtc(revokedAt)}`]), ...waitingIn(match)].join(", "),
  ];
}

/** What waits for a payment and is not applied. */
function waitingIn({ refundsWaiting, disputesWaiting }: NamedMatch): readonly string[] {
  const refunds = refundsWaiting === 0 ? [] : [counted(refundsWaiting, "refund")];
  const disputes = disputesWaiting === 0 ? [] : [counted(disputesWaiting, "dispute")];
  const waiting = [...refunds, ...disputes];
  return waiting.length === 0 ? [] : [`${waiting.join(" and ")} waiting`];
}

/** Why something waits although its purchase is there, and what to do; once for each payment. */
function reasonsIn({ groups }: Found): readonly string[] {
  const matches = groups.flatMap((group) => group.matches);
  const reasons = matches.flatMap((match) => {
    const { paymentId, waitingBecause } = match;
    if (waitingBecause === null) return [];
    const what =
      waitingIn(match).length === 0
        ? "its events cannot be read"
        : "a waiting refund or dispute cannot be applied";
    return [
      `Payment ${paymentId ?? ""}: ${what}. ${waitingBecause} Compare the payment at the provider with its purchases here.`,
    ];
  });
  return [...new Set(reasons)];
}

function readText(text: string): string {
  try {
    return parseText(text);
  } catch {
    throw new InvalidArgumentError(`It must have ${textRule}.`);
  }
}

function readLimit(text: string): number {
  const limit = wholeNumber(text);
  if (limit >= 1 && limit <= mostMatches) return limit;
  throw new InvalidArgumentError(`It must be from 1 to ${mostMatches}.`);
}
