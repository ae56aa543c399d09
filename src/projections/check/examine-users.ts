import { streamOf, type UserId } from "../../events/identifiers.js";
import type { EventStore } from "../../stores/event-store/event-store.js";
import type {
  Checkpoint,
  DeadLetters,
  ModelReader,
  ModelTarget,
  StoredUser,
} from "../../stores/read-model/read-model-store.js";
import type { Projection } from "../projection.js";
import type { Drift } from "./compare-user.js";
import { examineUser } from "./examine-user.js";

/** What readers see; it may change meanwhile. */
export type StoredModels = ModelReader & DeadLetters & Pick<ModelTarget, "checkpoint">;

export interface ExamineUsersOptions {
  readonly eventStore: EventStore;
  readonly stored: StoredModels;
  readonly projections: readonly Projection[];
  /** Called with each user whose stored models are not the expected ones, whichever of the two is correct. */
  readonly onDifferent?: (userId: UserId) => Promise<void>;
  /** Called with what is stored of a user that has drifted. */
  readonly onDrifted?: (stored: StoredUser) => void;
}

/** The users of one page, and what was found with them. */
export interface ComparedPage {
  readonly users: number;
  readonly behind: readonly UserId[];
  /** Something in their streams cannot be read or folded; they may have drifted as well. May list a user twice. */
  readonly heldBack: readonly UserId[];
  readonly drifted: readonly { readonly userId: UserId; readonly drifts: readonly Drift[] }[];
}

/** What was known of the stored models before their users were read: what is read later can only be ahead. */
export interface ReadBefore {
  readonly checkpoint: Checkpoint;
  /** The events that hold users back, by stream. This program may be able to read them: the users still wait. */
  readonly heldBackAt: ReadonlyMap<string, number>;
}

export async function readBefore(
  stored: Pick<StoredModels, "checkpoint" | "deadLetters">,
): Promise<ReadBefore> {
  const checkpoint = await stored.checkpoint();
  const letters = await stored.deadLetters();
  return { checkpoint, heldBackAt: new Map(letters.map(({ stream, revision }) => [stream, revision])) };
}

/** Examines users whose stored models are not the expected ones against their streams: they may be behind, or further. */
export async function examineUsers(
  different: readonly StoredUser[],
  { checkpoint, heldBackAt }: ReadBefore,
  options: ExamineUsersOptions,
): Promise<ComparedPage> {
  const { eventStore, projections } = options;
  const behind: UserId[] = [];
  const heldBack: UserId[] = [];
  const drifted: { userId: UserId; drifts: readonly Drift[] }[] = [];
  for (const stored of different) {
    const { userId } = stored;
    // Nothing was folded yet, so everyone is behind: no stream has to be read to find that out.
    if (checkpoint.position === undefined && isNothing(stored)) {
      behind.push(userId);
      continue;
    }
    await options.onDifferent?.(userId);
    const examination = await examineUser({
      ...{ eventStore, stored, projections, checkpoint },
      heldBackAt: heldBackAt.get(streamOf(userId)),
    });
    if (examination.incomplete) heldBack.push(userId);
    if (examination.drifts.length > 0) {
      drifted.push({ userId, drifts: examination.drifts });
      options.onDrifted?.(stored);
    } else if (examination.behind) behind.push(userId);
  }
  return { users: different.length, behind, heldBack, drifted };
}

const isNothing = ({ models }: StoredUser): boolean => Object.keys(models).length === 0;
