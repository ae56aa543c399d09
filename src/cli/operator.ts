import { userInfo } from "node:os";
import type { Actor } from "../events/purchase-events.js";

/** The operator at the command line: `LEDGER_OPERATOR`, or the user of the operating system. */
export function currentOperator(): Actor {
  const name = process.env.LEDGER_OPERATOR?.trim() || systemUser();
  const id = name.replace(/[^A-Za-z0-9._:@-]/g, "_").slice(0, 128);
  return { id: id || "operator", role: "operator" };
}

/** The user of a container may have no name. */
function systemUser(): string {
  try {
    return userInfo().username;
  } catch {
    return "";
  }
}
