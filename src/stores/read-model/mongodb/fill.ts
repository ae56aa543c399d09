import type { Collection } from "mongodb";
import type { UserId } from "../../../events/identifiers.js";
import type { Rebuild } from "../read-model-store.js";
import type { Stored } from "./documents.js";
import { writeGuarded, type GuardedWrite } from "./guarded-writes.js";
import {
  assertAllThere,
  documentsOf,
  moved,
  seeing,
  targetOf,
  type Target,
  type TargetOptions,
} from "./model-target.js";

/**
 * Puts whole users into what is being built, and then notes in the pointer how far that is done. What is there already,
 * of the same rebuild before an interruption, is written over only if it is folded less far: so another process that
 * was overtaken and still runs can bring nothing older back.
 *
 * @throws LedgerError `checkpoint_moved` if the rebuild was discarded or taken over
 */
export async function fillGenerations(
  options: TargetOptions,
  users: Parameters<Rebuild["fill"]>[0],
): Promise<void> {
  const { connection, pointers } = options;
  const target = targetOf(await pointers.read(), options);
  await connection.run(async ({ ownership, purchases, purchaseRevisions }) => {
    const { revoked, standing, revisions, owned } = documentsOf(
      {
        ownership: users.flatMap((user) => user.ownership ?? []),
        records: users.flatMap(({ history }) => history),
        historyRevisions: new Map<UserId, number>(
          users.flatMap(({ userId, historyRevision }) =>
            historyRevision === undefined ? [] : [[userId, historyRevision]],
          ),
        ),
        // No record is ahead of its user's revision: both are of one fold.
        checkpoint: { eventCount: 0 },
      },
      target,
    );
    // Those that are revoked first: where they were not, they hold the unique key of their item.
    await put(purchases, revoked);
    await put(purchases, standing);
    await Promise.all([put(purchaseRevisions, revisions), put(ownership, owned)]);
  });
  await noteFilled(options, target, users.at(-1)?.userId);
}

/** All new, as a rule; what is not is looked at and written over. */
async function put(
  collection: Collection<Stored>,
  documents: readonly GuardedWrite["document"][],
): Promise<void> {
  const fresh = documents.map((document): GuardedWrite => ({ document, seen: "absent" }));
  const behind = (await writeGuarded(collection, fresh)).map(({ document }) => document);
  if (behind.length === 0) return;
  assertAllThere(await writeGuarded(collection, await seeing(collection, new Map(), behind)));
}

async function noteFilled(
  { pointers, rebuild }: TargetOptions,
  { rows }: Target,
  userId: UserId | undefined,
): Promise<void> {
  if (userId === undefined) return;
  const expected: Record<string, unknown> = {};
  const set: Record<string, unknown> = {};
  for (const [projection, { number }] of rows) {
    expected[`building.${projection}.number`] = number;
    expected[`building.${projection}.owner`] = rebuild?.owner;
    set[`building.${projection}.filledTo`] = userId;
  }
  if (!(await pointers.change(expected, { set }))) throw moved();
}
