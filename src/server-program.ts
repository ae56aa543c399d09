import { issueToken } from "./api/http/auth/issue-token.js";
import { isLoopback, readConfig, type Config } from "./config.js";
import { loadEnvironmentFile } from "./environment.js";
import { openCatalogue } from "./open-catalogue.js";
import { isLedgerError } from "./errors.js";
import { userIdSchema } from "./events/id-schemas.js";
import type { UserId } from "./events/identifiers.js";
import type { Role } from "./events/purchase-events.js";
import type { Logger } from "pino";
import { createLogger } from "./logger.js";
import { endOnSignal } from "./end-on-signal.js";
import { tolerateLostOutput } from "./closed-output.js";
import { startLedgerServer, type LedgerServer } from "./serve.js";

/** The server: `npm start`. */

const tokenLifetimeSeconds = 24 * 60 * 60;

async function main(): Promise<void> {
  tolerateLostOutput();
  loadEnvironmentFile(process.env, { warn: (message) => process.stderr.write(`${message}\n`) });
  const config = readConfig(process.env);
  const logger = createLogger(config.logLevel);
  const server = await startLedgerServer({ config, logger, environment: process.env });
  const ending = endOnSignal(server, logger);
  logger.info({ url: server.url, door: server.doorUrl, dataDir: config.dataDir }, "The ledger is listening.");
  // Once it is ending, that it is closed is the last that it prints.
  const print = (text: string): void => {
    if (!ending.aborted) process.stdout.write(text);
  };
  if (server.localSecret !== undefined)
    await printWelcome(server, { secret: server.localSecret, config, logger, print });
}

interface WelcomeOptions {
  readonly secret: string;
  readonly config: Config;
  readonly logger: Logger;
  print(text: string): void;
}

/** For trials on one machine: only there does the ledger make its own secret and sign its own tokens. */
async function printWelcome(
  { url, signInLink }: LedgerServer,
  { secret, config, logger, print }: WelcomeOptions,
): Promise<void> {
  const issue = (userId: UserId, role: Role): Promise<string> =>
    issueToken({
      secret,
      userId,
      role,
      expiresInSeconds: tokenLifetimeSeconds,
      now: new Date(),
      issuer: config.jwtIssuer,
      audience: config.jwtAudience,
    });
  const admin = await issue(userIdSchema.parse("admin"), "admin");
  const isOwnMachine = isLoopback(config.host);
  const ledgerCommand = isOwnMachine ? "npm run --silent ledger --" : "node dist/cli/ledger.js";
  print(`
The purchase ledger is listening on ${url}

Sign in to its pages as an administrator. The link works once; \`${ledgerCommand} token\` prints further tokens:

  ${signInLink(admin)}

`);
  // The output of a container is kept in a log, where a token does not belong.
  if (!isOwnMachine) return;
  const user = await issue(userIdSchema.parse("learner-1"), "user");
  const service = await issue(userIdSchema.parse("checkout"), "service");
  print(`Neither JWT_SECRET nor JWKS_URL is set, so it signs its own tokens, for this machine only. They are valid for a day:

  export USER_TOKEN=${user}
  export SERVICE_TOKEN=${service}

Try it:

${await purchaseExample(url, config, logger)}  curl -s ${url}/api/profile/purchase-history -H "Authorization: Bearer $USER_TOKEN"

`);
}

/** A purchase of the first item with a price; empty if the catalogue has none. */
async function purchaseExample(url: string, config: Config, logger: Logger): Promise<string> {
  const catalogue = await openCatalogue(config, logger);
  try {
    const offers = await catalogue.offers();
    const offer = offers.find(({ status, priceMinor }) => status === "active" && priceMinor > 0);
    if (offer === undefined) return "";
    const { kind: itemType, id: itemId } = offer;
    const body = JSON.stringify({ userId: "learner-1", itemType, itemId, paymentId: "payment-1" });
    return `  curl -s ${url}/api/purchase -H "Authorization: Bearer $SERVICE_TOKEN" \\
    -H 'Content-Type: application/json' -d '${body}'
`;
  } catch (error) {
    // The server runs even while the shop's database is unavailable.
    logger.warn({ err: error }, "The catalogue cannot be read yet.");
    return "";
  } finally {
    await catalogue.close();
  }
}

main().catch((error: unknown) => {
  const known = isLedgerError(error);
  process.stderr.write(
    known
      ? `${error.message}\n`
      : `The ledger could not start: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  if (known) for (const { path, message } of error.problems) process.stderr.write(`  ${path}: ${message}\n`);
  process.exitCode = 1;
});
