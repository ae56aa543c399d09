import { EncryptJWT, jwtDecrypt } from "jose";
import * as z from "zod";
import { signInRefused } from "./sign-in-refused.js";

const pendingSignInSchema = z.object({
  state: z.string(),
  nonce: z.string(),
  codeVerifier: z.string(),
  next: z.string(),
});

/** What must be the same when the browser comes back from the provider. */
export type PendingSignIn = Readonly<z.infer<typeof pendingSignInSchema>>;

/** How long a person may take at the provider. */
export const pendingSignInSeconds = 10 * 60;

/** Keeps a sign-in in the browser that began it, encrypted, so that any process can finish it. */
export interface PendingSignIns {
  seal(pending: PendingSignIn): Promise<string>;
  /** @throws LedgerError `sign_in_refused` (`sign_in_expired`) if it is missing, too old or not ours */
  open(sealed: string | undefined): Promise<PendingSignIn>;
}

export function createPendingSignIns(key: Uint8Array, now: () => Date): PendingSignIns {
  const algorithms = { keyManagementAlgorithms: ["dir"], contentEncryptionAlgorithms: ["A256GCM"] };
  return {
    seal: (pending) =>
      new EncryptJWT({ ...pending })
        .setProtectedHeader({ alg: "dir", enc: "A256GCM" })
        .setExpirationTime(Math.floor(now().getTime() / 1000) + pendingSignInSeconds)
        .encrypt(key),
    async open(sealed) {
      if (sealed === undefined) throw signInRefused("sign_in_expired");
      try {
        const { payload } = await jwtDecrypt(sealed, key, {
          ...algorithms,
          currentDate: now(),
          requiredClaims: ["exp"],
        });
        return pendingSignInSchema.parse(payload);
      } catch (cause) {
        throw signInRefused("sign_in_expired", cause);
      }
    },
  };
}
