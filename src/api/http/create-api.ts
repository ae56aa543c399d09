import type { RequestListener } from "node:http";
import express, { type ErrorRequestHandler } from "express";
import type { Logger } from "pino";
import type { Observable } from "rxjs";
import type { AdopterStatus } from "../../shop/adopt/adopter.js";
import type { Catalogue } from "../../catalogue/catalogue.js";
import type { HealthMonitor } from "../../health/health.js";
import type { PurchaseHandler } from "../../commands/purchase-handler.js";
import type { ProjectorStatus } from "../../projections/live/projector-status.js";
import type { ClosingJobs } from "../../jobs/closing-jobs.js";
import type { RebuildJobs } from "../../jobs/rebuild-jobs.js";
import type { SamplerStatus } from "../../projections/check/sampler.js";
import type { VerificationJobs } from "../../jobs/verification-jobs.js";
import type { EventStore } from "../../stores/event-store/event-store.js";
import type { ShopUsers } from "../../shop/mongodb/shop-users.js";
import type { ReadModelStore } from "../../stores/read-model/read-model-store.js";
import { analyticsEndpoints } from "../endpoints/analytics.js";
import { closedMonthsEndpoints } from "../endpoints/closed-months.js";
import { auditEndpoint } from "../endpoints/audit.js";
import type { Authenticate } from "./auth/principal.js";
import type { SingleSignOn } from "./auth/oidc/single-sign-on.js";
import type { SignInCodes } from "./auth/sign-in-codes.js";
import { createConsistentRead, type ConsistentReader } from "../vocabulary/consistent-read.js";
import { deadLetterEndpoints } from "../endpoints/dead-letters.js";
import { disputeEndpoints } from "../endpoints/disputes.js";
import { grantEndpoints } from "../endpoints/grants.js";
import type { Endpoint } from "./endpoint.js";
import { createFoldedReads } from "../vocabulary/folded-reads.js";
import { healthEndpoints } from "../endpoints/health.js";
import { historyEndpoint } from "../endpoints/history.js";
import { metricsEndpoint } from "../endpoints/metrics.js";
import { createMetrics, type ApiMetrics } from "./metrics.js";
import { openApiEndpoint } from "./openapi.js";
import { orderEndpoint } from "../endpoints/orders.js";
import { refundEndpoints } from "../endpoints/refunds.js";
import { ownershipEndpoints } from "../endpoints/ownership.js";
import { projectionEndpoints } from "../endpoints/projections.js";
import { purchaseEndpoints } from "../endpoints/purchases.js";
import { rebuildEndpoints } from "../endpoints/rebuilds.js";
import { repairEndpoint } from "../endpoints/repairs.js";
import { consistencyEndpoint } from "../endpoints/consistency.js";
import { createRequestContext } from "./request-context.js";
import { profileSummaryEndpoint } from "../endpoints/profile-summary.js";
import { revocationEndpoint } from "../endpoints/revocations.js";
import { addRoutes, createErrorHandler, createRequestListener, refuseRoute } from "./routing.js";
import { sessionEndpoints } from "../endpoints/session.js";
import { singleSignOnEndpoints } from "../endpoints/single-sign-on.js";
import { searchEndpoint } from "../endpoints/search.js";
import { statusEndpoint } from "../endpoints/status.js";
import { supportDiffEndpoint } from "../endpoints/support-diff.js";
import { supportLiveEndpoint } from "../endpoints/support-live.js";
import { supportPurchasesEndpoint } from "../endpoints/support-purchases.js";
import { supportSkippedEndpoint } from "../endpoints/support-skipped.js";
import { supportWaitingEndpoint } from "../endpoints/support-waiting.js";
import { supportEndpoints } from "../endpoints/support.js";
import { verificationEndpoints } from "../endpoints/verifications.js";
import { createAnswerUnreadable, type AnswerUnreadable } from "./unreadable-requests.js";
import { addWebPages } from "./web-pages.js";

export interface ApiDependencies {
  readonly catalogue: Catalogue;
  readonly handler: PurchaseHandler;
  readonly readModel: ReadModelStore;
  readonly eventStore: EventStore;
  /** What keeps the shop's own accounts; undefined where nothing does. */
  readonly adoption: { readonly adopter: { status(): AdopterStatus } } | undefined;
  /** The shop's own users; undefined where its database is not known. */
  readonly shopUsers: ShopUsers | undefined;
  readonly health: Pick<HealthMonitor, "health" | "assertFolded">;
  readonly projector: { status(): ProjectorStatus; readonly status$: Observable<ProjectorStatus> };
  readonly sampler: { status(): SamplerStatus };
  readonly rebuildJobs: RebuildJobs;
  readonly verificationJobs: VerificationJobs;
  readonly closingJobs: ClosingJobs;
  readonly authenticate: Authenticate;
  /** One-time codes: a link may contain one instead of a token. */
  readonly signInCodes: SignInCodes;
  /** Undefined where there is no identity provider. */
  readonly singleSignOn: SingleSignOn | undefined;
  readonly logger: Logger;
  readonly version: string;
  readonly now: () => Date;
  /** Aborted when the server closes: open-ended responses end then. */
  readonly closing: AbortSignal;
  /** How long a read with `minRevision` waits. */
  readonly minRevisionWaitMs?: number;
  /** Where the built pages are, if not in this program's own `dist`. */
  readonly pagesFolder?: string;
}

/** The HTTP API, to be served by {@link startServer}. */
export interface Api {
  readonly handle: RequestListener;
  /** For what Node cannot read as a request. */
  readonly answerUnreadable: AnswerUnreadable;
}

/**
 * Builds the HTTP API. It starts and closes nothing: {@link startServer} listens, and the caller owns the stores and the
 * projector.
 */
export function createApi(dependencies: ApiDependencies): Api {
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
    health: () => health.health(),
  });
  const readConsistently = createConsistentRead({ moved$: projector.status$, waitMs });
  const { readModel, health } = dependencies;
  const folded = {
    ...readModel,
    ...createFoldedReads(readModel, {
      assertFolded: () => health.assertFolded(),
      moved$: projector.status$,
      waitMs,
    }),
  };
  const endpoints = endpointsOf({ ...dependencies, metrics, folded, readConsistently });
  const app = express();
  app.disable("x-powered-by");
  app.disable("etag");
  // The query is parsed where it is checked. Proxy headers about the caller are not trusted.
  app.set("query parser", "simple");
  app.set("trust proxy", false);
  const direct = addRoutes(app, [...endpoints, openApiEndpoint(endpoints, version)], authenticate);
  addWebPages(app, dependencies.pagesFolder);
  app.use(refuseRoute);
  const fail = createErrorHandler(logger);
  // Express recognises an error handler by its four parameters.
  app.use(((error, request, response, _next) => {
    fail(error, request, response);
  }) satisfies ErrorRequestHandler);
  const begin = createRequestContext({ logger, metrics });
  return {
    handle: createRequestListener({ begin, direct, app, fail }),
    answerUnreadable: createAnswerUnreadable({ logger, metrics }),
  };
}

interface EndpointParts extends ApiDependencies {
  readonly metrics: ApiMetrics;
  /** The read model, whose queries wait while the log is folded from its beginning. */
  readonly folded: ReadModelStore;
  readonly readConsistently: ConsistentReader;
}

/** All endpoints but the one that describes them. */
export function endpointsOf({
  folded,
  readConsistently,
  ...dependencies
}: EndpointParts): readonly Endpoint[] {
  return [
    ...purchaseEndpoints(dependencies),
    orderEndpoint(dependencies),
    ...refundEndpoints(dependencies),
    ...disputeEndpoints(dependencies),
    ...grantEndpoints(dependencies),
    ...ownershipEndpoints({ ...dependencies, readModel: folded, readConsistently }),
    historyEndpoint({ ...dependencies, readModel: folded, readConsistently }),
    profileSummaryEndpoint({ ...dependencies, readModel: folded, readConsistently }),
    ...analyticsEndpoints({ ...dependencies, readModel: folded }),
    ...closedMonthsEndpoints(dependencies),
    ...supportEndpoints(dependencies),
    searchEndpoint({ ...dependencies, readModel: folded }),
    supportPurchasesEndpoint(dependencies),
    supportSkippedEndpoint(dependencies),
    supportWaitingEndpoint(dependencies),
    supportDiffEndpoint(dependencies),
    supportLiveEndpoint(dependencies),
    revocationEndpoint(dependencies),
    repairEndpoint(dependencies),
    auditEndpoint(dependencies),
    ...deadLetterEndpoints(dependencies),
    ...projectionEndpoints(dependencies),
    consistencyEndpoint(dependencies),
    ...rebuildEndpoints(dependencies),
    ...verificationEndpoints(dependencies),
    ...sessionEndpoints(dependencies),
    ...singleSignOnEndpoints(dependencies),
    statusEndpoint(dependencies),
    ...healthEndpoints(dependencies),
    metricsEndpoint(dependencies.metrics),
  ];
}
