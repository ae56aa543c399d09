import { createPurchaseHandler } from "../../src/commands/purchase-handler.js";
import { isPaymentStream } from "../../src/events/identifiers.js";
import type { EventStore } from "../../src/stores/event-store/event-store.js";
import { purchaseOrder } from "../domain/commands.js";
import { openOn } from "./event-store-door.js";

/**
 * Places an order, and is killed when its payment is claimed and nothing is bought yet. Arguments: the server, the
 * prefix of the streams.
 */
const [url = "", prefix = ""] = process.argv.slice(2);
const store = openOn(url, prefix);
const dying: EventStore = {
  ...store,
  append: async (stream, events, expected) => {
    if (!isPaymentStream(stream)) process.kill(process.pid, "SIGKILL");
    return store.append(stream, events, expected);
  },
};
await createPurchaseHandler({ eventStore: dying }).handle(purchaseOrder("u-1", "o-1", ["c-0", "c-1"]));
