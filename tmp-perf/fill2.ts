import { startKillableDoor, openOn } from "../test/support/event-store-door.js";
import { courses, stream, toNewEvent } from "../test/support/events.js";
const door = await startKillableDoor();
const store = openOn(door.url, "ad.");
let t=performance.now();
const users = Array.from({ length: 400 }, (_, n) => `many-${n}`);
let creating = 0;
const write = async () => { for (let u = users.pop(); u !== undefined; u = users.pop()) { const a=performance.now(); const e = courses(u, 500).map(toNewEvent); creating += performance.now()-a; await store.append(stream(u), e, "no-stream"); } };
await Promise.all(Array.from({length:8}, write));
console.log("200k", (performance.now()-t).toFixed(0), "creating", creating.toFixed(0));
for (const size of [100, 1000, 5000]) {
let c=0; t=performance.now(); for await (const b of store.readAll({batchSize:size,live:false})) { c+=b.length; if (c>=50000) break; } console.log("read", size, c, (performance.now()-t).toFixed(0));
}
await store.close(); await door.close();
