import { hkdfSync } from "node:crypto";
import { readFile } from "node:fs/promises";
import { LedgerError } from "../../../../errors.js";
import { shortestClientSecret, type OidcConfig } from "../../../../oidc-settings.js";

/** @throws LedgerError `config_invalid` if the file of the secret cannot be read, or holds too short a secret. */
export async function readClientSecret({ clientSecret: source }: OidcConfig): Promise<string> {
  if ("text" in source) return source.text;
  const name = `OIDC_CLIENT_SECRET_FILE, ${source.file},`;
  const secret = await readFile(source.file, "utf8").catch((cause: unknown) => {
    throw new LedgerError("config_invalid", `${name} cannot be read.`, { cause });
  });
  if (secret.trim().length >= shortestClientSecret) return secret.trim();
  throw new LedgerError("config_invalid", `${name} must hold at least ${shortestClientSecret} characters.`);
}

export interface DerivedKeys {
  /** Encrypts what a browser keeps while its user is at the provider. */
  readonly pendingSignIn: Uint8Array;
  /** Signs sessions. */
  readonly session: Uint8Array;
}

/**
 * Keys of 256 bits, derived from the client secret (RFC 5869): all processes with the same settings share them, and a new
 * secret or another provider ends all sessions that began with the old one.
 */
export function deriveKeys({ issuer, clientId }: OidcConfig, clientSecret: string): DerivedKeys {
  const derive = (purpose: string): Uint8Array =>
    new Uint8Array(
      hkdfSync("sha256", clientSecret, `${issuer.href} ${clientId}`, `purchase-ledger ${purpose}`, 32),
    );
  return { pendingSignIn: derive("pending sign-in"), session: derive("session") };
}
