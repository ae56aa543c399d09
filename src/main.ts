import { assertFileHandles } from "./file-handles.js";

/** The server: `npm start`. */

if (assertFileHandles()) void import("./server-program.js");
