import { startEventStoreDbDoor } from "../src/stores/event-store/eventstoredb-door/door.js";
const d = await startEventStoreDbDoor({ path: process.argv[2]!, port: 0 });
console.log(d.url);
