import { dirname } from "node:path";
import { verifyProjections } from "../../src/operations/verify.js";
import { openEmbeddedEventStore } from "../../src/stores/event-store/embedded/embedded-event-store.js";
import type { EventStore } from "../../src/stores/event-store/event-store.js";
import { openOn } from "./event-store-door.js";
import { openReadModel } from "./open-read-model.js";

/**
 * Verifies until it is killed: it says that it reads, and never comes to the end of it. Arguments: the read model, and the
 * log's file, or its server and the prefix of its streams.
 */
const [models = "", log = "", prefix = ""] = process.argv.slice(2);
const stored = prefix === "" ? await openEmbeddedEventStore({ path: log }) : openOn(log, prefix);
let isBegun = false;
const eventStore: EventStore = {
  ...{ ...stored, readAll: never, readStreams: never },
  // Once before the beginning is recorded.
  head: () => (isBegun ? forever() : stored.head().finally(() => (isBegun = true))),
};
setInterval(() => undefined, 60_000);
process.on("SIGTERM", () => stop.abort());
const stop = new AbortController();
const { result } = verifyProjections(
  { eventStore, readModel: await openReadModel(models), scratchFolder: dirname(models), signal: stop.signal },
  { operator: "olga", reason: "ticket 4711" },
);
await result.catch(() => process.exit(1));

function forever(): Promise<never> {
  process.stdout.write("reading\n");
  return new Promise((_, reject) => {
    stop.signal.addEventListener("abort", () => reject(stop.signal.reason as Error));
  });
}

async function* never(): AsyncGenerator<never> {
  await forever();
  yield* [];
}
