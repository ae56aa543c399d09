import { startEventStoreDbDoor } from "../../src/stores/event-store/eventstoredb-door/door.js";

/** Opens the EventStoreDB door and says its address. Arguments: the log, and a port; by default the system chooses. */
const [log = "", port = "0"] = process.argv.slice(2);
const door = await startEventStoreDbDoor({ path: log, port: Number(port) });
process.stdout.write(`${door.url}\n`);
