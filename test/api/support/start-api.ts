import { isPaymentStream } from "../../../src/events/identifiers.js";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import pino from "pino";
import { createAuthenticator } from "../../../src/api/http/auth/authenticator.js";
import { issueToken } from "../../../src/api/http/auth/issue-token.js";
import { createSignInCodes } from "../../../src/api/http/auth/sign-in-codes.js";
import { createApi, type ApiDependencies } from "../../../src/api/http/create-api.js";
import { startServer } from "../../../src/api/http/server.js";
import type { Offer } from "../../../src/catalogue/catalogue.js";
import { openJsonFileCatalogue } from "../../../src/catalogue/json-file-catalogue.js";
import { createPurchaseHandler } from "../../../src/commands/purchase-handler.js";
import type { Role } from "../../../src/events/purchase-events.js";
import { createHealthMonitor } from "../../../src/health/health.js";
import { watchAppends } from "../../../src/health/watch-appends.js";
import { createProjector } from "../../../src/projections/live/projector.js";
import { createClosingJobs, runClosing } from "../../../src/jobs/closing-jobs.js";
import { createRebuildJobs, type StartRebuild } from "../../../src/jobs/rebuild-jobs.js";
import { rebuild as rebuildProjections } from "../../../src/operations/rebuild.js";
import { createSampler } from "../../../src/projections/check/sampler.js";
import { createVerificationJobs, runVerification } from "../../../src/jobs/verification-jobs.js";
import { openEmbeddedEventStore } from "../../../src/stores/event-store/embedded/embedded-event-store.js";
import type { EventStore, RecordedEvent } from "../../../src/stores/event-store/event-store.js";
import { collect, user } from "../../support/events.js";
import { newModels, type ModelsOfTest } from "../../support/read-models.js";
import { temporaryFolder } from "../../support/temporary-folder.js";
import { createContractCheck, type ApiAnswer } from "./contract-check.js";

export const secret = "a-secret-for-tests-of-at-least-32-characters";

type CatalogueEntry = Omit<Offer, "id"> & { readonly id: string };

const entry = (
  kind: "course" | "test",
  id: string,
  priceMinor: number,
  change: Partial<CatalogueEntry> = {},
) => ({
  kind,
  id,
  title: `The ${kind} ${id}`,
  priceMinor,
  currency: "EUR",
  status: "active" as const,
  ...change,
});

/** What the shop of the tests sells. A course and a test share the id `both`. */
const offers: readonly CatalogueEntry[] = [
  entry("course", "c-paid", 2999),
  entry("course", "c-free", 0),
  entry("course", "c-withdrawn", 500, { status: "withdrawn" }),
  entry("course", "c-yen", 1500, { currency: "JPY" }),
  entry("course", "both", 0),
  entry("test", "both", 0),
  entry("test", "t-paid", 1000),
  entry("test", "t-free", 0),
  ...Array.from({ length: 60 }, (_, index) => entry(index % 2 === 0 ? "course" : "test", `many-${index}`, 0)),
];

export interface CallOptions {
  /** Whose token; none if undefined. */
  readonly as?: { readonly role: Role; readonly id: string } | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON if it is an object. */
  readonly body?: unknown;
  readonly method?: string;
}

export const aUser = (id: string) => ({ role: "user", id }) as const;
export const theCheckout = { role: "service", id: "checkout" } as const;

export interface StartApiOptions {
  /** Put in the place of what the real stores would make of it. */
  readonly change?: (dependencies: ChangeableParts) => Partial<ChangeableParts>;
  /** The log; by default an embedded one, in the folder. */
  readonly openEventStore?: (folder: string) => EventStore | Promise<EventStore>;
  /** False leaves the projections empty. */
  readonly project?: boolean;
  /** Wraps what a rebuild job runs, which is a rebuild in this process. */
  readonly rebuild?: (start: StartRebuild) => StartRebuild;
  /** Where the read models are; in a place of their own by default. */
  readonly models?: ModelsOfTest;
}

/** The health follows from the others. */
type ChangeableParts = Omit<ApiDependencies, "health">;

export type RunningApi = Awaited<ReturnType<typeof startApi>>;

/** The whole API over HTTP on real stores in a folder of its own. */
export async function startApi({
  change = () => ({}),
  openEventStore = (path) => openEmbeddedEventStore({ path: join(path, "events.db") }),
  project = true,
  rebuild = (start) => start,
  models: modelsOfTest,
}: StartApiOptions = {}) {
  const folder = await temporaryFolder();
  const catalogueFile = join(folder.path, "catalogue.json");
  await writeFile(catalogueFile, JSON.stringify(offers));
  const catalogue = await openJsonFileCatalogue({ path: catalogueFile, recheckMs: 0 });
  const eventStore = await openEventStore(folder.path);
  const models = modelsOfTest ?? (await newModels(folder.path));
  const readModel = await models.open();
  const projector = createProjector({ eventStore, readModel });
  const handler = createPurchaseHandler({ eventStore });
  const sampler = createSampler({ eventStore, readModel, cpuPercent: 0 });
  const startRebuild: StartRebuild = (request, signal) =>
    rebuildProjections(
      { ...request, eventStore, readModel, scratchFolder: folder.path, signal, now },
      request,
    );
  const now = () => new Date();
  const rebuildJobs = createRebuildJobs({ start: (...values) => rebuild(startRebuild)(...values), now });
  const closing = new AbortController();
  const verificationJobs = createVerificationJobs({
    start: (request, signal) =>
      runVerification(request, { eventStore, readModel, scratchFolder: folder.path, signal, now }),
    now,
  });
  const closingJobs = createClosingJobs({
    start: (request, signal) => runClosing(request, { eventStore, signal, now }),
    now,
  });
  const logLines: Readonly<Record<string, unknown>>[] = [];
  const logger = pino(
    { level: "debug" },
    { write: (line) => logLines.push(JSON.parse(line) as Record<string, unknown>) },
  );
  const authenticate = createAuthenticator({
    auth: { kind: "secret", secret },
    jwtIssuer: undefined,
    jwtAudience: undefined,
  });
  const parts = {
    catalogue,
    handler,
    readModel,
    eventStore,
    projector,
    adoption: undefined,
    shopUsers: undefined,
    sampler,
    rebuildJobs,
    verificationJobs,
    closingJobs,
    closing: closing.signal,
    authenticate,
    signInCodes: createSignInCodes(),
    singleSignOn: undefined,
    logger,
    version: "0.0.0-test",
    now,
  };
  const changed = { ...parts, ...change(parts) };
  const health = createHealthMonitor({ ...changed, appends: watchAppends(changed.eventStore, changed.now) });
  health.start();
  const dependencies: ApiDependencies = { minRevisionWaitMs: 2000, health, ...changed };
  const server = await startServer(createApi(dependencies), { port: 0, host: "127.0.0.1" });
  const check = await createContractCheck(server.url);
  const tokens = new Map<string, string>();
  if (project) projector.start();

  async function tokenFor({ role, id }: { readonly role: Role; readonly id: string }): Promise<string> {
    const known = tokens.get(`${role} ${id}`);
    if (known !== undefined) return known;
    const token = await issueToken({
      secret,
      userId: user(id),
      role,
      expiresInSeconds: 3600,
      now: new Date(),
    });
    tokens.set(`${role} ${id}`, token);
    return token;
  }

  /** One request; what comes back is compared with the OpenAPI document. */
  async function call(path: string, options: CallOptions = {}): Promise<ApiAnswer> {
    const { as, headers = {}, body, method = body === undefined ? "GET" : "POST" } = options;
    const isJson = typeof body === "object" && !(body instanceof Uint8Array);
    const response = await fetch(server.url + path, {
      method,
      headers: {
        ...(as === undefined ? {} : { Authorization: `Bearer ${await tokenFor(as)}` }),
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        ...headers,
      },
      ...(body === undefined
        ? {}
        : { body: isJson ? JSON.stringify(body) : (body as string | Uint8Array<ArrayBuffer>) }),
    });
    const text = await response.text();
    const answer = { status: response.status, headers: response.headers, body: asObject(text), text };
    check(method, path, answer);
    return answer;
  }

  return {
    url: server.url,
    folder: folder.path,
    models,
    catalogueFile,
    dependencies,
    eventStore,
    readModel,
    projector,
    handler,
    logLines,
    call,
    tokenFor,
    /** Those of users' streams. */
    events: async () => (await allEvents(eventStore)).filter((each) => !isPaymentStream(each.stream)),
    /** Buys, and reads back what the answer was. */
    buy: (as: CallOptions["as"], body: object, headers: Record<string, string> = {}) =>
      call("/api/purchase", { as, body, headers }),
    async close() {
      closing.abort();
      await rebuildJobs.close();
      await verificationJobs.close();
      await closingJobs.close();
      await server.close();
      health.stop();
      await projector.stop();
      await eventStore.close();
      await readModel.close();
      await models.remove();
      await catalogue.close();
      await folder.remove();
    },
  };
}

const allEvents = (eventStore: EventStore): Promise<RecordedEvent[]> =>
  collect(eventStore.readAll({ batchSize: 1000, live: false }));

function asObject(text: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}
