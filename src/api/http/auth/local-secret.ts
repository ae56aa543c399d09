import { randomBytes } from "node:crypto";
import { link, mkdir, open, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { LedgerError } from "../../../errors.js";
import { makeForOwnerOfFolder } from "../../../stores/file-owner.js";

const localSecretFile = "jwt-secret";
const secretBytes = 32;
const secretPattern = /^[A-Za-z0-9_-]{43}$/;

/**
 * The secret that signs tokens where none is configured: 256 random bits, as base64url text, in a file that only its
 * owner can read. Made on the first call; two processes that start at once get the same one.
 *
 * @returns the text; it is what `JWT_SECRET` would be
 * @throws LedgerError `config_invalid` if the file is there but is not such a secret, or cannot be read or created.
 */
export async function loadOrCreateLocalSecret(dataDir: string): Promise<string> {
  const path = join(dataDir, localSecretFile);
  try {
    await mkdir(dataDir, { recursive: true });
    const text = (await readIfThere(path)) ?? (await create(path));
    return checked(text, path);
  } catch (cause) {
    if (cause instanceof LedgerError) throw cause;
    const message = `The token secret in ${path} cannot be read or created: ${(cause as Error).message}.`;
    throw new LedgerError("config_invalid", message, { cause });
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (isErrno(error, "ENOENT")) return undefined;
    throw error;
  }
}

/** Writes a whole file aside and links it to its name: no other process sees half of it, and the first link wins. */
async function create(path: string): Promise<string> {
  const aside = `${path}.${randomBytes(6).toString("hex")}.tmp`;
  try {
    await writeDurably(aside, `${randomBytes(secretBytes).toString("base64url")}\n`);
    await link(aside, path).catch((error: unknown) => {
      if (!isErrno(error, "EEXIST")) throw error;
    });
    return await readFile(path, "utf8");
  } finally {
    await rm(aside, { force: true });
  }
}

async function writeDurably(path: string, text: string): Promise<void> {
  makeForOwnerOfFolder(path, 0o600);
  const file = await open(path, "a", 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

function checked(text: string, path: string): string {
  const secret = text.trim();
  if (secretPattern.test(secret) && Buffer.from(secret, "base64url").length === secretBytes) return secret;
  throw new LedgerError(
    "config_invalid",
    `The file ${path} is damaged: it is not one line of 43 base64url characters. Delete it for a new secret; tokens made with the old one stop working.`,
  );
}

function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
