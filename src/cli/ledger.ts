#!/usr/bin/env node
import { assertFileHandles } from "../file-handles.js";

/** The `ledger` command. */

if (assertFileHandles()) void import("./ledger-program.js");
