import { startKillableDoor, openOn } from "../test/support/event-store-door.js";
import { courses, stream, toNewEvent } from "../test/support/events.js";
import { EventStoreDBClient } from "@eventstore/db-client";
const door = await startKillableDoor();
const prefix = process.argv[2] ?? "";
const store = openOn(door.url, prefix);
for (let n=0;n<80;n++) await store.append(stream("x-"+n), courses("x-"+n, 500).map(toNewEvent), "no-stream");
const bare = EventStoreDBClient.connectionString(door.url);
for (let r=0;r<4;r++) {
let t=performance.now(), c=0; for await (const e of bare.readAll()) c++; const b = c/(performance.now()-t)*1000;
c=0; t=performance.now(); for await (const b of store.readAll({batchSize:5000,live:false})) c+=b.length; 
const a = c/(performance.now()-t)*1000;
c=0; t=performance.now(); for await (const b of store.readAll({batchSize:1000,live:false})) c+=b.length; 
const a1 = c/(performance.now()-t)*1000;
console.log("bare", b.toFixed(0), "adapter 5000", a.toFixed(0), "1000", a1.toFixed(0));
}
await store.close(); await bare.dispose(); await door.close(); process.exit(0);
