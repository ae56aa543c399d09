import { issueToken } from "./api/http/auth/issue-token.js";
import { isLoopback, readConfig, type Config } from "./config.js";
import { loadEnvironmentFile } from "./environment.js";
import { isLedgerError } from "./errors.js";
import { userIdSchema, type UserId } from "./events/identifiers.js";
import type { Role } from "./events/purchase-events.js";
import { createLogger } from "./logger.js";
import { startLedgerServer, type LedgerServer } from "./serve.js";

/** The server: `npm start`. Ends on SIGINT and SIGTERM, with 0 once everything is closed. */

const tokenLifetimeSeconds = 24 * 60 * 60;

async function main(): Promise<void> {
  loadEnvironmentFile(process.env, { warn: (message) => process.stderr.write(`${message}\n`) });
  const config = readConfig(process.env);
  const logger = createLogger(config.logLevel);
  const server = await startLedgerServer({ config, logger, environment: process.env });
  endOnSignal(server);
  logger.info({ url: server.url, door: server.doorUrl, dataDir: config.dataDir }, "The ledger is listening.");
  if (server.localSecret !== undefined) await printWelcome(server, server.localSecret, config);

  function endOnSignal(running: LedgerServer): void {
    let ending = false;
    const end = (signal: NodeJS.Signals): void => {
      // A second signal means that somebody does not want to wait.
      if (ending) process.exit(1);
      ending = true;
      logger.info({ signal }, "Closing: requests under way are finished first.");
      running.close().then(
        () => {
          logger.info("Closed.");
          logger.flush(() => process.exit(0));
        },
        (error: unknown) => {
          logger.fatal({ err: error }, "Closing failed.");
          logger.flush(() => process.exit(1));
        },
      );
    };
    process.on("SIGINT", end);
    process.on("SIGTERM", end);
  }
}

/** For trying things out on one's own machine: only there does the ledger make its own secret, and so its own tokens. */
async function printWelcome(
  { url, signInLink }: LedgerServer,
  secret: string,
  config: Config,
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
  process.stdout.write(`
The purchase ledger is listening on ${url}

Its pages, signed in as an administrator (once; \`${ledgerCommand} token\` makes tokens to sign in with again):

  ${signInLink(admin)}

`);
  // What a container prints is kept in a log; a token that is good for a day has no place there.
  if (!isOwnMachine) return;
  const user = await issue(userIdSchema.parse("learner-1"), "user");
  const service = await issue(userIdSchema.parse("checkout"), "service");
  process.stdout
    .write(`No JWT_SECRET or JWKS_URL is set, so it signs its own tokens, for this machine only. These last for a day:

  export USER_TOKEN=${user}
  export SERVICE_TOKEN=${service}

Try it:

  curl -s ${url}/api/public/purchase-free -H "Authorization: Bearer $USER_TOKEN" \\
    -H 'Content-Type: application/json' -d '{"itemType":"course","itemId":"study-skills","amount":0}'
  curl -s ${url}/api/profile/purchase-history -H "Authorization: Bearer $USER_TOKEN"

`);
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
