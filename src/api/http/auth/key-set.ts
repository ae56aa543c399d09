import { createRemoteJWKSet, errors, type JWTVerifyGetKey } from "jose";
import { exhaustMap, interval, startWith, type Subscription } from "rxjs";
import { LedgerError } from "../../../errors.js";
import type { Check } from "../../../health/health.js";

/** The public keys of the identity provider. */
export interface KeySet {
  /**
   * Finds the key for a token. Never waits for the provider while its keys are known, unless the token names another.
   *
   * @throws LedgerError `token_keys_unavailable` while the keys are not known; what jose throws where none of them fits
   */
  readonly keyFor: JWTVerifyGetKey;
  /** Whether the keys are known, for the ledger's health. */
  readonly check: () => Check;
  /** Keeps the keys up to date in the background. */
  start(): void;
  stop(): void;
}

/** Withdrawn keys are dropped, and new ones loaded, within this time. */
const reloadEveryMs = 10 * 60_000;
const retryEveryMs = 5000;
const answerWithinMs = 2000;
/** A short outage of the provider does not stop the shop. After this time the keys are out of date. */
const keysUsedForMs = 24 * 60 * 60_000;

/** A key set at a URL (RFC 7517, section 5): loaded in the background, and still used while the provider is unavailable. */
export function createKeySet(url: URL, now: () => Date): KeySet {
  const keys = createRemoteJWKSet(url, { cacheMaxAge: Infinity, timeoutDuration: answerWithinMs });
  const startedAt = now();
  let loadedAt: Date | undefined;
  /** The first load since they were last unknown. */
  let knownSince = startedAt;
  let running: Subscription | undefined;

  const areKnown = (): boolean =>
    loadedAt !== undefined && now().getTime() - loadedAt.getTime() < keysUsedForMs;

  async function reload(): Promise<void> {
    const wereKnown = areKnown();
    try {
      await keys.reload();
      loadedAt = now();
      if (!wereKnown) knownSince = loadedAt;
    } catch {
      // The check says so once the keys are out of date; the next attempt is soon.
    }
  }

  async function reloadIfDue(): Promise<void> {
    if (loadedAt === undefined || now().getTime() - loadedAt.getTime() >= reloadEveryMs) await reload();
  }

  return {
    async keyFor(header, token) {
      if (!areKnown()) await reload();
      if (!areKnown()) throw unavailable();
      try {
        return await keys(header, token);
      } catch (error) {
        if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys)
          throw error;
        // It names an unknown key. Only the provider knows whether that is a new one.
        throw unavailable(error);
      }
    },
    check() {
      const ok = areKnown();
      const outOfDateAt = loadedAt === undefined ? startedAt : new Date(loadedAt.getTime() + keysUsedForMs);
      return {
        name: "token_keys",
        proof: "The identity provider gave the keys that tokens are verified with.",
        ok,
        code: ok ? undefined : "token_keys_unavailable",
        message: ok ? undefined : unavailableMessage,
        since: (ok ? knownSince : outOfDateAt).toISOString(),
        provenAt: loadedAt?.toISOString(),
      };
    },
    start() {
      running ??= interval(retryEveryMs).pipe(startWith(0), exhaustMap(reloadIfDue)).subscribe();
    },
    stop() {
      running?.unsubscribe();
    },
  };
}

const unavailableMessage = "The token verification keys could not be loaded.";

const unavailable = (cause?: unknown) =>
  new LedgerError("token_keys_unavailable", unavailableMessage, { cause });

/** The error for a token whose key the provider has, but which cannot verify anything. */
export const keyUnusable = (cause: unknown) =>
  new LedgerError("token_keys_unavailable", "A key of the identity provider cannot be used.", { cause });
