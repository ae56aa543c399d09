import type { Logger } from "pino";
import { createAuthenticator } from "./api/auth/authenticator.js";
import { loadOrCreateLocalSecret } from "./api/auth/local-secret.js";
import { createApi } from "./api/create-api.js";
import { startServer } from "./api/server.js";
import { openLedger } from "./compose.js";
import type { Config } from "./config.js";
import { createSampler } from "./projections/sampler.js";
import { version } from "./version.js";

export interface LedgerServer {
  /** e.g. `http://127.0.0.1:3000` */
  readonly url: string;
  /** The secret that the ledger made for itself; undefined where one is configured. */
  readonly localSecret: string | undefined;
  /** Finishes the requests under way, then closes projector and stores. */
  close(): Promise<void>;
}

/**
 * Opens the ledger, starts the projector and listens.
 *
 * @throws LedgerError `config_invalid` when the address cannot be had, and what `openLedger` throws; nothing stays open then.
 */
export async function startLedgerServer(config: Config, logger: Logger): Promise<LedgerServer> {
  const localSecret =
    config.auth.kind === "local" ? await loadOrCreateLocalSecret(config.dataDir) : undefined;
  const authenticate = createAuthenticator(config, localSecret);
  const now = (): Date => new Date();
  const ledger = await openLedger(config, { logger, now });
  const sampler = createSampler({
    readModel: ledger.readModel,
    usersPerSecond: config.sampledUsersPerSecond,
  });
  try {
    const logged = ledger.projector.status$.subscribe(createStatusLog(logger, "projector"));
    logged.add(ledger.adoption?.adopter.status$.subscribe(createStatusLog(logger, "adopter")));
    const server = await startServer(
      createApi({ ...ledger, sampler, authenticate, logger, version, now }),
      config,
    );
    ledger.projector.start();
    ledger.adoption?.adopter.start();
    sampler.start();
    return {
      url: server.url,
      localSecret,
      async close() {
        sampler.stop();
        await server.close();
        await ledger.close();
        logged.unsubscribe();
      },
    };
  } catch (error) {
    await ledger.close();
    throw error;
  }
}

/** Logs changes of state, not every step. */
function createStatusLog(
  logger: Logger,
  who: "projector" | "adopter",
): (status: { state: string; lastError?: { code: string; message: string } | undefined }) => void {
  let last = "";
  return ({ state, lastError, ...rest }) => {
    const now = `${state} ${lastError?.code ?? ""}`;
    if (now === last) return;
    last = now;
    const level = lastError === undefined ? "info" : state === "stopped" ? "error" : "warn";
    logger[level](
      { [who]: { state, ...rest, lastError } },
      lastError?.message ?? `The ${who} is ${state.replace("_", " ")}.`,
    );
  };
}
