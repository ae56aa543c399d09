import { createProjector } from "../../src/projections/live/projector.js";
import type { EventStore, NewEvent } from "../../src/stores/event-store/event-store.js";
import type { ReadModelStore } from "../../src/stores/read-model/read-model-store.js";
import { coursePurchased, stream, toNewEvent } from "./events.js";

/** Folds the log as a program does that is too old for the events of one course: their users are held back. */
export async function projectAsOlderProgram(
  eventStore: EventStore,
  readModel: ReadModelStore,
  unheardCourse: string,
): Promise<void> {
  const older: EventStore = {
    ...eventStore,
    async *readAll(options) {
      for await (const batch of eventStore.readAll(options)) {
        yield batch.map((event) =>
          (event.data as { courseId?: string }).courseId === unheardCourse
            ? { ...event, type: "Unheard" }
            : event,
        );
      }
    },
  };
  await createProjector({ eventStore: older, readModel }).runToHead();
}

/** Appends an event that nothing can read, past the codec that would refuse it. */
export async function appendUnreadable(eventStore: EventStore, userId: string, after: number): Promise<void> {
  const event = toNewEvent(coursePurchased(userId, `p-bad-${after}`, "c-bad"));
  const unreadable = { ...event, data: { ...event.data, courseId: 7 } } as unknown as NewEvent;
  await eventStore.append(stream(userId), [unreadable], after === -1 ? "no-stream" : after);
}
