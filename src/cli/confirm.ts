import { createInterface } from "node:readline/promises";
import { LedgerError } from "../errors.js";

/**
 * Asks for confirmation at the terminal, unless `yes` is set.
 *
 * @param question e.g. `Revoke it?`
 * @throws LedgerError `request_invalid` if the answer is no, or there is no terminal
 */
export async function confirm(question: string, yes: boolean): Promise<void> {
  if (yes) return;
  if (!process.stdin.isTTY)
    throw new LedgerError(
      "request_invalid",
      "This needs confirmation, but there is no terminal. Use --yes to run it without confirmation.",
    );
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  // Without this, the question would wait forever when the input ends.
  const ended = new AbortController();
  prompt.once("close", () => {
    ended.abort();
  });
  try {
    const answer = await prompt.question(`${question} [y/N] `, { signal: ended.signal });
    if (!/^y(es)?$/i.test(answer.trim())) throw new LedgerError("request_invalid", "Nothing was changed.");
  } finally {
    prompt.close();
  }
}
