import { isLedgerError, type ErrorCode } from "../../errors.js";
import type { ImportPurchase } from "../../commands/commands.js";
import { decide, evolve, initialState } from "../../commands/decider.js";
import { createPurchaseHandler } from "../../commands/purchase-handler.js";
import { decodeEvent } from "../../events/codec.js";
import { streamOf } from "../../events/identifiers.js";
import type { EventStore } from "../../stores/event-store/event-store.js";
import { forEachConcurrently, untilAborted } from "./bounded-concurrency.js";
import { importCommands, isTrusted, type ImportRun, type Trust } from "./import-plan.js";
import {
  membershipsOf,
  reportMemberships,
  reportOrphans,
  subjectOf,
  type Membership,
} from "../documents/memberships.js";
import { rawValue, type ProblemReport } from "./problems.js";
import type { StagedSources } from "./stage-sources.js";
import type { StagedUser } from "./staging.js";

/** Carries out the commands of one user, a few at a time. */
export type TakeOver = (commands: readonly ImportPurchase[]) => AsyncIterable<TakenOver>;

interface TakenOver {
  readonly handled: number;
  /** How many events they made, or would make. */
  readonly eventsAdded: number;
}

export interface ImportOptions {
  readonly trust: Trust;
  readonly run: ImportRun;
  readonly takeOver: TakeOver;
  readonly report: ProblemReport;
  /** Called after each user with how many are done. */
  readonly onProgress?: ((usersDone: number, usersTotal: number) => void) | undefined;
  /** Ends the import after the users that are under way. */
  readonly signal?: AbortSignal | undefined;
}

export interface ImportResult {
  readonly usersDone: number;
  readonly usersTotal: number;
  /** Purchases that the trusted side has. */
  readonly purchases: number;
  readonly eventsAdded: number;
  /** Purchases that the ledger had before. */
  readonly alreadyThere: number;
  /** Users left out because their event stream cannot be read or appended to; the report says why. */
  readonly usersFailed: number;
}

/** Errors that concern the stream of one user alone. */
export const failuresOfOneUser = [
  "event_invalid",
  "event_id_reused",
  "purchase_id_reused",
  "revision_conflict",
  "stream_gap",
  "user_held_back",
] as const satisfies readonly ErrorCode[];

/** Enough for the event store to gather appends into shared transactions. */
const usersAtOnce = 256;
/** The most events of one append; limits the size of a transaction, however long a user's array is. */
const commandsTogether = 500;

/** What an import does: every append is decided on what the user's stream holds already. */
export const takeOverInto = (eventStore: EventStore): TakeOver =>
  async function* (commands) {
    // Each user comes once, so a handler's memory is of no use to the next one.
    const handler = createPurchaseHandler({ eventStore });
    for (let first = 0; first < commands.length; first += commandsTogether) {
      const together = commands.slice(first, first + commandsTogether);
      yield { handled: together.length, eventsAdded: await handler.handleTogether(together) };
    }
  };

/** What a dry run does: the same decisions on the same streams, and no append. */
export const dryRun = (eventStore: EventStore): TakeOver =>
  async function* (commands) {
    const [first] = commands;
    if (first === undefined) return;
    const state = initialState();
    for await (const batch of eventStore.readStream(streamOf(first.userId))) {
      for (const recorded of batch) evolve(state, decodeEvent(recorded));
    }
    const events = commands.flatMap((command) => {
      const decided = decide(state, command);
      for (const event of decided) evolve(state, event);
      return decided;
    });
    yield { handled: commands.length, eventsAdded: events.length };
  };

/** Imports what users own according to the trusted side; reports what it leaves out. */
export async function importPurchases(sources: StagedSources, options: ImportOptions): Promise<ImportResult> {
  const { trust, run, takeOver, report, onProgress, signal } = options;
  const usersTotal = sources.staging.userCount();
  const done = { usersDone: 0, purchases: 0, eventsAdded: 0, usersFailed: 0 };
  let purchasesFailed = 0;

  async function importUser(user: StagedUser): Promise<void> {
    const memberships = membershipsOf(user);
    reportMemberships(user, memberships, { report, sources });
    reportNotImported(user, memberships, { trust, report, sources });
    const trusted = memberships.filter((membership) => isTrusted(membership, trust));
    const commands = importCommands(user.userId, trusted, run);
    let handled = 0;
    try {
      for await (const piece of takeOver(commands)) {
        handled += piece.handled;
        done.eventsAdded += piece.eventsAdded;
      }
    } catch (error) {
      if (!isLedgerError(error, ...failuresOfOneUser)) throw error;
      done.usersFailed += 1;
      purchasesFailed += commands.length - handled;
      const place = { file: sources.names.users, line: user.line, userId: user.userId };
      report.add({ kind: "user_failed", ...place, message: `The user was left out: ${error.message}` });
    }
    done.purchases += commands.length;
    done.usersDone += 1;
    onProgress?.(done.usersDone, usersTotal);
  }

  await forEachConcurrently(untilAborted(sources.staging.users(), signal), usersAtOnce, importUser);
  if (done.usersDone === usersTotal) await reportOrphans(sources, report);
  const alreadyThere = done.purchases - done.eventsAdded - purchasesFailed;
  return { ...done, usersTotal, alreadyThere };
}

interface ReportNotImportedOptions {
  readonly trust: Trust;
  readonly report: ProblemReport;
  readonly sources: StagedSources;
}

function reportNotImported(
  user: StagedUser,
  memberships: readonly Membership[],
  options: ReportNotImportedOptions,
): void {
  const { trust, report, sources } = options;
  const { userId } = user;
  for (const membership of memberships) {
    if (isTrusted(membership, trust)) continue;
    const { item, records } = membership;
    const [record] = records;
    if (record === undefined) {
      const message = `Only the array of the user has this ${item.kind}; the records are trusted.`;
      report.add({
        kind: "not_imported",
        file: sources.names.users,
        line: user.line,
        message,
        userId,
        item,
        raw: rawValue(item.id),
      });
      continue;
    }
    const message = `Only a record has this ${item.kind}; the arrays are trusted.`;
    const subject = { userId, ...subjectOf(record) };
    report.add({
      kind: "not_imported",
      file: sources.names.purchases,
      line: record.line,
      message,
      ...subject,
    });
  }
}
