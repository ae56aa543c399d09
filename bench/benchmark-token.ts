import { issueToken } from "../src/api/http/auth/issue-token.js";
import type { UserId } from "../src/events/identifiers.js";
import type { Role } from "../src/events/purchase-events.js";

/** What the measured servers check tokens with. */
export const benchmarkSecret = "a-secret-for-benchmarks-of-at-least-32-characters";

/** A token for a day, of a user who is called as the role. */
export const benchmarkToken = (role: Role): Promise<string> =>
  issueToken({
    secret: benchmarkSecret,
    userId: role as string as UserId,
    role,
    expiresInSeconds: 24 * 60 * 60,
    now: new Date(),
  });
