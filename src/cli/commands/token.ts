import { InvalidArgumentError, Option, type Command } from "commander";
import { issueToken } from "../../api/http/auth/issue-token.js";
import { loadOrCreateLocalSecret } from "../../api/http/auth/local-secret.js";
import { readConfig, type Config } from "../../config.js";
import { LedgerError } from "../../errors.js";
import type { UserId } from "../../events/identifiers.js";
import { roles, type Role } from "../../events/purchase-events.js";
import { parseUser } from "../id-arguments.js";
import { assertLogExists } from "../opened-ledger.js";

interface TokenCommandOptions {
  readonly user: UserId;
  readonly role: Role;
  readonly expires: number;
  readonly json?: true;
}

/** `ledger token`: prints a token, to try the API or for a service of the shop. */
export function addTokenCommand(program: Command): void {
  program
    .command("token")
    .description(
      "Prints a token for the HTTP API, and nothing else, on standard output. It is signed with JWT_SECRET, or with " +
        "the secret that the ledger keeps in DATA_DIR for use on one machine.",
    )
    .addOption(
      new Option("--user <id>", "the user or service that the token is for")
        .argParser(parseUser)
        .makeOptionMandatory(),
    )
    .addOption(new Option("--role <role>", "what the token allows").choices(roles).makeOptionMandatory())
    .addOption(
      new Option("--expires <time>", "how long it is valid: a number with s, m, h or d")
        .argParser(parseDuration)
        .default(24 * 60 * 60, "24h"),
    )
    .option("--json", "write the token and when it expires as JSON")
    .addHelpText(
      "after",
      `
Examples:
  ledger token --user learner-1 --role user
  ledger token --user checkout --role service --expires 30d
  token=$(ledger token --user learner-1 --role user)
  curl -H "Authorization: Bearer $token" \\
    http://127.0.0.1:3000/api/profile/purchased-courses`,
    )
    .action(async (options: TokenCommandOptions) => {
      const config = readConfig(process.env);
      const { user: userId, role, expires: expiresInSeconds } = options;
      const now = new Date();
      const token = await issueToken({
        ...{ secret: await secretOf(config), userId, role, expiresInSeconds, now },
        issuer: config.jwtIssuer,
        audience: config.jwtAudience,
      });
      const expiresAt = new Date(now.getTime() + expiresInSeconds * 1000).toISOString();
      console.log(options.json === true ? JSON.stringify({ token, userId, role, expiresAt }) : token);
    });
}

async function secretOf(config: Config): Promise<string> {
  const { auth, dataDir } = config;
  switch (auth.kind) {
    case "secret":
      return auth.secret;
    case "local":
      assertLogExists(config);
      return loadOrCreateLocalSecret(dataDir);
    case "jwks":
      throw new LedgerError(
        "config_invalid",
        `JWKS_URL is set: this ledger accepts only tokens signed with the keys at ${auth.url.origin}. Get one from your identity provider.`,
      );
  }
}

const secondsIn = { s: 1, m: 60, h: 3600, d: 86_400 } as const;
const longestSeconds = 10 * 365 * secondsIn.d;

function parseDuration(text: string): number {
  const [, count, unit] = /^(\d{1,9})([smhd])$/.exec(text) ?? [];
  const seconds = Number(count) * secondsIn[unit as keyof typeof secondsIn];
  if (seconds > 0 && seconds <= longestSeconds) return seconds;
  throw new InvalidArgumentError("It must be a time such as 90s, 15m, 24h or 30d, ten years at most.");
}
