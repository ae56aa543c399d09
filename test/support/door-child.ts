import { startEventStoreDbDoor } from "../../src/stores/event-store/eventstoredb-door/door.js";

// A door until it is killed. Says its address when it listens.
const [path = "", port = "0"] = process.argv.slice(2);
const door = await startEventStoreDbDoor({ path, port: Number(port) });
process.stdout.write(`${door.url}\n`);
