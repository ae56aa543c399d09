#!/usr/bin/env node
import { assertFileHandles } from "../file-handles.js";

/** The `ledger` command. */

if (assertFileHandles()) await import("./ledger-program.js");
