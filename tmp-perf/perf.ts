import { spawn } from "node:child_process"; import { once } from "node:events"; import { mkdtempSync } from "node:fs"; import { randomUUID } from "node:crypto";
import { EventStoreDBClient, jsonEvent } from "@eventstore/db-client";
import { openOn } from "../test/support/event-store-door.js";
import { courses, stream, toNewEvent } from "../test/support/events.js";
const dir = mkdtempSync("/tmp/perf-");
const child = spawn(process.execPath, ["--import","tsx","tmp-perf/door.ts", dir+"/e.db"], {stdio:["ignore","pipe","inherit"]});
const [b] = await once(child.stdout!, "data"); const url = String(b).trim();
const bare = EventStoreDBClient.connectionString(url);
const bare2 = EventStoreDBClient.connectionString(url);
(bare2 as any).supports = async () => false;
const store = openOn(url, "ad.");
let n = 0;
const ev = () => { const id = "u-"+(n++); const e = toNewEvent(courses(id,1)[0]!); return {id, e: {...e, id: randomUUID()}}; };
const viaStore = async () => { const {id,e}=ev(); await store.append(stream(id), [e], "no-stream"); };
const via = (c: EventStoreDBClient, p: string) => async () => { const {id,e}=ev(); await c.appendToStream(p+stream(id), [jsonEvent({id:e.id,type:e.type,data:e.data as any,metadata:e.metadata as any})], {expectedRevision:"no_stream"}); };
async function rate(f: ()=>Promise<void>, par: number, ms: number) { const end=performance.now()+ms; let c=0; const t=performance.now(); await Promise.all(Array.from({length:par}, async()=>{ while(performance.now()<end){ await f(); c++; } })); return c/(performance.now()-t)*1000; }
for (const par of [1,64]) for (let r=0;r<3;r++) { 
  console.log(par, "bare", (await rate(via(bare,"ba."),par,2000)).toFixed(0), "plain", (await rate(via(bare2,"bb."),par,2000)).toFixed(0), "adapter", (await rate(viaStore,par,2000)).toFixed(0)); }
let t=performance.now(), c=0; for await (const e of bare.readAll()) c++; console.log("bare readAll", c, (c/(performance.now()-t)*1000).toFixed(0));
for (let r=0;r<2;r++){
t=performance.now(); c=0; for await (const b of store.readAll({batchSize:1000,live:false})) c+=b.length; console.log("adapter readAll own", c, (c/(performance.now()-t)*1000).toFixed(0));
t=performance.now(); c=0; for await (const b of store.readAll({batchSize:5000,live:false})) c+=b.length; console.log("adapter readAll own 5000", c, (c/(performance.now()-t)*1000).toFixed(0));
t=performance.now(); c=0; for await (const e of bare.readAll()) c++; console.log("bare readAll", c, (c/(performance.now()-t)*1000).toFixed(0));
t=performance.now(); const s = bare.subscribeToAll({filter:{filterOn:"streamName",prefixes:["ad."],checkpointInterval:1, maxSearchWindow:1000} as any}); let cc=0; s.on("caughtUp",()=>s.unsubscribe()); s.on("data",()=>cc++); await once(s,"caughtUp"); console.log("bare sub", cc, (cc/(performance.now()-t)*1000).toFixed(0));
}
await store.close(); await bare.dispose(); child.kill(); process.exit(0);
