import type { Logger } from "pino";
import {
  defer,
  filter,
  firstValueFrom,
  merge,
  retry,
  Subject,
  switchMap,
  take,
  takeUntil,
  throttleTime,
  timer,
  type Subscription,
} from "rxjs";
import { createAuthenticator } from "./api/http/auth/authenticator.js";
import { createKeySet } from "./api/http/auth/key-set.js";
import { loadOrCreateLocalSecret } from "./api/http/auth/local-secret.js";
import { createSingleSignOn } from "./api/http/auth/oidc/single-sign-on.js";
import { createSignInCodes } from "./api/http/auth/sign-in-codes.js";
import { createApi } from "./api/http/create-api.js";
import { startServer } from "./api/http/server.js";
import { claimOlderPayments } from "./commands/claim-older-payments.js";
import { hasWriteAheadLog, openDoor, openServedLedger, type ServedLedger } from "./compose.js";
import type { Config, Environment } from "./config.js";
import { assertWritable } from "./data-folder.js";
import { isLedgerError, type LedgerError } from "./errors.js";
import { foldVersionsOf, projections as allProjections } from "./projections/projections.js";
import { outdatedProjections } from "./projections/rebuild/outdated-projections.js";
import { createClosingJobs } from "./jobs/closing-jobs.js";
import { createRebuildJobs, type RebuildJobs } from "./jobs/rebuild-jobs.js";
import { createSampler } from "./projections/check/sampler.js";
import { createVerificationJobs } from "./jobs/verification-jobs.js";
import { startJobProcess } from "./jobs/process/start-job-process.js";
import { setAside } from "./operations/set-aside.js";
import { takeOverAudit } from "./operations/take-over-audit.js";
import type { ReadModelStore } from "./stores/read-model/read-model-store.js";
import { createClosingLog, createRebuildLog, createStatusLog, createVerificationLog } from "./server-log.js";
import { version } from "./version.js";

const storeRetryMs = 5000;
/** While the server listens, a long log is folded, and unavailable stores are waited for. */
const firstLookWithinMs = 5000;
const progressEveryMs = 10_000;

export interface LedgerServer {
  /** e.g. `http://127.0.0.1:3000` */
  readonly url: string;
  /** Of the EventStoreDB door, e.g. `esdb://127.0.0.1:2113?tls=false`; undefined while it is closed. */
  readonly doorUrl: string | undefined;
  /** The secret that the ledger made for itself; undefined where one is configured. */
  readonly localSecret: string | undefined;
  /** An address that signs a browser in with a token, once. */
  signInLink(token: string): string;
  /** Finishes the requests under way, then closes door, projector and stores. */
  close(): Promise<void>;
}

export interface LedgerServerOptions {
  readonly config: Config;
  readonly logger: Logger;
  /** What the configuration was read from, for the processes and threads that the server starts. */
  readonly environment: Environment;
}

/**
 * Opens the ledger and the door, starts the projector and listens.
 *
 * @throws LedgerError `config_invalid` if the address cannot be used, and what `openLedger` throws; then nothing stays open.
 */
export async function startLedgerServer(options: LedgerServerOptions): Promise<LedgerServer> {
  const { config, logger, environment } = options;
  const now = (): Date => new Date();
  assertWritable(config);
  const { localSecret, keySet, singleSignOn, authenticate } = await openAuthentication(config, now, logger);
  const ledger = await openServedLedger(config, { logger, now, environment });
  await claimPaymentsOfVersion1(ledger, logger);
  const sampler = createSampler({ ...ledger, cpuPercent: config.samplerCpuPercent });
  /** Run in reverse. */
  const closers: (() => unknown)[] = [() => closeLedger(ledger, config, logger)];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    const logged = logStatusOf(ledger, logger);
    closers.unshift(() => logged.unsubscribe());
    const door = await openDoor(config, logger);
    closers.push(() => door?.close());
    const jobs = createJobs(ledger, environment, logger, now);
    const signInCodes = createSignInCodes();
    const closing = new AbortController();
    const api = createApi({
      ...ledger,
      ...jobs,
      sampler,
      closing: closing.signal,
      authenticate,
      signInCodes,
      singleSignOn,
      logger,
      version,
      now,
    });
    // Before the first purchase: whether the log is the right one is known a moment later.
    if (keySet !== undefined) ledger.health.add(keySet.check);
    keySet?.start();
    ledger.health.start();
    ledger.projector.start();
    await firstLook(ledger.projector);
    const server = await startServer(api, config);
    closers.push(
      () => server.close(),
      // Before the server: live streams end, and need not be waited for.
      () => closing.abort(),
      ...Object.values(jobs).map((each) => () => each.close()),
      () => sampler.stop(),
      () => keySet?.stop(),
    );
    ledger.adoption?.adopter.start();
    sampler.start();
    const catchUp = bringUpToDate(ledger, { ...jobs, logger, wanted: config.rebuildOutdated });
    closers.push(() => catchUp.unsubscribe());
    const { url } = server;
    const signInLink = (token: string): string => `${url}/sign-in#code=${signInCodes.issue(token)}`;
    return { url, doorUrl: door?.url, localSecret, signInLink, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function openAuthentication(config: Config, now: () => Date, logger: Logger) {
  const { auth, dataDir, oidc } = config;
  const localSecret = auth.kind === "local" ? await loadOrCreateLocalSecret(dataDir) : undefined;
  const keySet = auth.kind === "jwks" ? createKeySet(auth.url, now) : undefined;
  const singleSignOn = oidc && (await createSingleSignOn(oidc, { now, logger }));
  const keys = { localSecret, keySet, sessions: singleSignOn?.sessions };
  return { localSecret, keySet, singleSignOn, authenticate: createAuthenticator(config, keys) };
}

/** The projector's thread takes a moment to start. Whoever finds the server listening can read, too. */
async function firstLook({ status$ }: ServedLedger["projector"]): Promise<void> {
  const looked$ = status$.pipe(
    filter(({ provenAt, lastError }) => provenAt !== undefined || lastError !== undefined),
    takeUntil(timer(firstLookWithinMs)),
  );
  await firstValueFrom(looked$, { defaultValue: undefined });
}

async function closeLedger(ledger: ServedLedger, config: Config, logger: Logger): Promise<void> {
  await ledger.close();
  if (hasWriteAheadLog(config)) {
    logger.warn(
      "Another program has events.db open, so the newest events are in events.db-wal. Copy the log with `ledger backup`.",
    );
  }
}

function logStatusOf({ projector, adoption }: ServedLedger, logger: Logger): Subscription {
  const logged = projector.status$.subscribe(createStatusLog(logger, "projector"));
  logged.add(adoption?.adopter.status$.subscribe(createStatusLog(logger, "adopter")));
  return logged;
}

function createJobs(ledger: ServedLedger, environment: Environment, logger: Logger, now: () => Date) {
  // A job reads all of the read model, and may meet damage that no request has met yet.
  const healAfter = ({ error }: { readonly error: LedgerError | undefined }): void => {
    if (error?.code !== "read_model_damaged") return;
    setAside(ledger, { operator: "ledger", reason: error.message }).catch((err: unknown) => {
      logger.error({ err }, "The damaged read model cannot be set aside.");
    });
  };
  return {
    rebuildJobs: createRebuildJobs({
      start: startJobProcess("rebuild", environment),
      now,
      onChange: inTurn(createRebuildLog(logger), healAfter),
    }),
    verificationJobs: createVerificationJobs({
      start: startJobProcess("verification", environment),
      now,
      onChange: inTurn(createVerificationLog(logger), healAfter),
    }),
    closingJobs: createClosingJobs({
      start: startJobProcess("closing", environment),
      now,
      onChange: createClosingLog(logger),
    }),
  };
}

/** What an older program has left: its audit entries, and projections of another fold version. Tries until the stores answer. */
function bringUpToDate(
  { readModel, eventStore, projector }: ServedLedger,
  options: { rebuildJobs: RebuildJobs; logger: Logger; wanted: boolean },
): Subscription {
  const again = { delay: storeRetryMs };
  return merge(
    defer(() => takeOverAudit(readModel, eventStore.audit)).pipe(retry(again)),
    // A projection that is new is folded first, and all others with it: a rebuild meanwhile would take its place.
    projector.status$.pipe(
      filter(({ state }) => state === "live"),
      take(1),
      switchMap(() => rebuildOutdated(readModel, options)),
      retry(again),
    ),
  ).subscribe();
}

/** Before the first sale: from then on each payment is spent once. */
async function claimPaymentsOfVersion1({ eventStore, close }: ServedLedger, logger: Logger): Promise<void> {
  // A million purchases take minutes, in which the server does not listen yet.
  const claiming = new Subject<number>();
  claiming.pipe(throttleTime(progressEveryMs)).subscribe((claimed) => {
    logger.info({ claimed }, "Claiming the payments of older purchases, once, before the first sale.");
  });
  try {
    const onProgress = (claimed: number): void => claiming.next(claimed);
    const claimed = await claimOlderPayments(eventStore, new Date().toISOString(), onProgress);
    if (claimed !== undefined) logger.info({ claimed }, "The payments of older purchases are claimed.");
  } catch (error) {
    // A store that is unavailable or damaged now is no reason not to start: the next start tries again.
    if (isLedgerError(error, "event_store_unavailable", "log_damaged")) {
      logger.warn(
        { err: error },
        "The payments of older purchases are not claimed yet, because the log cannot be read.",
      );
      return;
    }
    await close();
    throw error;
  }
}

const inTurn =
  <T>(...listeners: readonly ((value: T) => void)[]) =>
  (value: T): void => {
    for (const listener of listeners) listener(value);
  };

/** A new program may fold differently from the one that made the projections: then they are rebuilt in the background. */
async function rebuildOutdated(
  readModel: ReadModelStore,
  { rebuildJobs, logger, wanted }: { rebuildJobs: RebuildJobs; logger: Logger; wanted: boolean },
): Promise<void> {
  const outdated = await outdatedProjections(readModel);
  if (outdated.length === 0) return;
  const foldVersions = foldVersionsOf(allProjections);
  const versions = outdated
    .map((each) => `${each.projection}: ${each.foldVersion} is now ${foldVersions[each.projection] ?? 0}`)
    .join(", ");
  const reason = `The fold has another version (${versions}).`;
  const projections = outdated.map(({ projection }) => projection);
  if (!wanted) {
    logger.warn({ projections }, `${reason} Run \`ledger rebuild\`, or set REBUILD_OUTDATED=true.`);
    return;
  }
  logger.warn({ projections }, `${reason} They are rebuilt in the background.`);
  rebuildJobs.start({ projections, resume: true, acceptChanges: false, operator: "ledger", reason });
}
