import type { RecordedEvent } from "../event-store.js";
import { compareServerPositions, type ServerPosition } from "./positions.js";
import { readRecent, type Server } from "./server.js";

/** Where an event was appended, by the server's answer. */
export interface Place {
  readonly stream: string;
  readonly revision: number;
  readonly position: ServerPosition;
}

interface Waiting {
  readonly place: Place;
  readonly resolve: (found: RecordedEvent | undefined) => void;
  readonly reject: (error: unknown) => void;
}

/** Events of others that may stand between those of a group. */
const otherEvents = 32;

/**
 * Reads back what was just appended. Appends that are answered while a read is under way share the next one: it reads the
 * end of the log, where they stand close together, instead of one stream for each.
 *
 * @returns undefined for an event that does not stand at the end of the log
 */
export function createReadBack(server: Server): (place: Place) => Promise<RecordedEvent | undefined> {
  let waiting: Waiting[] = [];
  let isReading = false;

  async function readGroups(): Promise<void> {
    while (waiting.length > 0) {
      const group = waiting;
      waiting = [];
      await readGroup(server, group);
    }
    isReading = false;
  }

  return (place) =>
    new Promise((resolve, reject) => {
      waiting.push({ place, resolve, reject });
      if (isReading) return;
      isReading = true;
      void readGroups();
    });
}

async function readGroup(server: Server, group: readonly Waiting[]): Promise<void> {
  const positions = group.map(({ place }) => place.position);
  const from = positions.reduce((first, each) => (compareServerPositions(each, first) < 0 ? each : first));
  try {
    const events = await readRecent(server, from, 2 * group.length + otherEvents);
    const found = new Map(events.map(({ recorded }) => [keyOf(recorded), recorded]));
    for (const { place, resolve } of group) resolve(found.get(keyOf(place)));
  } catch (error) {
    for (const { reject } of group) reject(error);
  }
}

const keyOf = ({ stream, revision }: Pick<Place, "stream" | "revision">): string => `${revision}@${stream}`;
