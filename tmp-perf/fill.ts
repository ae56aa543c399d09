import { spawn } from "node:child_process"; import { once } from "node:events"; import { mkdtempSync } from "node:fs";
import { openOn } from "../test/support/event-store-door.js";
import { courses, stream, toNewEvent } from "../test/support/events.js";
const dir = mkdtempSync("/tmp/perf-");
const child = spawn(process.execPath, [...(process.argv[2]?[process.argv[2]]:[]), "--import","tsx","tmp-perf/door.ts", dir+"/e.db"], {stdio:["ignore","pipe","inherit"]});
const [b] = await once(child.stdout!, "data"); const url = String(b).trim();
for (const prefix of ["ad.", ""]) {
const store = openOn(url, prefix);
for (let r=0;r<3;r++) {
let t=performance.now();
for (let n=0;n<20;n++) await store.append(stream("x-"+r+"-"+n), courses("x-"+r+"-"+n, 500).map(toNewEvent), "no-stream");
console.log(prefix, "10000 events", (performance.now()-t).toFixed(0));
}
let c=0; let t=performance.now(); for await (const b of store.readAll({batchSize:5000,live:false})) c+=b.length; console.log("read", c, (performance.now()-t).toFixed(0));
await store.close();
}
child.kill("SIGINT"); process.exit(0);
