import { randomBytes } from "node:crypto";
import { LRUCache } from "lru-cache";

/** One-time codes for tokens: a link may contain one, because it cannot be used a second time. */
export interface SignInCodes {
  /** @returns a code for the token, good for an hour */
  issue(token: string): string;
  /** @returns the token, once; undefined for a code that was used, has expired or never was */
  redeem(code: string): string | undefined;
}

const lifetimeMs = 60 * 60 * 1000;
const mostCodes = 1000;

export function createSignInCodes(): SignInCodes {
  const tokens = new LRUCache<string, string>({ max: mostCodes, ttl: lifetimeMs });
  return {
    issue(token) {
      const code = randomBytes(24).toString("base64url");
      tokens.set(code, token);
      return code;
    },
    redeem(code) {
      const token = tokens.get(code);
      tokens.delete(code);
      return token;
    },
  };
}
