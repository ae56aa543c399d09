import * as z from "zod";
import { characterCount } from "./characters.js";

/**
 * Checks that a string has at most so many characters, and writes `maxLength` into the document. Zod's own check counts
 * UTF-16 units, and so refuses what the document allows.
 *
 * @param error the message for a longer one, instead of the usual one
 */
export function atMost(most: number, error?: string) {
  const check = z.maxLength(most, error);
  const { check: refuseLonger } = check._zod;
  check._zod.check = (payload) => {
    const { value } = payload;
    // What has no more units than that has no more characters.
    if (typeof value === "string" && value.length > most && characterCount(value) <= most) return;
    return refuseLonger(payload);
  };
  return check;
}
