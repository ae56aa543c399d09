import type { ModelsOfUser } from "../read-model-store.js";
import { modelWrite, writeNew } from "./model-writes.js";
import { targetOf, type TargetOptions } from "./model-target.js";
import type { UserId } from "../../../events/identifiers.js";
import type { GenerationRows } from "./pointer.js";
import { modelsMoved } from "../refusals.js";

/**
 * Writes whole users into the generations of a rebuild, and then records in the pointer how far the fill is. Documents
 * that the rebuild wrote before an interruption are overwritten only by newer ones. So a process that lost the rebuild
 * but still runs cannot bring older documents back.
 *
 * @throws LedgerError `checkpoint_moved` if the rebuild was discarded or taken over
 */
export async function fillGenerations(options: TargetOptions, users: readonly ModelsOfUser[]): Promise<void> {
  const { connection, pointers } = options;
  const target = targetOf(await pointers.read(), options);
  await connection.run(async (collections) => {
    // Documents and revisions come from the same fold, so no document is ahead.
    const foldedAt = 0;
    const writes = [...target].map(([projection, { number }]) => {
      const open = collections.of(projection);
      return { ...open, ...modelWrite(open.model, number, users, { foldedAt }) };
    });
    for (const { documents, first, then } of writes) {
      await writeNew(documents, first);
      await writeNew(documents, then);
    }
    await Promise.all(writes.map(({ documents, revisions, last }) => writeNew(revisions ?? documents, last)));
  });
  await noteFilled(options, target, users.at(-1)?.userId);
}

async function noteFilled(
  { pointers, rebuild }: TargetOptions,
  target: GenerationRows,
  userId: UserId | undefined,
): Promise<void> {
  if (userId === undefined) return;
  const expected: Record<string, unknown> = {};
  const set: Record<string, unknown> = {};
  for (const [projection, { number }] of target) {
    expected[`building.${projection}.number`] = number;
    expected[`building.${projection}.owner`] = rebuild?.owner;
    set[`building.${projection}.filledTo`] = userId;
  }
  if (!(await pointers.change(expected, { set }))) throw modelsMoved();
}
