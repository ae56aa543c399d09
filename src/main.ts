import { assertFileHandles } from "./file-handles.js";

/** The server: `npm start`. */

if (assertFileHandles()) await import("./server-program.js");
