import { startEventStoreDbDoor } from "../../src/stores/event-store/eventstoredb-door/door.js";

/** Opens the EventStoreDB door and says its address. Argument: the log. */
const [log = ""] = process.argv.slice(2);
const door = await startEventStoreDbDoor({ path: log, port: 0 });
process.stdout.write(`${door.url}\n`);
