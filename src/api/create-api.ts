import express, { type Express } from "express";
import type { Logger } from "pino";
import type { Observable } from "rxjs";
import type { AdopterStatus } from "../adopt/adopter.js";
import type { Catalogue } from "../commands/catalogue/catalogue.js";
import type { PurchaseHandler } from "../commands/purchase-handler.js";
import type { ProjectorStatus } from "../projections/projector-status.js";
import type { RebuildJobs } from "../projections/rebuild-jobs.js";
import type { SamplerStatus } from "../projections/sampler.js";
import type { VerificationJobs } from "../projections/verification-jobs.js";
import type { EventStore } from "../stores/event-store/event-store.js";
import type { ReadModelStore } from "../stores/read-model/read-model-store.js";
import { analyticsEndpoints } from "./analytics.js";
import { auditEndpoint } from "./audit.js";
import type { Authenticate } from "./auth/principal.js";
import type { SignInCodes } from "./auth/sign-in-codes.js";
import { createConsistentRead } from "./consistent-read.js";
import { deadLetterEndpoints } from "./dead-letters.js";
import { healthEndpoints } from "./health.js";
import { historyEndpoint } from "./history.js";
import { createMetrics, metricsEndpoint } from "./metrics.js";
import { openApiEndpoint } from "./openapi.js";
import { ownershipEndpoints } from "./ownership.js";
import { projectionEndpoints } from "./projections.js";
import { purchaseEndpoints } from "./purchases.js";
import { rebuildEndpoints } from "./rebuilds.js";
import { repairEndpoint } from "./repairs.js";
import { createRequestContext } from "./request-context.js";
import { revocationEndpoint } from "./revocations.js";
import { addRoutes, createErrorHandler, refuseRoute } from "./routing.js";
import { sessionEndpoints } from "./session.js";
import { statusEndpoint } from "./status.js";
import { supportDiffEndpoint } from "./support-diff.js";
import { supportLiveEndpoint } from "./support-live.js";
import { supportEndpoints } from "./support.js";
import { verificationEndpoints } from "./verifications.js";
import { addWebPages } from "./web-pages.js";

export interface ApiDependencies {
  readonly catalogue: Catalogue;
  readonly handler: PurchaseHandler;
  readonly readModel: ReadModelStore;
  readonly eventStore: EventStore;
  /** What keeps the shop's own accounts; undefined where nothing does. */
  readonly adoption: { readonly adopter: { status(): AdopterStatus } } | undefined;
  readonly projector: { status(): ProjectorStatus; readonly status$: Observable<ProjectorStatus> };
  readonly sampler: { status(): SamplerStatus };
  readonly rebuildJobs: RebuildJobs;
  readonly verificationJobs: VerificationJobs;
  readonly authenticate: Authenticate;
  /** What a link may hold in place of a token. */
  readonly signInCodes: SignInCodes;
  readonly logger: Logger;
  readonly version: string;
  readonly now: () => Date;
  /** Aborted when the server closes: what would go on for ever ends then. */
  readonly closing: AbortSignal;
  /** How long a read with `minRevision` waits. */
  readonly minRevisionWaitMs?: number;
  /** Where the built pages are, if not in this program's own `dist`. */
  readonly pagesFolder?: string;
}

/**
 * Builds the HTTP API. It starts and closes nothing: listening is {@link startServer}'s,
 * and the stores and the projector belong to who made them.
 */
export function createApi(dependencies: ApiDependencies): Express {
  const {
    projector,
    sampler,
    adoption,
    authenticate,
    logger,
    version,
    minRevisionWaitMs: waitMs = 2000,
  } = dependencies;
  const metrics = createMetrics({
    projector: () => projector.status(),
    sampler: () => sampler.status(),
    adopter: adoption && (() => adoption.adopter.status()),
  });
  const readConsistently = createConsistentRead({ moved$: projector.status$, waitMs });
  const endpoints = [
    ...purchaseEndpoints({ ...dependencies, metrics }),
    ...ownershipEndpoints({ ...dependencies, readConsistently }),
    historyEndpoint({ ...dependencies, readConsistently }),
    ...analyticsEndpoints(dependencies),
    ...supportEndpoints(dependencies),
    supportDiffEndpoint(dependencies),
    supportLiveEndpoint(dependencies),
    revocationEndpoint(dependencies),
    repairEndpoint(dependencies),
    auditEndpoint(dependencies),
    ...deadLetterEndpoints(dependencies),
    ...projectionEndpoints(dependencies),
    ...rebuildEndpoints(dependencies),
    ...verificationEndpoints(dependencies),
    ...sessionEndpoints(dependencies),
    statusEndpoint(dependencies),
    ...healthEndpoints(dependencies),
    metricsEndpoint(metrics),
  ];
  const app = express();
  app.disable("x-powered-by");
  app.disable("etag");
  // The query is parsed where it is checked; what a proxy says about the caller is not believed.
  app.set("query parser", "simple");
  app.set("trust proxy", false);
  app.use(createRequestContext({ logger, metrics }));
  addRoutes(app, [...endpoints, openApiEndpoint(endpoints, version)], authenticate);
  addWebPages(app, dependencies.pagesFolder);
  app.use(refuseRoute);
  app.use(createErrorHandler(logger));
  return app;
}
