import { streamOf, type UserId } from "../../events/identifiers.js";
import type { EventStore } from "../../stores/event-store/event-store.js";
import type { StoredUser } from "../../stores/read-model/read-model-store.js";
import type { Projection } from "../projection.js";
import { projections as allProjections } from "../projections.js";
import { examineUser } from "./examine-user.js";
import { readBefore as readState, type ReadBefore, type StoredModels } from "./examine-users.js";

export interface WrongUserCounts {
  /** Users whose models differed from the log when they were last checked. */
  readonly usersDrifted: number;
  /** Some of them. */
  readonly driftedUsers: readonly UserId[];
  /** Users of whose streams events were missing when they were last checked, so that nothing can be recorded. */
  readonly usersHeldBack: number;
  /** Some of them. */
  readonly heldBackUsers: readonly UserId[];
}

/** Users with whom something was wrong when they were last checked. */
export interface WrongUsers {
  counts(): WrongUserCounts;
  /** @returns whether the user has drifted */
  check(user: StoredUser, readBefore: ReadBefore): Promise<boolean>;
  /** Checks some of them again: that they were repaired, or their streams restored, should show soon. */
  lookAgain(readBefore: ReadBefore): Promise<void>;
  addHeldBack(users: Iterable<UserId>): void;
}

export interface WrongUsersOptions {
  readonly eventStore: EventStore;
  readonly readModel: Pick<StoredModels, "user" | "checkpoint" | "deadLetters">;
  /** All by default. */
  readonly projections?: readonly Projection[];
}

const shownUsers = 20;

export function createWrongUsers(options: WrongUsersOptions): WrongUsers {
  const { readModel } = options;
  const drifted = new Set<UserId>();
  const heldBack = new Set<UserId>();
  return {
    counts: () => ({
      usersDrifted: drifted.size,
      driftedUsers: firstOf(drifted),
      usersHeldBack: heldBack.size,
      heldBackUsers: firstOf(heldBack),
    }),
    async check(user, readBefore) {
      const { isDrifted, isHeldBack } = await examineTwice(user, readBefore, options);
      setMember(drifted, user.userId, isDrifted);
      setMember(heldBack, user.userId, isHeldBack);
      return isDrifted;
    },
    async lookAgain(readBefore) {
      const some = [drifted, heldBack].flatMap((users) => [...users].slice(0, shownUsers));
      for (const userId of new Set(some)) {
        const found = await examine(await readModel.user(userId), readBefore, options);
        setMember(drifted, userId, drifted.has(userId) && found.isDrifted);
        setMember(heldBack, userId, found.isHeldBack);
      }
    },
    addHeldBack(users) {
      for (const userId of users) heldBack.add(userId);
    },
  };
}

const firstOf = (users: ReadonlySet<UserId>): readonly UserId[] => [...users].sort().slice(0, shownUsers);

/** A member becomes the last, so that all have their turn when only the first are looked at. */
function setMember(users: Set<UserId>, userId: UserId, isMember: boolean): void {
  users.delete(userId);
  if (isMember) users.add(userId);
}

interface Found {
  readonly isDrifted: boolean;
  readonly isHeldBack: boolean;
}

/** Checks twice before it reports drift: a repair or a swap may have come in between. */
async function examineTwice(
  user: StoredUser,
  readBefore: ReadBefore,
  options: WrongUsersOptions,
): Promise<Found> {
  const found = await examine(user, readBefore, options);
  if (!found.isDrifted) return found;
  const again = await readState(options.readModel);
  return examine(await options.readModel.user(user.userId), again, options);
}

async function examine(
  stored: StoredUser,
  { checkpoint, heldBackAt }: ReadBefore,
  { eventStore, projections = allProjections }: WrongUsersOptions,
): Promise<Found> {
  const waitsAt = heldBackAt.get(streamOf(stored.userId));
  const found = await examineUser({ eventStore, stored, projections, checkpoint, heldBackAt: waitsAt });
  return { isDrifted: found.drifts.length > 0, isHeldBack: found.heldBack };
}
