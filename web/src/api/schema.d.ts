// Generated from the API's OpenAPI document: `npm run generate:api`.

export interface paths {
  "/api/analytics/closings": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The closings that this server has run since its start
     * @description Roles: analyst, admin.
     */
    get: operations["getClosings"];
    put?: never;
    /**
     * Close a month, or prove that a closed one is unchanged
     * @description Counts the log in a process of its own, and pins the figures, the last event that they include, and their hash, in the audit log. A closed month is counted again up to the same event and compared. A month is refused before it is over, out of order, and in a different time zone from the months before. Roles: analyst, admin.
     */
    post: operations["startClosing"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/analytics/closings/{id}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The state or the result of a closing
     * @description Roles: analyst, admin.
     */
    get: operations["getClosing"];
    put?: never;
    post?: never;
    /**
     * Cancel a closing
     * @description The month stays as it was. A closing that has ended stays as it is. Roles: analyst, admin.
     */
    delete: operations["cancelClosing"];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/analytics/closings/{id}/progress": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * A closing's progress as server-sent events
     * @description Each event `closing` has the whole job as its data. The stream ends after the one that says how it ended, or when the caller's token expires; a client that connects again gets the present state first. Roles: analyst, admin.
     */
    get: operations["watchClosing"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/analytics/months": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The closed months and their figures
     * @description As they were closed: nothing that is recorded later changes them. Roles: analyst, admin.
     */
    get: operations["getClosedMonths"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/analytics/summary": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Totals of purchases, revenue and refunds
     * @description Each number counts by its own date: purchases, revocations and refunds. Roles: analyst, admin.
     */
    get: operations["getAnalyticsSummary"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/analytics/timeseries": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Purchases, revocations and revenue by day, week, month or year
     * @description Days begin at midnight in the time zone, weeks on Monday. Empty ones are included, from the first to the last of the range; more than 10000 are refused. The first and the last count only what is within the range. Each number counts by its own date. Roles: analyst, admin.
     */
    get: operations["getTimeseries"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/analytics/top-items": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The best-selling courses and tests
     * @description By purchases or, with a currency, by net revenue; where these are equal, by kind and id. Roles: analyst, admin.
     */
    get: operations["getTopItems"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/audit": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The audit log: what operators did, when and why
     * @description Repairs, rebuilds, rollbacks, retries, revocations, verifications and the like. Kept with the event log. What takes long is recorded when it begins and when it ends, and is one entry here. Roles: support, analyst, admin.
     */
    get: operations["getAudit"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/disputes": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The disputes that were kept for a payment
     * @description Roles: service, support, admin.
     */
    get: operations["disputesOfPayment"];
    put?: never;
    /**
     * Record the state of a dispute
     * @description An open dispute suspends access, a won one restores it, a lost one refunds the disputed amount. The first outcome is final; later or repeated reports change nothing. The dispute of a payment that arrives before its purchase is kept, and applied when the purchase is recorded. Roles: service, support, admin.
     */
    post: operations["recordDispute"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/openapi.json": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * This description
     * @description Needs no token.
     */
    get: operations["getOpenApi"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/orders": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Buy several items with one payment
     * @description All lines are recorded, or none. An order is recorded once: the same orderId and content return the first response. A bundle is an order, and a gift is an order that names the giver. Roles: service, admin.
     */
    post: operations["placeOrder"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/profile/purchase-history": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The user's purchases, newest first, page by page
     * @description Revoked purchases are included and marked. Purchases without a date come last. A purchase made while a caller pages appears before the first page: no page repeats or misses another purchase because of it. Roles: user, service, support, admin.
     */
    get: operations["getPurchaseHistory"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/profile/purchased-courses": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The ids of all courses and tests that the user owns, in the order they were bought
     * @description Roles: user, service, support, admin.
     */
    get: operations["getPurchasedCourses"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/profile/summary": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * A user's purchases in numbers, and whether both projections agree on them
     * @description Roles: user, service, support, admin.
     */
    get: operations["getProfileSummary"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/projections": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The projections and their generations
     * @description Roles: support, analyst, admin.
     */
    get: operations["getProjections"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/projections/{name}/rebuilds": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The rebuilds that this server has run since its start
     * @description Roles: analyst, admin.
     */
    get: operations["getRebuilds"];
    put?: never;
    /**
     * Rebuild projections beside the live ones and swap them in
     * @description Runs in a process of its own; the shop stays open. The new projections are compared with the live ones, and if too much would change they are kept, and not swapped in. Roles: analyst, admin.
     */
    post: operations["startRebuild"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/projections/{name}/rebuilds/{id}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The state or the result of a rebuild
     * @description Roles: analyst, admin.
     */
    get: operations["getRebuild"];
    put?: never;
    post?: never;
    /**
     * Cancel a rebuild
     * @description The live projections are unchanged. The new ones are kept, and the next rebuild continues them unless it restarts. A rebuild that has ended stays as it is. Roles: analyst, admin.
     */
    delete: operations["cancelRebuild"];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/projections/{name}/rebuilds/{id}/progress": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * A rebuild's progress as server-sent events
     * @description Each event `rebuild` has the whole job as its data. The stream ends after the one that says how it ended, or when the caller's token expires; a client that connects again gets the present state first. Roles: analyst, admin.
     */
    get: operations["watchRebuild"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/projections/{name}/rollbacks": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Roll back the last rebuild
     * @description In one step. The projector continues from where it was left. Roles: analyst, admin.
     */
    post: operations["rollBackProjection"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/projections/consistency": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Whether the projections match the log, and the evidence
     * @description Roles: support, analyst, admin.
     */
    get: operations["getConsistency"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/projections/dead-letters": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Events that cannot be read or folded, by stream
     * @description Each holds back its own user and no other. Support sees the raw event in the user's events. Roles: support, analyst, admin.
     */
    get: operations["getDeadLetters"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/projections/dead-letters/{userId}/retries": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Retry a user who is held back
     * @description Use it after an upgrade. Releases the user if all events can be folded now; otherwise nothing changes. Roles: support, analyst, admin.
     */
    post: operations["retryDeadLetter"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/projections/verifications": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The verifications that this server has run since its start
     * @description Roles: analyst, admin.
     */
    get: operations["getVerifications"];
    put?: never;
    /**
     * Verify the projections against the log
     * @description Folds the whole log again in a process of its own, and compares every document and record with the result. The shop stays open; nothing is written but a line in the audit log. Roles: analyst, admin.
     */
    post: operations["startVerification"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/projections/verifications/{id}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The state or the result of a verification
     * @description Roles: analyst, admin.
     */
    get: operations["getVerification"];
    put?: never;
    post?: never;
    /**
     * Cancel a verification
     * @description It changed nothing. A verification that has ended stays as it is. Roles: analyst, admin.
     */
    delete: operations["cancelVerification"];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/projections/verifications/{id}/progress": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * A verification's progress as server-sent events
     * @description Each event `verification` has the whole job as its data. The stream ends after the one that says how it ended, or when the caller's token expires; a client that connects again gets the present state first. Roles: analyst, admin.
     */
    get: operations["watchVerification"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/public/purchase-free": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Take a free course or test
     * @description Roles: user, service, admin.
     */
    post: operations["purchaseFree"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/purchase": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Buy a course or a test
     * @description A priced item needs a service or admin token, which vouches for the payment, and a paymentId. With paidAt the money was taken, so the purchase is recorded in any case. A payment buys an item once; several items of one payment share an orderId, or are bought with POST /api/orders. Roles: user, service, admin.
     */
    post: operations["purchase"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/purchase/check": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Whether the user owns a course or test
     * @description Roles: user, service, support, admin.
     */
    get: operations["checkPurchase"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/refunds": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The refunds that were kept for a payment
     * @description Roles: service, support, admin.
     */
    get: operations["refundsOfPayment"];
    put?: never;
    /**
     * Record a refund
     * @description By payment, or by user and purchase; full or partial; with or without revoking access. The refund of a payment that arrives before its purchase is kept, and applied when the purchase is recorded. A refund of a payment without an amount is of the whole payment, also of lines of its order that are recorded later. Roles: service, support, admin.
     */
    post: operations["refund"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/session": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The user who is signed in
     * @description Needs no token.
     */
    get: operations["getSession"];
    put?: never;
    /**
     * Sign a browser in
     * @description Every endpoint then takes the cookie instead of the Authorization header; writes by it need the header X-Requested-By, with any value. Needs no token.
     */
    post: operations["signIn"];
    /**
     * Sign a browser out
     * @description Needs the header X-Requested-By. The token itself stays valid until it expires. Needs no token.
     */
    delete: operations["signOut"];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/sign-in-methods": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * How a browser can sign in, besides by token
     * @description Needs no token.
     */
    get: operations["getSignInMethods"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/status": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Versions, stores and how far the projections are
     * @description Roles: support, analyst, service, admin.
     */
    get: operations["getStatus"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/support/search": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Whatever has this id: a user, payment, purchase, order, request or item
     * @description Ids are whole and case-sensitive. With the shop's MongoDB, a name or an e-mail address as well, in any case. Roles: support, admin.
     */
    get: operations["search"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/support/users/{userId}/diff": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * A user's stored models compared with the events, field by field
     * @description Roles: support, admin.
     */
    get: operations["getUserDiff"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/support/users/{userId}/events": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * A user's events, page by page
     * @description Roles: support, admin.
     */
    get: operations["getUserEvents"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/support/users/{userId}/events/live": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * A user's new events as server-sent events
     * @description Each event `event` has one of getUserEvents as its data. It ends when the caller disconnects or its token expires; one that is cut off connects again after the last revision that it has. Roles: support, admin.
     */
    get: operations["watchUserEvents"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/support/users/{userId}/grants": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Grant an item for free
     * @description The user then owns it, for an amount of 0 and without a payment. The event records who gave it and why. Roles: support, admin.
     */
    post: operations["grantItem"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/support/users/{userId}/purchases": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * A user's purchases with order, payment, refunds and flags
     * @description Roles: support, admin.
     */
    get: operations["getUserPurchases"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/support/users/{userId}/reinstatements": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Reinstate a purchase that was revoked by mistake
     * @description Roles: support, admin.
     */
    post: operations["reinstatePurchase"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/support/users/{userId}/repairs": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Rewrite one user's projections from the user's events
     * @description Writes only if they have drifted, and then adds an audit entry. No rebuild is needed. Roles: support, admin.
     */
    post: operations["repairUser"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/support/users/{userId}/revocations": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Revoke a purchase
     * @description The user owns the item no longer, and can buy it again. Who did it is kept in the event. Roles: support, admin.
     */
    post: operations["revokePurchase"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/support/users/{userId}/skipped": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * What imports found in the shop's data about a user and did not take over
     * @description Roles: support, admin.
     */
    get: operations["getUserSkipped"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/support/users/{userId}/state": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * What a user owned at a revision or at a time
     * @description A time means what the ledger knew then: it goes by when the log recorded an event, not by the date of the purchase. Roles: support, admin.
     */
    get: operations["getUserState"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/support/users/{userId}/waiting": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Refunds and disputes of a user's payments that could not be applied
     * @description They arrived before their purchase, and its payment is less than they say, or contradicts them. The latest 200 payments are looked at; GET /api/refunds and /api/disputes answer for any payment. Roles: support, admin.
     */
    get: operations["getUserWaiting"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/auth/oidc/callback": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Come back from the identity provider
     * @description Begins a session, as `POST /api/session` does. Needs no token.
     */
    get: operations["finishSingleSignOn"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/auth/oidc/login": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Go to the identity provider
     * @description Needs no token.
     */
    get: operations["beginSingleSignOn"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/healthz": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Whether the process is running
     * @description Needs no token.
     */
    get: operations["getHealth"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/metrics": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Measurements in the Prometheus text format
     * @description Needs no token.
     */
    get: operations["getMetrics"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/readyz": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Whether the ledger is ready
     * @description Both stores answer, the last append did not fail, the log is the one that the projections were folded from, and the projector is live, or catching up after it was live once. Responds at once with the results of the last second or two; `GET /api/status` shows each check, since when its result holds, and the evidence. Needs no token.
     */
    get: operations["getReadiness"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    Problem: {
      /** @enum {string} */
      code:
        | "request_invalid"
        | "json_malformed"
        | "body_too_large"
        | "headers_too_large"
        | "request_timeout"
        | "content_type_unsupported"
        | "route_unknown"
        | "method_not_allowed"
        | "unauthenticated"
        | "forbidden"
        | "sign_in_refused"
        | "item_unknown"
        | "item_unavailable"
        | "price_changed"
        | "not_free"
        | "payment_missing"
        | "checkout_required"
        | "purchase_id_reused"
        | "payment_reused"
        | "refund_id_reused"
        | "refund_exceeds_payment"
        | "dispute_decided"
        | "purchase_unknown"
        | "user_unknown"
        | "user_held_back"
        | "revision_conflict"
        | "event_id_reused"
        | "projection_behind"
        | "event_invalid"
        | "stream_gap"
        | "document_too_large"
        | "log_damaged"
        | "checkpoint_moved"
        | "checkpoint_ahead"
        | "log_mismatch"
        | "nothing_to_roll_back"
        | "rebuild_running"
        | "rebuild_unknown"
        | "verification_running"
        | "verification_unknown"
        | "closing_running"
        | "closing_unknown"
        | "event_store_unavailable"
        | "read_model_unavailable"
        | "token_keys_unavailable"
        | "identity_provider_unavailable"
        | "read_model_damaged"
        | "catalogue_invalid"
        | "schema_newer"
        | "config_invalid"
        | "source_invalid"
        | "internal_error";
      correlationId: string;
      detail: string;
      instance: string;
      problems?: {
        message: string;
        path: string;
      }[];
      /** Format: int64 */
      status: number;
      title: string;
      type: string;
    } & {
      [key: string]: unknown;
    };
  };
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
  getClosings: {
    parameters: {
      query?: never;
      header?: {
        /** @description Appears in the response, the events and the server's log; generated if it is missing or does not match ^[A-Za-z0-9._:@-]{1,128}$. */
        "X-Correlation-Id"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The latest. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            /** @description Newest first. */
            closings: {
              endedAt: string | null;
              error: {
                code: string;
                message: string;
              } | null;
              /** Format: uuid */
              id: string;
              month: string;
              progress: {
                /**
                 * Format: int64
                 * @description Events while reading and folding, users while comparing.
                 */
                done: number;
                /** Format: double */
                perSecond: number;
                /** @enum {string} */
                phase: "reading" | "folding" | "comparing" | "swapping" | "copying";
                remainingSeconds: number | null;
                /** @description Null if unknown. It may grow while the shop is open. */
                total: number | null;
              } | null;
              reason: string;
              report: {
                /** @description As it was closed. */
                closing: {
                  /** @description What counts in the month: `dated` and `late` together. */
                  booked: {
                    /**
                     * Format: int64
                     * @description Below 0 where purchases have moved to another month or currency.
                     */
                    purchases: number;
                    revenue: {
                      /** @description ISO 4217. */
                      currency: string;
                      discounts: {
                        /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                        amount: string;
                        /** @description Null where it is more than a JSON number holds exactly. */
                        amountMinor: number | null;
                      };
                      /** @description The agreed amounts of the period's purchases, before discounts. */
                      gross: {
                        /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                        amount: string;
                        /** @description Null where it is more than a JSON number holds exactly. */
                        amountMinor: number | null;
                      };
                      /** @description Gross less discounts less refunds; may be below 0. */
                      net: {
                        /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                        amount: string;
                        /** @description Null where it is more than a JSON number holds exactly. */
                        amountMinor: number | null;
                      };
                      /**
                       * Format: int64
                       * @description Purchases of the period with a price over 0.
                       */
                      paidPurchases: number;
                      /** Format: int64 */
                      refundCount: number;
                      /** @description Refunded within the period, whenever the purchases were made. */
                      refunds: {
                        /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                        amount: string;
                        /** @description Null where it is more than a JSON number holds exactly. */
                        amountMinor: number | null;
                      };
                    }[];
                    /**
                     * Format: int64
                     * @description Purchases with an unknown price; below 0 where prices became known.
                     */
                    withoutPrice: number;
                  };
                  closedAt: string;
                  /** @description What is dated within the month. */
                  dated: {
                    /**
                     * Format: int64
                     * @description Below 0 where purchases have moved to another month or currency.
                     */
                    purchases: number;
                    revenue: {
                      /** @description ISO 4217. */
                      currency: string;
                      discounts: {
                        /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                        amount: string;
                        /** @description Null where it is more than a JSON number holds exactly. */
                        amountMinor: number | null;
                      };
                      /** @description The agreed amounts of the period's purchases, before discounts. */
                      gross: {
                        /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                        amount: string;
                        /** @description Null where it is more than a JSON number holds exactly. */
                        amountMinor: number | null;
                      };
                      /** @description Gross less discounts less refunds; may be below 0. */
                      net: {
                        /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                        amount: string;
                        /** @description Null where it is more than a JSON number holds exactly. */
                        amountMinor: number | null;
                      };
                      /**
                       * Format: int64
                       * @description Purchases of the period with a price over 0.
                       */
                      paidPurchases: number;
                      /** Format: int64 */
                      refundCount: number;
                      /** @description Refunded within the period, whenever the purchases were made. */
                      refunds: {
                        /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                        amount: string;
                        /** @description Null where it is more than a JSON number holds exactly. */
                        amountMinor: number | null;
                      };
                    }[];
                    /**
                     * Format: int64
                     * @description Purchases with an unknown price; below 0 where prices became known.
                     */
                    withoutPrice: number;
                  };
                  /** @description The last event that the figures include. */
                  eventId: string | null;
                  /**
                   * Format: int64
                   * @description Events of the log up to it.
                   */
                  events: number;
                  /** Format: date-time */
                  from: string;
                  /** @description SHA-256 of the figures by item, and of the hash of the month before. */
                  hash: string;
                  /** @description What is dated earlier, and came after the month before was closed. */
                  late: {
                    /**
                     * Format: int64
                     * @description Below 0 where purchases have moved to another month or currency.
                     */
                    purchases: number;
                    revenue: {
                      /** @description ISO 4217. */
                      currency: string;
                      discounts: {
                        /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                        amount: string;
                        /** @description Null where it is more than a JSON number holds exactly. */
                        amountMinor: number | null;
                      };
                      /** @description The agreed amounts of the period's purchases, before discounts. */
                      gross: {
                        /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                        amount: string;
                        /** @description Null where it is more than a JSON number holds exactly. */
                        amountMinor: number | null;
                      };
                      /** @description Gross less discounts less refunds; may be below 0. */
                      net: {
                        /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                        amount: string;
                        /** @description Null where it is more than a JSON number holds exactly. */
                        amountMinor: number | null;
                      };
                      /**
                       * Format: int64
                       * @description Purchases of the period with a price over 0.
                       */
                      paidPurchases: number;
                      /** Format: int64 */
                      refundCount: number;
                      /** @description Refunded within the period, whenever the purchases were made. */
                      refunds: {
                        /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                        amount: string;
                        /** @description Null where it is more than a JSON number holds exactly. */
                        amountMinor: number | null;
                      };
                    }[];
                    /**
                     * Format: int64
                     * @description Purchases with an unknown price; below 0 where prices became known.
                     */
                    withoutPrice: number;
                  };
                  /** @description E.g. 2026-10. */
                  month: string;
                  operator: string;
                  /** @description The position of that event in the log in which the month was closed. */
                  position: string | null;
                  /** Format: date-time */
                  to: string;
                  tz: string;
                };
                /** @description What the log says now instead; empty unless the month has changed. */
                differences: {
                  closed: string;
                  /** @description Null for purchases without a price, and if the difference is not in a figure. */
                  currency: string | null;
                  /** @description Null if the difference is not in a figure of a currency. */
                  figure:
                    | ("purchases" | "paid_purchases" | "gross" | "discounts" | "refund_count" | "refunds")
                    | null;
                  now: string;
                  /**
                   * @description dated, late: see `dated` and `late`. total: all that is dated before the end of the month.
                   * @enum {string}
                   */
                  part: "events" | "last_event" | "dated" | "late" | "total" | "hash";
                  /** @description The difference, in English. */
                  what: string;
                }[];
              } | null;
              requestedBy: string;
              startedAt: string;
              /**
               * @description closed: by this job. unchanged or changed: it was closed before, and has been counted again.
               * @enum {string}
               */
              state: "running" | "cancelled" | "failed" | "closed" | "unchanged" | "changed";
            }[];
          };
        };
      };
      /** @description request_invalid */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          "WWW-Authenticate"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description request_timeout */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description headers_too_large */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description token_keys_unavailable */
      503: {
        headers: {
          /** @description Seconds. */
          "Retry-After"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  startClosing: {
    parameters: {
      query?: never;
      header?: {
        /** @description Appears in the response, the events and the server's log; generated if it is missing or does not match ^[A-Za-z0-9._:@-]{1,128}$. */
        "X-Correlation-Id"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          /** @description E.g. 2026-10. */
          month: string;
          /** @description For the audit log. */
          reason?: string;
          /** @description Where the month begins, an IANA time zone; default: that of the closed months, or UTC. */
          tz?: string;
        };
      };
    };
    responses: {
      /** @description Started. */
      202: {
        headers: {
          /** @description The address of the job. */
          Location?: string;
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            endedAt: string | null;
            error: {
              code: string;
              message: string;
            } | null;
            /** Format: uuid */
            id: string;
            month: string;
            progress: {
              /**
               * Format: int64
               * @description Events while reading and folding, users while comparing.
               */
              done: number;
              /** Format: double */
              perSecond: number;
              /** @enum {string} */
              phase: "reading" | "folding" | "comparing" | "swapping" | "copying";
              remainingSeconds: number | null;
              /** @description Null if unknown. It may grow while the shop is open. */
              total: number | null;
            } | null;
            reason: string;
            report: {
              /** @description As it was closed. */
              closing: {
                /** @description What counts in the month: `dated` and `late` together. */
                booked: {
                  /**
                   * Format: int64
                   * @description Below 0 where purchases have moved to another month or currency.
                   */
                  purchases: number;
                  revenue: {
                    /** @description ISO 4217. */
                    currency: string;
                    discounts: {
                      /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                      amount: string;
                      /** @description Null where it is more than a JSON number holds exactly. */
                      amountMinor: number | null;
                    };
                    /** @description The agreed amounts of the period's purchases, before discounts. */
                    gross: {
                      /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                      amount: string;
                      /** @description Null where it is more than a JSON number holds exactly. */
                      amountMinor: number | null;
                    };
                    /** @description Gross less discounts less refunds; may be below 0. */
                    net: {
                      /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                      amount: string;
                      /** @description Null where it is more than a JSON number holds exactly. */
                      amountMinor: number | null;
                    };
                    /**
                     * Format: int64
                     * @description Purchases of the period with a price over 0.
                     */
                    paidPurchases: number;
                    /** Format: int64 */
                    refundCount: number;
                    /** @description Refunded within the period, whenever the purchases were made. */
                    refunds: {
                      /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                      amount: string;
                      /** @description Null where it is more than a JSON number holds exactly. */
                      amountMinor: number | null;
                    };
                  }[];
                  /**
                   * Format: int64
                   * @description Purchases with an unknown price; below 0 where prices became known.
                   */
                  withoutPrice: number;
                };
                closedAt: string;
                /** @description What is dated within the month. */
                dated: {
                  /**
                   * Format: int64
                   * @description Below 0 where purchases have moved to another month or currency.
                   */
                  purchases: number;
                  revenue: {
                    /** @description ISO 4217. */
                    currency: string;
                    discounts: {
                      /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                      amount: string;
                      /** @description Null where it is more than a JSON number holds exactly. */
                      amountMinor: number | null;
                    };
                    /** @description The agreed amounts of the period's purchases, before discounts. */
                    gross: {
                      /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                      amount: string;
                      /** @description Null where it is more than a JSON number holds exactly. */
                      amountMinor: number | null;
                    };
                    /** @description Gross less discounts less refunds; may be below 0. */
                    net: {
                      /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                      amount: string;
                      /** @description Null where it is more than a JSON number holds exactly. */
                      amountMinor: number | null;
                    };
                    /**
                     * Format: int64
                     * @description Purchases of the period with a price over 0.
                     */
                    paidPurchases: number;
                    /** Format: int64 */
                    refundCount: number;
                    /** @description Refunded within the period, whenever the purchases were made. */
                    refunds: {
                      /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                      amount: string;
                      /** @description Null where it is more than a JSON number holds exactly. */
                      amountMinor: number | null;
                    };
                  }[];
                  /**
                   * Format: int64
                   * @description Purchases with an unknown price; below 0 where prices became known.
                   */
                  withoutPrice: number;
                };
                /** @description The last event that the figures include. */
                eventId: string | null;
                /**
                 * Format: int64
                 * @description Events of the log up to it.
                 */
                events: number;
                /** Format: date-time */
                from: string;
                /** @description SHA-256 of the figures by item, and of the hash of the month before. */
                hash: string;
                /** @description What is dated earlier, and came after the month before was closed. */
                late: {
                  /**
                   * Format: int64
                   * @description Below 0 where purchases have moved to another month or currency.
                   */
                  purchases: number;
                  revenue: {
                    /** @description ISO 4217. */
                    currency: string;
                    discounts: {
                      /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                      amount: string;
                      /** @description Null where it is more than a JSON number holds exactly. */
                      amountMinor: number | null;
                    };
                    /** @description The agreed amounts of the period's purchases, before discounts. */
                    gross: {
                      /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                      amount: string;
                      /** @description Null where it is more than a JSON number holds exactly. */
                      amountMinor: number | null;
                    };
                    /** @description Gross less discounts less refunds; may be below 0. */
                    net: {
                      /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                      amount: string;
                      /** @description Null where it is more than a JSON number holds exactly. */
                      amountMinor: number | null;
                    };
                    /**
                     * Format: int64
                     * @description Purchases of the period with a price over 0.
                     */
                    paidPurchases: number;
                    /** Format: int64 */
                    refundCount: number;
                    /** @description Refunded within the period, whenever the purchases were made. */
                    refunds: {
                      /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                      amount: string;
                      /** @description Null where it is more than a JSON number holds exactly. */
                      amountMinor: number | null;
                    };
                  }[];
                  /**
                   * Format: int64
                   * @description Purchases with an unknown price; below 0 where prices became known.
                   */
                  withoutPrice: number;
                };
                /** @description E.g. 2026-10. */
                month: string;
                operator: string;
                /** @description The position of that event in the log in which the month was closed. */
                position: string | null;
                /** Format: date-time */
                to: string;
                tz: string;
              };
              /** @description What the log says now instead; empty unless the month has changed. */
              differences: {
                closed: string;
                /** @description Null for purchases without a price, and if the difference is not in a figure. */
                currency: string | null;
                /** @description Null if the difference is not in a figure of a currency. */
                figure:
                  | ("purchases" | "paid_purchases" | "gross" | "discounts" | "refund_count" | "refunds")
                  | null;
                now: string;
                /**
                 * @description dated, late: see `dated` and `late`. total: all that is dated before the end of the month.
                 * @enum {string}
                 */
                part: "events" | "last_event" | "dated" | "late" | "total" | "hash";
                /** @description The difference, in English. */
                what: string;
              }[];
            } | null;
            requestedBy: string;
            startedAt: string;
            /**
             * @description closed: by this job. unchanged or changed: it was closed before, and has been counted again.
             * @enum {string}
             */
            state: "running" | "cancelled" | "failed" | "closed" | "unchanged" | "changed";
          };
        };
      };
      /** @description request_invalid, json_malformed */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          "WWW-Authenticate"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description request_timeout */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description closing_running */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description body_too_large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description content_type_unsupported */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description headers_too_large */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description token_keys_unavailable, event_store_unavailable */
      503: {
        headers: {
          /** @description Seconds. */
          "Retry-After"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  getClosing: {
    parameters: {
      query?: never;
      header?: {
        /** @description Appears in the response, the events and the server's log; generated if it is missing or does not match ^[A-Za-z0-9._:@-]{1,128}$. */
        "X-Correlation-Id"?: string;
      };
      path: {
        /** @description The job's id. */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The present state. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            endedAt: string | null;
            error: {
              code: string;
              message: string;
            } | null;
            /** Format: uuid */
            id: string;
            month: string;
            progress: {
              /**
               * Format: int64
               * @description Events while reading and folding, users while comparing.
               */
              done: number;
              /** Format: double */
              perSecond: number;
              /** @enum {string} */
              phase: "reading" | "folding" | "comparing" | "swapping" | "copying";
              remainingSeconds: number | null;
              /** @description Null if unknown. It may grow while the shop is open. */
              total: number | null;
            } | null;
            reason: string;
            report: {
              /** @description As it was closed. */
              closing: {
                /** @description What counts in the month: `dated` and `late` together. */
                booked: {
                  /**
                   * Format: int64
                   * @description Below 0 where purchases have moved to another month or currency.
                   */
                  purchases: number;
                  revenue: {
                    /** @description ISO 4217. */
                    currency: string;
                    discounts: {
                      /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                      amount: string;
                      /** @description Null where it is more than a JSON number holds exactly. */
                      amountMinor: number | null;
                    };
                    /** @description The agreed amounts of the period's purchases, before discounts. */
                    gross: {
                      /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                      amount: string;
                      /** @description Null where it is more than a JSON number holds exactly. */
                      amountMinor: number | null;
                    };
                    /** @description Gross less discounts less refunds; may be below 0. */
                    net: {
                      /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                      amount: string;
                      /** @description Null where it is more than a JSON number holds exactly. */
                      amountMinor: number | null;
                    };
                    /**
                     * Format: int64
                     * @description Purchases of the period with a price over 0.
                     */
                    paidPurchases: number;
                    /** Format: int64 */
                    refundCount: number;
                    /** @description Refunded within the period, whenever the purchases were made. */
                    refunds: {
                      /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                      amount: string;
                      /** @description Null where it is more than a JSON number holds exactly. */
                      amountMinor: number | null;
                    };
                  }[];
                  /**
                   * Format: int64
                   * @description Purchases with an unknown price; below 0 where prices became known.
                   */
                  withoutPrice: number;
                };
                closedAt: string;
                /** @description What is dated within the month. */
                dated: {
                  /**
                   * Format: int64
                   * @description Below 0 where purchases have moved to another month or currency.
                   */
                  purchases: number;
                  revenue: {
                    /** @description ISO 4217. */
                    currency: string;
                    discounts: {
                      /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                      amount: string;
                      /** @description Null where it is more than a JSON number holds exactly. */
                      amountMinor: number | null;
                    };
                    /** @description The agreed amounts of the period's purchases, before discounts. */
                    gross: {
                      /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                      amount: string;
                      /** @description Null where it is more than a JSON number holds exactly. */
                      amountMinor: number | null;
                    };
                    /** @description Gross less discounts less refunds; may be below 0. */
                    net: {
                      /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                      amount: string;
                      /** @description Null where it is more than a JSON number holds exactly. */
                      amountMinor: number | null;
                    };
                    /**
                     * Format: int64
                     * @description Purchases of the period with a price over 0.
                     */
                    paidPurchases: number;
                    /** Format: int64 */
                    refundCount: number;
                    /** @description Refunded within the period, whenever the purchases were made. */
                    refunds: {
                      /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                      amount: string;
                      /** @description Null where it is more than a JSON number holds exactly. */
                      amountMinor: number | null;
                    };
                  }[];
                  /**
                   * Format: int64
                   * @description Purchases with an unknown price; below 0 where prices became known.
                   */
                  withoutPrice: number;
                };
                /** @description The last event that the figures include. */
                eventId: string | null;
                /**
                 * Format: int64
                 * @description Events of the log up to it.
                 */
                events: number;
                /** Format: date-time */
                from: string;
                /** @description SHA-256 of the figures by item, and of the hash of the month before. */
                hash: string;
                /** @description What is dated earlier, and came after the month before was closed. */
                late: {
                  /**
                   * Format: int64
                   * @description Below 0 where purchases have moved to another month or currency.
                   */
                  purchases: number;
                  revenue: {
                    /** @description ISO 4217. */
                    currency: string;
                    discounts: {
                      /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                      amount: string;
                      /** @description Null where it is more than a JSON number holds exactly. */
                      amountMinor: number | null;
                    };
                    /** @description The agreed amounts of the period's purchases, before discounts. */
                    gross: {
                      /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                      amount: string;
                      /** @description Null where it is more than a JSON number holds exactly. */
                      amountMinor: number | null;
                    };
                    /** @description Gross less discounts less refunds; may be below 0. */
                    net: {
                      /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                      amount: string;
                      /** @description Null where it is more than a JSON number holds exactly. */
                      amountMinor: number | null;
                    };
                    /**
                     * Format: int64
                     * @description Purchases of the period with a price over 0.
                     */
                    paidPurchases: number;
                    /** Format: int64 */
                    refundCount: number;
                    /** @description Refunded within the period, whenever the purchases were made. */
                    refunds: {
                      /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                      amount: string;
                      /** @description Null where it is more than a JSON number holds exactly. */
                      amountMinor: number | null;
                    };
                  }[];
                  /**
                   * Format: int64
                   * @description Purchases with an unknown price; below 0 where prices became known.
                   */
                  withoutPrice: number;
                };
                /** @description E.g. 2026-10. */
                month: string;
                operator: string;
                /** @description The position of that event in the log in which the month was closed. */
                position: string | null;
                /** Format: date-time */
                to: string;
                tz: string;
              };
              /** @description What the log says now instead; empty unless the month has changed. */
              differences: {
                closed: string;
                /** @description Null for purchases without a price, and if the difference is not in a figure. */
                currency: string | null;
                /** @description Null if the difference is not in a figure of a currency. */
                figure:
                  | ("purchases" | "paid_purchases" | "gross" | "discounts" | "refund_count" | "refunds")
                  | null;
                now: string;
                /**
                 * @description dated, late: see `dated` and `late`. total: all that is dated before the end of the month.
                 * @enum {string}
                 */
                part: "events" | "last_event" | "dated" | "late" | "total" | "hash";
                /** @description The difference, in English. */
                what: string;
              }[];
            } | null;
            requestedBy: string;
            startedAt: string;
            /**
             * @description closed: by this job. unchanged or changed: it was closed before, and has been counted again.
             * @enum {string}
             */
            state: "running" | "cancelled" | "failed" | "closed" | "unchanged" | "changed";
          };
        };
      };
      /** @description request_invalid */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          "WWW-Authenticate"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description closing_unknown */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description request_timeout */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description headers_too_large */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description token_keys_unavailable */
      503: {
        headers: {
          /** @description Seconds. */
          "Retry-After"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  cancelClosing: {
    parameters: {
      query?: never;
      header?: {
        /** @description Appears in the response, the events and the server's log; generated if it is missing or does not match ^[A-Za-z0-9._:@-]{1,128}$. */
        "X-Correlation-Id"?: string;
      };
      path: {
        /** @description The job's id. */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The job, which has ended. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            endedAt: string | null;
            error: {
              code: string;
              message: string;
            } | null;
            /** Format: uuid */
            id: string;
            month: string;
            progress: {
              /**
               * Format: int64
               * @description Events while reading and folding, users while comparing.
               */
              done: number;
              /** Format: double */
              perSecond: number;
              /** @enum {string} */
              phase: "reading" | "folding" | "comparing" | "swapping" | "copying";
              remainingSeconds: number | null;
              /** @description Null if unknown. It may grow while the shop is open. */
              total: number | null;
            } | null;
            reason: string;
            report: {
              /** @description As it was closed. */
              closing: {
                /** @description What counts in the month: `dated` and `late` together. */
                booked: {
                  /**
                   * Format: int64
                   * @description Below 0 where purchases have moved to another month or currency.
                   */
                  purchases: number;
                  revenue: {
                    /** @description ISO 4217. */
                    currency: string;
                    discounts: {
                      /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                      amount: string;
                      /** @description Null where it is more than a JSON number holds exactly. */
                      amountMinor: number | null;
                    };
                    /** @description The agreed amounts of the period's purchases, before discounts. */
                    gross: {
                      /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                      amount: string;
                      /** @description Null where it is more than a JSON number holds exactly. */
                      amountMinor: number | null;
                    };
                    /** @description Gross less discounts less refunds; may be below 0. */
                    net: {
                      /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                      amount: string;
                      /** @description Null where it is more than a JSON number holds exactly. */
                      amountMinor: number | null;
                    };
                    /**
                     * Format: int64
                     * @description Purchases of the period with a price over 0.
                     */
                    paidPurchases: number;
                    /** Format: int64 */
                    refundCount: number;
                    /** @description Refunded within the period, whenever the purchases were made. */
                    refunds: {
                      /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                      amount: string;
                      /** @description Null where it is more than a JSON number holds exactly. */
                      amountMinor: number | null;
                    };
                  }[];
                  /**
                   * Format: int64
                   * @description Purchases with an unknown price; below 0 where prices became known.
                   */
                  withoutPrice: number;
                };
                closedAt: string;
                /** @description What is dated within the month. */
                dated: {
                  /**
                   * Format: int64
                   * @description Below 0 where purchases have moved to another month or currency.
                   */
                  purchases: number;
                  revenue: {
                    /** @description ISO 4217. */
                    currency: string;
                    discounts: {
                      /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                      amount: string;
                      /** @description Null where it is more than a JSON number holds exactly. */
                      amountMinor: number | null;
                    };
                    /** @description The agreed amounts of the period's purchases, before discounts. */
                    gross: {
                      /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                      amount: string;
                      /** @description Null where it is more than a JSON number holds exactly. */
                      amountMinor: number | null;
                    };
                    /** @description Gross less discounts less refunds; may be below 0. */
                    net: {
                      /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                      amount: string;
                      /** @description Null where it is more than a JSON number holds exactly. */
                      amountMinor: number | null;
                    };
                    /**
                     * Format: int64
                     * @description Purchases of the period with a price over 0.
                     */
                    paidPurchases: number;
                    /** Format: int64 */
                    refundCount: number;
                    /** @description Refunded within the period, whenever the purchases were made. */
                    refunds: {
                      /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                      amount: string;
                      /** @description Null where it is more than a JSON number holds exactly. */
                      amountMinor: number | null;
                    };
                  }[];
                  /**
                   * Format: int64
                   * @description Purchases with an unknown price; below 0 where prices became known.
                   */
                  withoutPrice: number;
                };
                /** @description The last event that the figures include. */
                eventId: string | null;
                /**
                 * Format: int64
                 * @description Events of the log up to it.
                 */
                events: number;
                /** Format: date-time */
                from: string;
                /** @description SHA-256 of the figures by item, and of the hash of the month before. */
                hash: string;
                /** @description What is dated earlier, and came after the month before was closed. */
                late: {
                  /**
                   * Format: int64
                   * @description Below 0 where purchases have moved to another month or currency.
                   */
                  purchases: number;
                  revenue: {
                    /** @description ISO 4217. */
                    currency: string;
                    discounts: {
                      /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                      amount: string;
                      /** @description Null where it is more than a JSON number holds exactly. */
                      amountMinor: number | null;
                    };
                    /** @description The agreed amounts of the period's purchases, before discounts. */
                    gross: {
                      /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                      amount: string;
                      /** @description Null where it is more than a JSON number holds exactly. */
                      amountMinor: number | null;
                    };
                    /** @description Gross less discounts less refunds; may be below 0. */
                    net: {
                      /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                      amount: string;
                      /** @description Null where it is more than a JSON number holds exactly. */
                      amountMinor: number | null;
                    };
                    /**
                     * Format: int64
                     * @description Purchases of the period with a price over 0.
                     */
                    paidPurchases: number;
                    /** Format: int64 */
                    refundCount: number;
                    /** @description Refunded within the period, whenever the purchases were made. */
                    refunds: {
                      /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                      amount: string;
                      /** @description Null where it is more than a JSON number holds exactly. */
                      amountMinor: number | null;
                    };
                  }[];
                  /**
                   * Format: int64
                   * @description Purchases with an unknown price; below 0 where prices became known.
                   */
                  withoutPrice: number;
                };
                /** @description E.g. 2026-10. */
                month: string;
                operator: string;
                /** @description The position of that event in the log in which the month was closed. */
                position: string | null;
                /** Format: date-time */
                to: string;
                tz: string;
              };
              /** @description What the log says now instead; empty unless the month has changed. */
              differences: {
                closed: string;
                /** @description Null for purchases without a price, and if the difference is not in a figure. */
                currency: string | null;
                /** @description Null if the difference is not in a figure of a currency. */
                figure:
                  | ("purchases" | "paid_purchases" | "gross" | "discounts" | "refund_count" | "refunds")
                  | null;
                now: string;
                /**
                 * @description dated, late: see `dated` and `late`. total: all that is dated before the end of the month.
                 * @enum {string}
                 */
                part: "events" | "last_event" | "dated" | "late" | "total" | "hash";
                /** @description The difference, in English. */
                what: string;
              }[];
            } | null;
            requestedBy: string;
            startedAt: string;
            /**
             * @description closed: by this job. unchanged or changed: it was closed before, and has been counted again.
             * @enum {string}
             */
            state: "running" | "cancelled" | "failed" | "closed" | "unchanged" | "changed";
          };
        };
      };
      /** @description request_invalid */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          "WWW-Authenticate"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description closing_unknown */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description request_timeout */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description headers_too_large */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description token_keys_unavailable */
      503: {
        headers: {
          /** @description Seconds. */
          "Retry-After"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  watchClosing: {
    parameters: {
      query?: never;
      header?: {
        /** @description Appears in the response, the events and the server's log; generated if it is missing or does not match ^[A-Za-z0-9._:@-]{1,128}$. */
        "X-Correlation-Id"?: string;
      };
      path: {
        /** @description The job's id. */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Events, as they happen. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "text/event-stream": string;
        };
      };
      /** @description request_invalid */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          "WWW-Authenticate"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description closing_unknown */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description request_timeout */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description headers_too_large */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description token_keys_unavailable */
      503: {
        headers: {
          /** @description Seconds. */
          "Retry-After"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  getClosedMonths: {
    parameters: {
      query?: never;
      header?: {
        /** @description Appears in the response, the events and the server's log; generated if it is missing or does not match ^[A-Za-z0-9._:@-]{1,128}$. */
        "X-Correlation-Id"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The closed months. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            /** @description Oldest first. */
            months: {
              /** @description What counts in the month: `dated` and `late` together. */
              booked: {
                /**
                 * Format: int64
                 * @description Below 0 where purchases have moved to another month or currency.
                 */
                purchases: number;
                revenue: {
                  /** @description ISO 4217. */
                  currency: string;
                  discounts: {
                    /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                    amount: string;
                    /** @description Null where it is more than a JSON number holds exactly. */
                    amountMinor: number | null;
                  };
                  /** @description The agreed amounts of the period's purchases, before discounts. */
                  gross: {
                    /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                    amount: string;
                    /** @description Null where it is more than a JSON number holds exactly. */
                    amountMinor: number | null;
                  };
                  /** @description Gross less discounts less refunds; may be below 0. */
                  net: {
                    /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                    amount: string;
                    /** @description Null where it is more than a JSON number holds exactly. */
                    amountMinor: number | null;
                  };
                  /**
                   * Format: int64
                   * @description Purchases of the period with a price over 0.
                   */
                  paidPurchases: number;
                  /** Format: int64 */
                  refundCount: number;
                  /** @description Refunded within the period, whenever the purchases were made. */
                  refunds: {
                    /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                    amount: string;
                    /** @description Null where it is more than a JSON number holds exactly. */
                    amountMinor: number | null;
                  };
                }[];
                /**
                 * Format: int64
                 * @description Purchases with an unknown price; below 0 where prices became known.
                 */
                withoutPrice: number;
              };
              closedAt: string;
              /** @description What is dated within the month. */
              dated: {
                /**
                 * Format: int64
                 * @description Below 0 where purchases have moved to another month or currency.
                 */
                purchases: number;
                revenue: {
                  /** @description ISO 4217. */
                  currency: string;
                  discounts: {
                    /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                    amount: string;
                    /** @description Null where it is more than a JSON number holds exactly. */
                    amountMinor: number | null;
                  };
                  /** @description The agreed amounts of the period's purchases, before discounts. */
                  gross: {
                    /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                    amount: string;
                    /** @description Null where it is more than a JSON number holds exactly. */
                    amountMinor: number | null;
                  };
                  /** @description Gross less discounts less refunds; may be below 0. */
                  net: {
                    /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                    amount: string;
                    /** @description Null where it is more than a JSON number holds exactly. */
                    amountMinor: number | null;
                  };
                  /**
                   * Format: int64
                   * @description Purchases of the period with a price over 0.
                   */
                  paidPurchases: number;
                  /** Format: int64 */
                  refundCount: number;
                  /** @description Refunded within the period, whenever the purchases were made. */
                  refunds: {
                    /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                    amount: string;
                    /** @description Null where it is more than a JSON number holds exactly. */
                    amountMinor: number | null;
                  };
                }[];
                /**
                 * Format: int64
                 * @description Purchases with an unknown price; below 0 where prices became known.
                 */
                withoutPrice: number;
              };
              /** @description The last event that the figures include. */
              eventId: string | null;
              /**
               * Format: int64
               * @description Events of the log up to it.
               */
              events: number;
              /** Format: date-time */
              from: string;
              /** @description SHA-256 of the figures by item, and of the hash of the month before. */
              hash: string;
              /** @description What is dated earlier, and came after the month before was closed. */
              late: {
                /**
                 * Format: int64
                 * @description Below 0 where purchases have moved to another month or currency.
                 */
                purchases: number;
                revenue: {
                  /** @description ISO 4217. */
                  currency: string;
                  discounts: {
                    /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                    amount: string;
                    /** @description Null where it is more than a JSON number holds exactly. */
                    amountMinor: number | null;
                  };
                  /** @description The agreed amounts of the period's purchases, before discounts. */
                  gross: {
                    /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                    amount: string;
                    /** @description Null where it is more than a JSON number holds exactly. */
                    amountMinor: number | null;
                  };
                  /** @description Gross less discounts less refunds; may be below 0. */
                  net: {
                    /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                    amount: string;
                    /** @description Null where it is more than a JSON number holds exactly. */
                    amountMinor: number | null;
                  };
                  /**
                   * Format: int64
                   * @description Purchases of the period with a price over 0.
                   */
                  paidPurchases: number;
                  /** Format: int64 */
                  refundCount: number;
                  /** @description Refunded within the period, whenever the purchases were made. */
                  refunds: {
                    /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                    amount: string;
                    /** @description Null where it is more than a JSON number holds exactly. */
                    amountMinor: number | null;
                  };
                }[];
                /**
                 * Format: int64
                 * @description Purchases with an unknown price; below 0 where prices became known.
                 */
                withoutPrice: number;
              };
              /** @description E.g. 2026-10. */
              month: string;
              operator: string;
              /** @description The position of that event in the log in which the month was closed. */
              position: string | null;
              /** Format: date-time */
              to: string;
              tz: string;
            }[];
          };
        };
      };
      /** @description unauthenticated */
      401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          "WWW-Authenticate"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description request_timeout */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description headers_too_large */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description token_keys_unavailable, event_store_unavailable */
      503: {
        headers: {
          /** @description Seconds. */
          "Retry-After"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  getAnalyticsSummary: {
    parameters: {
      query?: {
        /** @description The start, inclusive: a date (2026-01-31), which begins at midnight in the time zone, or a time with its offset (2026-01-31T12:00:00Z). */
        from?: string;
        /** @description The end, exclusive: a date (2026-01-31), which begins at midnight in the time zone, or a time with its offset (2026-01-31T12:00:00Z). */
        to?: string;
        /** @description An IANA time zone, e.g. Europe/Berlin; default: UTC. */
        tz?: string;
      };
      header?: {
        /** @description Appears in the response, the events and the server's log; generated if it is missing or does not match ^[A-Za-z0-9._:@-]{1,128}$. */
        "X-Correlation-Id"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The counts. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            /** @description The start, inclusive; null if the range has none. */
            from: string | null;
            /** @description The same for the preceding range of equal length; null unless the range has two ends. */
            previous: {
              /** @description The start, inclusive; null if the range has none. */
              from: string | null;
              purchases: {
                /** Format: int64 */
                courses: number;
                /** Format: int64 */
                free: number;
                /** Format: int64 */
                paid: number;
                /** @description Revoked within the range, whenever they were bought. */
                revoked: {
                  /** Format: int64 */
                  chargeback: number;
                  /** Format: int64 */
                  correction: number;
                  /** Format: int64 */
                  refund: number;
                  /** Format: int64 */
                  total: number;
                };
                /** Format: int64 */
                tests: number;
                /** Format: int64 */
                total: number;
                /**
                 * Format: int64
                 * @description Purchases with an unknown price; they are not part of the revenue.
                 */
                withoutPrice: number;
              };
              revenue: {
                /** @description ISO 4217. */
                currency: string;
                discounts: {
                  /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                  amount: string;
                  /** @description Null where it is more than a JSON number holds exactly. */
                  amountMinor: number | null;
                };
                /** @description The agreed amounts of the period's purchases, before discounts. */
                gross: {
                  /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                  amount: string;
                  /** @description Null where it is more than a JSON number holds exactly. */
                  amountMinor: number | null;
                };
                /** @description Gross less discounts less refunds; may be below 0. */
                net: {
                  /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                  amount: string;
                  /** @description Null where it is more than a JSON number holds exactly. */
                  amountMinor: number | null;
                };
                /**
                 * Format: int64
                 * @description Purchases of the period with a price over 0.
                 */
                paidPurchases: number;
                /** Format: int64 */
                refundCount: number;
                /** @description Refunded within the period, whenever the purchases were made. */
                refunds: {
                  /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                  amount: string;
                  /** @description Null where it is more than a JSON number holds exactly. */
                  amountMinor: number | null;
                };
              }[];
              /** @description The end, exclusive; null if the range has none. */
              to: string | null;
            } | null;
            purchases: {
              /** Format: int64 */
              courses: number;
              /** Format: int64 */
              free: number;
              /** Format: int64 */
              paid: number;
              /** @description Revoked within the range, whenever they were bought. */
              revoked: {
                /** Format: int64 */
                chargeback: number;
                /** Format: int64 */
                correction: number;
                /** Format: int64 */
                refund: number;
                /** Format: int64 */
                total: number;
              };
              /** Format: int64 */
              tests: number;
              /** Format: int64 */
              total: number;
              /**
               * Format: int64
               * @description Purchases with an unknown price; they are not part of the revenue.
               */
              withoutPrice: number;
            };
            revenue: {
              /** @description ISO 4217. */
              currency: string;
              discounts: {
                /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                amount: string;
                /** @description Null where it is more than a JSON number holds exactly. */
                amountMinor: number | null;
              };
              /** @description The agreed amounts of the period's purchases, before discounts. */
              gross: {
                /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                amount: string;
                /** @description Null where it is more than a JSON number holds exactly. */
                amountMinor: number | null;
              };
              /** @description Gross less discounts less refunds; may be below 0. */
              net: {
                /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                amount: string;
                /** @description Null where it is more than a JSON number holds exactly. */
                amountMinor: number | null;
              };
              /**
               * Format: int64
               * @description Purchases of the period with a price over 0.
               */
              paidPurchases: number;
              /** Format: int64 */
              refundCount: number;
              /** @description Refunded within the period, whenever the purchases were made. */
              refunds: {
                /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                amount: string;
                /** @description Null where it is more than a JSON number holds exactly. */
                amountMinor: number | null;
              };
            }[];
            /** @description The end, exclusive; null if the range has none. */
            to: string | null;
            /** @description Imported purchases with an unknown date. They are in no range and in no other number. */
            undated: {
              /** Format: int64 */
              courses: number;
              revenue: {
                /** @description ISO 4217. */
                currency: string;
                discounts: {
                  /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                  amount: string;
                  /** @description Null where it is more than a JSON number holds exactly. */
                  amountMinor: number | null;
                };
                /** @description The agreed amounts of the period's purchases, before discounts. */
                gross: {
                  /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                  amount: string;
                  /** @description Null where it is more than a JSON number holds exactly. */
                  amountMinor: number | null;
                };
                /** @description Gross less discounts less refunds; may be below 0. */
                net: {
                  /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                  amount: string;
                  /** @description Null where it is more than a JSON number holds exactly. */
                  amountMinor: number | null;
                };
                /**
                 * Format: int64
                 * @description Purchases of the period with a price over 0.
                 */
                paidPurchases: number;
                /** Format: int64 */
                refundCount: number;
                /** @description Refunded within the period, whenever the purchases were made. */
                refunds: {
                  /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                  amount: string;
                  /** @description Null where it is more than a JSON number holds exactly. */
                  amountMinor: number | null;
                };
              }[];
              /** Format: int64 */
              tests: number;
              /** Format: int64 */
              total: number;
              /**
               * Format: int64
               * @description Purchases with an unknown price; they are not part of the revenue.
               */
              withoutPrice: number;
            };
          };
        };
      };
      /** @description request_invalid */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          "WWW-Authenticate"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description request_timeout */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description headers_too_large */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description token_keys_unavailable, projection_behind, read_model_unavailable */
      503: {
        headers: {
          /** @description Seconds. */
          "Retry-After"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  getTimeseries: {
    parameters: {
      query: {
        /** @description The start, inclusive: a date (2026-01-31), which begins at midnight in the time zone, or a time with its offset (2026-01-31T12:00:00Z). */
        from?: string;
        interval: "day" | "week" | "month" | "year";
        /** @description This item only; a course and a test may share an id. */
        itemId?: string;
        /** @description Courses or tests only; default: both. */
        kind?: "course" | "test";
        /** @description The end, exclusive: a date (2026-01-31), which begins at midnight in the time zone, or a time with its offset (2026-01-31T12:00:00Z). */
        to?: string;
        /** @description An IANA time zone, e.g. Europe/Berlin; default: UTC. */
        tz?: string;
      };
      header?: {
        /** @description Appears in the response, the events and the server's log; generated if it is missing or does not match ^[A-Za-z0-9._:@-]{1,128}$. */
        "X-Correlation-Id"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The buckets, in order. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            buckets: {
              /** @description Whether all of it is within closed months; null if the event store cannot say. */
              closed: boolean | null;
              /** Format: int64 */
              courses: number;
              revenue: {
                /** @description ISO 4217. */
                currency: string;
                discounts: {
                  /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                  amount: string;
                  /** @description Null where it is more than a JSON number holds exactly. */
                  amountMinor: number | null;
                };
                /** @description The agreed amounts of the period's purchases, before discounts. */
                gross: {
                  /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                  amount: string;
                  /** @description Null where it is more than a JSON number holds exactly. */
                  amountMinor: number | null;
                };
                /** @description Gross less discounts less refunds; may be below 0. */
                net: {
                  /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                  amount: string;
                  /** @description Null where it is more than a JSON number holds exactly. */
                  amountMinor: number | null;
                };
                /**
                 * Format: int64
                 * @description Purchases of the period with a price over 0.
                 */
                paidPurchases: number;
                /** Format: int64 */
                refundCount: number;
                /** @description Refunded within the period, whenever the purchases were made. */
                refunds: {
                  /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                  amount: string;
                  /** @description Null where it is more than a JSON number holds exactly. */
                  amountMinor: number | null;
                };
              }[];
              /**
               * Format: int64
               * @description Purchases revoked in it, whenever they were made.
               */
              revoked: number;
              /** @description The local date that it begins with, e.g. 2026-01-31. */
              start: string;
              /** Format: int64 */
              tests: number;
              /**
               * Format: int64
               * @description Purchases with an unknown price; they are not part of the revenue.
               */
              withoutPrice: number;
            }[];
            /** @description The start, inclusive; null if the range has none. */
            from: string | null;
            /** @enum {string} */
            interval: "day" | "week" | "month" | "year";
            /** @description What is dated before the first bucket or after the last, in a range without a start or an end: dates that cannot be right, such as 1970-01-01, give no buckets. With the buckets it is all of the range. */
            outside: {
              /** Format: int64 */
              courses: number;
              revenue: {
                /** @description ISO 4217. */
                currency: string;
                discounts: {
                  /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                  amount: string;
                  /** @description Null where it is more than a JSON number holds exactly. */
                  amountMinor: number | null;
                };
                /** @description The agreed amounts of the period's purchases, before discounts. */
                gross: {
                  /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                  amount: string;
                  /** @description Null where it is more than a JSON number holds exactly. */
                  amountMinor: number | null;
                };
                /** @description Gross less discounts less refunds; may be below 0. */
                net: {
                  /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                  amount: string;
                  /** @description Null where it is more than a JSON number holds exactly. */
                  amountMinor: number | null;
                };
                /**
                 * Format: int64
                 * @description Purchases of the period with a price over 0.
                 */
                paidPurchases: number;
                /** Format: int64 */
                refundCount: number;
                /** @description Refunded within the period, whenever the purchases were made. */
                refunds: {
                  /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                  amount: string;
                  /** @description Null where it is more than a JSON number holds exactly. */
                  amountMinor: number | null;
                };
              }[];
              /**
               * Format: int64
               * @description Purchases revoked in it, whenever they were made.
               */
              revoked: number;
              /** Format: int64 */
              tests: number;
              /**
               * Format: int64
               * @description Purchases with an unknown price; they are not part of the revenue.
               */
              withoutPrice: number;
            };
            /** @description The end, exclusive; null if the range has none. */
            to: string | null;
            tz: string;
            /** @description Imported purchases with an unknown date. They are in no range and in no other number. */
            undated: {
              /** Format: int64 */
              courses: number;
              revenue: {
                /** @description ISO 4217. */
                currency: string;
                discounts: {
                  /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                  amount: string;
                  /** @description Null where it is more than a JSON number holds exactly. */
                  amountMinor: number | null;
                };
                /** @description The agreed amounts of the period's purchases, before discounts. */
                gross: {
                  /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                  amount: string;
                  /** @description Null where it is more than a JSON number holds exactly. */
                  amountMinor: number | null;
                };
                /** @description Gross less discounts less refunds; may be below 0. */
                net: {
                  /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                  amount: string;
                  /** @description Null where it is more than a JSON number holds exactly. */
                  amountMinor: number | null;
                };
                /**
                 * Format: int64
                 * @description Purchases of the period with a price over 0.
                 */
                paidPurchases: number;
                /** Format: int64 */
                refundCount: number;
                /** @description Refunded within the period, whenever the purchases were made. */
                refunds: {
                  /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                  amount: string;
                  /** @description Null where it is more than a JSON number holds exactly. */
                  amountMinor: number | null;
                };
              }[];
              /** Format: int64 */
              tests: number;
              /** Format: int64 */
              total: number;
              /**
               * Format: int64
               * @description Purchases with an unknown price; they are not part of the revenue.
               */
              withoutPrice: number;
            };
          };
        };
      };
      /** @description request_invalid */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          "WWW-Authenticate"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description request_timeout */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description headers_too_large */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description token_keys_unavailable, projection_behind, read_model_unavailable */
      503: {
        headers: {
          /** @description Seconds. */
          "Retry-After"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  getTopItems: {
    parameters: {
      query?: {
        /** @description ISO 4217. Rank by the net revenue in it, and leave out items without any. */
        currency?: string;
        /** @description The start, inclusive: a date (2026-01-31), which begins at midnight in the time zone, or a time with its offset (2026-01-31T12:00:00Z). */
        from?: string;
        /** @description Courses or tests only; default: both. */
        kind?: "course" | "test";
        /** @description The maximum number of items. */
        limit?: number;
        /** @description The end, exclusive: a date (2026-01-31), which begins at midnight in the time zone, or a time with its offset (2026-01-31T12:00:00Z). */
        to?: string;
        /** @description An IANA time zone, e.g. Europe/Berlin; default: UTC. */
        tz?: string;
      };
      header?: {
        /** @description Appears in the response, the events and the server's log; generated if it is missing or does not match ^[A-Za-z0-9._:@-]{1,128}$. */
        "X-Correlation-Id"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The items, best first. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            /** @description The start, inclusive; null if the range has none. */
            from: string | null;
            items: {
              itemId: string;
              /** @enum {string} */
              kind: "course" | "test";
              /**
               * Format: int64
               * @description Made within the range.
               */
              purchases: number;
              revenue: {
                /** @description ISO 4217. */
                currency: string;
                discounts: {
                  /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                  amount: string;
                  /** @description Null where it is more than a JSON number holds exactly. */
                  amountMinor: number | null;
                };
                /** @description The agreed amounts of the period's purchases, before discounts. */
                gross: {
                  /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                  amount: string;
                  /** @description Null where it is more than a JSON number holds exactly. */
                  amountMinor: number | null;
                };
                /** @description Gross less discounts less refunds; may be below 0. */
                net: {
                  /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                  amount: string;
                  /** @description Null where it is more than a JSON number holds exactly. */
                  amountMinor: number | null;
                };
                /**
                 * Format: int64
                 * @description Purchases of the period with a price over 0.
                 */
                paidPurchases: number;
                /** Format: int64 */
                refundCount: number;
                /** @description Refunded within the period, whenever the purchases were made. */
                refunds: {
                  /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                  amount: string;
                  /** @description Null where it is more than a JSON number holds exactly. */
                  amountMinor: number | null;
                };
              }[];
              /**
               * Format: int64
               * @description Revoked within the range, whenever they were bought.
               */
              revoked: number;
              /** @description The title in the catalogue; null if the item is no longer there. */
              title: string | null;
              /**
               * Format: int64
               * @description Its purchases with an unknown date, in addition to the others.
               */
              undated: number;
              /**
               * Format: int64
               * @description Purchases with an unknown price; they are not part of the revenue.
               */
              withoutPrice: number;
            }[];
            /** @description The end, exclusive; null if the range has none. */
            to: string | null;
          };
        };
      };
      /** @description request_invalid */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          "WWW-Authenticate"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description request_timeout */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description headers_too_large */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description token_keys_unavailable, projection_behind, read_model_unavailable */
      503: {
        headers: {
          /** @description Seconds. */
          "Retry-After"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  getAudit: {
    parameters: {
      query?: {
        /** @description Only entries before this number: the nextBefore of the previous page. */
        before?: number;
        /** @description The maximum number of entries. */
        limit?: number;
      };
      header?: {
        /** @description Appears in the response, the events and the server's log; generated if it is missing or does not match ^[A-Za-z0-9._:@-]{1,128}$. */
        "X-Correlation-Id"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description One page. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            /** @description Newest first. */
            entries: {
              /** @enum {string} */
              action:
                | "repair"
                | "rebuild"
                | "discard-rebuild"
                | "rollback"
                | "retry-dead-letter"
                | "verify"
                | "revoke"
                | "grant"
                | "reinstate"
                | "set-aside"
                | "close-month"
                | "adopt"
                | "import"
                | "copy-events";
              /** @description UTC. */
              at: string;
              details: {
                [key: string]: unknown;
              };
              /**
               * Format: int64
               * @description Grows with each entry.
               */
              number: number;
              operator: string;
              reason: string;
              /** @description The run of a long operation; null for a short one. */
              run: {
                /** @description Why it failed; null unless it has. */
                error:
                  | (
                      | "request_invalid"
                      | "json_malformed"
                      | "body_too_large"
                      | "headers_too_large"
                      | "request_timeout"
                      | "content_type_unsupported"
                      | "route_unknown"
                      | "method_not_allowed"
                      | "unauthenticated"
                      | "forbidden"
                      | "sign_in_refused"
                      | "item_unknown"
                      | "item_unavailable"
                      | "price_changed"
                      | "not_free"
                      | "payment_missing"
                      | "checkout_required"
                      | "purchase_id_reused"
                      | "payment_reused"
                      | "refund_id_reused"
                      | "refund_exceeds_payment"
                      | "dispute_decided"
                      | "purchase_unknown"
                      | "user_unknown"
                      | "user_held_back"
                      | "revision_conflict"
                      | "event_id_reused"
                      | "projection_behind"
                      | "event_invalid"
                      | "stream_gap"
                      | "document_too_large"
                      | "log_damaged"
                      | "checkpoint_moved"
                      | "checkpoint_ahead"
                      | "log_mismatch"
                      | "nothing_to_roll_back"
                      | "rebuild_running"
                      | "rebuild_unknown"
                      | "verification_running"
                      | "verification_unknown"
                      | "closing_running"
                      | "closing_unknown"
                      | "event_store_unavailable"
                      | "read_model_unavailable"
                      | "token_keys_unavailable"
                      | "identity_provider_unavailable"
                      | "read_model_damaged"
                      | "catalogue_invalid"
                      | "schema_newer"
                      | "config_invalid"
                      | "source_invalid"
                      | "internal_error"
                    )
                  | null;
                /** @description Where it runs, or ran; null once it has ended. */
                host: string | null;
                /** @description UTC. */
                startedAt: string;
                /**
                 * @description `never_ended`: its process is gone and recorded no end. `unknown`: no end is recorded, and it began on another machine.
                 * @enum {string}
                 */
                state: "succeeded" | "failed" | "stopped" | "running" | "never_ended" | "unknown";
              } | null;
            }[];
            /** @description Where the next page starts; null on the last one. */
            nextBefore: number | null;
          };
        };
      };
      /** @description request_invalid */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          "WWW-Authenticate"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description request_timeout */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description headers_too_large */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description token_keys_unavailable, event_store_unavailable */
      503: {
        headers: {
          /** @description Seconds. */
          "Retry-After"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  disputesOfPayment: {
    parameters: {
      query: {
        paymentId: string;
      };
      header?: {
        /** @description Appears in the response, the events and the server's log; generated if it is missing or does not match ^[A-Za-z0-9._:@-]{1,128}$. */
        "X-Correlation-Id"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The user that the payment was spent for, if any, and the disputes that were kept. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            kept: {
              /** @description In major units; null for all of it. */
              amount: number | null;
              currency: string | null;
              disputeId: string;
              receivedAt: string;
              /** @description Why it cannot be applied; null if it is applied, or its purchase has not arrived. */
              refusal: {
                code: string;
                message: string;
              } | null;
              /** @enum {string} */
              state: "waiting" | "applied";
              /** @enum {string} */
              status: "opened" | "won" | "lost";
            }[];
            paymentId: string;
            userId: string | null;
          };
        };
      };
      /** @description request_invalid */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          "WWW-Authenticate"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description request_timeout */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description headers_too_large */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description token_keys_unavailable, event_store_unavailable */
      503: {
        headers: {
          /** @description Seconds. */
          "Retry-After"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  recordDispute: {
    parameters: {
      query?: never;
      header?: {
        /** @description Appears in the response, the events and the server's log; generated if it is missing or does not match ^[A-Za-z0-9._:@-]{1,128}$. */
        "X-Correlation-Id"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          /**
           * Format: double
           * @description In major units; default: everything that is left.
           */
          amount?: number;
          /** @description Of the amount; needed with it. */
          currency?: string;
          /**
           * Format: date-time
           * @description When the bank said so; default: now. A time in the future or before 1990 counts as now.
           */
          disputedAt?: string;
          disputeId: string;
          /** @description The payment, meaning all of its purchases. */
          paymentId?: string;
          purchaseId?: string;
          /** @description Whether access is revoked while the dispute is open, and if it is lost; default: true. */
          revoke?: boolean;
          /**
           * @description `won` is in the shop's favour.
           * @enum {string}
           */
          status: "opened" | "won" | "lost";
          /** @description With purchaseId: the user who made the purchase. */
          userId?: string;
        };
      };
    };
    responses: {
      /** @description It was recorded before. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            purchases: {
              currency: string | null;
              itemId: string;
              /** @enum {string} */
              itemType: "course" | "test";
              kept: number | null;
              /** @description Whether the user owns the item now, by this purchase or another one. */
              owned: boolean;
              paid: number | null;
              purchaseId: string;
              refunded: number | null;
              /** @description Null while the purchase stands. */
              revokedAt: string | null;
            }[];
            /** Format: int64 */
            revision: number;
            userId: string;
          };
        };
      };
      /** @description Recorded. */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            purchases: {
              currency: string | null;
              itemId: string;
              /** @enum {string} */
              itemType: "course" | "test";
              kept: number | null;
              /** @description Whether the user owns the item now, by this purchase or another one. */
              owned: boolean;
              paid: number | null;
              purchaseId: string;
              refunded: number | null;
              /** @description Null while the purchase stands. */
              revokedAt: string | null;
            }[];
            /** Format: int64 */
            revision: number;
            userId: string;
          };
        };
      };
      /** @description Kept until the purchase is recorded. */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            disputeId: string;
            paymentId: string;
            /** @constant */
            state: "waiting";
            /** @enum {string} */
            status: "opened" | "won" | "lost";
          };
        };
      };
      /** @description request_invalid, json_malformed */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          "WWW-Authenticate"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description purchase_unknown */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description request_timeout */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description revision_conflict, dispute_decided */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description body_too_large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description content_type_unsupported */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description headers_too_large */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description token_keys_unavailable, event_store_unavailable */
      503: {
        headers: {
          /** @description Seconds. */
          "Retry-After"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  getOpenApi: {
    parameters: {
      query?: never;
      header?: {
        /** @description Appears in the response, the events and the server's log; generated if it is missing or does not match ^[A-Za-z0-9._:@-]{1,128}$. */
        "X-Correlation-Id"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description An OpenAPI 3.1 document. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            openapi: string;
          } & {
            [key: string]: unknown;
          };
        };
      };
      /** @description request_invalid */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description request_timeout */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description headers_too_large */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  placeOrder: {
    parameters: {
      query?: never;
      header?: {
        /** @description 1 to 255 printable ASCII characters, bare or quoted: the same key and content return the first response. */
        "Idempotency-Key"?: string;
        /** @description Appears in the response, the events and the server's log; generated if it is missing or does not match ^[A-Za-z0-9._:@-]{1,128}$. */
        "X-Correlation-Id"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          /**
           * Format: double
           * @description What was charged, in major units. The lines must add up to it; with paidAt, each line gets its share of it instead, with the flag total_differs.
           */
          amount?: number;
          /** @description The ISO 4217 code of the amounts; default: the catalogue's. */
          currency?: string;
          /** @description The giver of a gift, who does not own the items. */
          giftFrom?: string;
          lines: {
            /**
             * Format: double
             * @description The price that the buyer agreed to, in major units: the catalogue's price less the discount.
             */
            amount?: number;
            discount?: {
              /**
               * Format: double
               * @description The discount on the catalogue's price, in major units.
               */
              amount: number;
              code: string;
            };
            itemId: string;
            /** @enum {string} */
            itemType: "course" | "test";
          }[];
          /** @description The shop's order: its lines share one payment. */
          orderId: string;
          /**
           * Format: date-time
           * @description When the provider took the money. The purchase is then recorded with flags instead of being refused. A time in the future or before 1990 counts as now.
           */
          paidAt?: string;
          paymentId?: string;
          paymentMethod?: string;
          /** @description The new owner of the items; for a gift, the receiver. */
          userId: string;
        };
      };
    };
    responses: {
      /** @description Recorded, now or by an earlier call with the same orderId. */
      201: {
        headers: {
          /** @description `true` if this is the response to an earlier call. */
          "Idempotent-Replayed"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            orderId: string;
            purchases: {
              /** @description Whether the user owned the item before, by another purchase or this one. */
              alreadyPurchased: boolean;
              /** @description In major units; null for an imported purchase, whose price is unknown. */
              amount: number | null;
              courseId?: string;
              currency: string | null;
              /** @description The purchase by which the user owned the item already. */
              duplicateOf: string | null;
              /** @description What is unusual about a purchase that was already paid. */
              flags: (
                | "price_differs"
                | "item_withdrawn"
                | "duplicate_payment"
                | "total_differs"
                | "catalogue_unavailable"
                | "amount_rounded"
                | "amount_unknown"
              )[];
              /** @description Whether the user owns the item now. */
              owned: boolean;
              /** @description Null for an imported purchase with an unknown date. */
              purchasedAt: string | null;
              purchaseId: string;
              /**
               * Format: int64
               * @description Read with minRevision set to this to see the purchase in a projection.
               */
              revision: number;
              /** @description When the purchase was revoked; null while it stands. */
              revokedAt: string | null;
              testId?: string;
            }[];
            /**
             * Format: int64
             * @description Read with minRevision set to this to see all of them in a projection.
             */
            revision: number;
            userId: string;
          };
        };
      };
      /** @description request_invalid, json_malformed */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          "WWW-Authenticate"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description item_unknown */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description request_timeout */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description item_unavailable, price_changed, payment_reused, revision_conflict */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description body_too_large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description content_type_unsupported */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description payment_missing, purchase_id_reused */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description headers_too_large */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description token_keys_unavailable, event_store_unavailable, catalogue_invalid */
      503: {
        headers: {
          /** @description Seconds. */
          "Retry-After"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  getPurchaseHistory: {
    parameters: {
      query?: {
        /** @description The nextCursor of the page before this one, with the same userId and type. */
        cursor?: string;
        /** @description The maximum number of purchases. */
        limit?: number;
        /** @description Wait, up to 2 seconds, until the projection has folded this revision of the user's stream. */
        minRevision?: number;
        /** @description Courses or tests only; default: both. */
        type?: "course" | "test";
        /** @description The user. Required for service, support and admin; a user may name only itself. */
        userId?: string;
      };
      header?: {
        /** @description Appears in the response, the events and the server's log; generated if it is missing or does not match ^[A-Za-z0-9._:@-]{1,128}$. */
        "X-Correlation-Id"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description One page; empty for a user who never bought anything. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            /** @description Whether the response may be outdated, because later events of this user wait behind a dead letter. */
            heldBack: boolean;
            /** @description Why; left out where heldBack is false. */
            heldBackReason?: string;
            /** @description Where the next page starts; null on the last one. */
            nextCursor: string | null;
            purchases: {
              /** @description In major units; null for an imported purchase, whose price is unknown. */
              amount: number | null;
              courseId?: string;
              /** @description The title in the catalogue; null if the item is no longer there. */
              courseTitle?: string | null;
              currency: string | null;
              /** @description Missing if it is unknown. */
              paymentMethod?: string;
              /** @description Null for an imported purchase with an unknown date. */
              purchasedAt: string | null;
              purchaseId: string;
              /** @description Null while the purchase stands. */
              revokedAt: string | null;
              revokedReason: ("refund" | "chargeback" | "correction") | null;
              testId?: string;
              /** @description The title in the catalogue; null if the item is no longer there. */
              testTitle?: string | null;
              /** @enum {string} */
              type: "course" | "test";
            }[];
            /** @description The revision of the user's stream that the response is folded to; null for a user who never bought anything. */
            revision: number | null;
          };
        };
      };
      /** @description request_invalid */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          "WWW-Authenticate"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description request_timeout */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description headers_too_large */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description token_keys_unavailable, projection_behind, read_model_unavailable */
      503: {
        headers: {
          /** @description Seconds. */
          "Retry-After"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  getPurchasedCourses: {
    parameters: {
      query?: {
        /** @description Wait, up to 2 seconds, until the projection has folded this revision of the user's stream. */
        minRevision?: number;
        /** @description The user. Required for service, support and admin; a user may name only itself. */
        userId?: string;
      };
      header?: {
        /** @description Appears in the response, the events and the server's log; generated if it is missing or does not match ^[A-Za-z0-9._:@-]{1,128}$. */
        "X-Correlation-Id"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The ids; empty for a user who never bought anything. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            courses: string[];
            /** @description Whether the response may be outdated, because later events of this user wait behind a dead letter. */
            heldBack: boolean;
            /** @description Why; left out where heldBack is false. */
            heldBackReason?: string;
            /** @description The revision of the user's stream that the response is folded to; null for a user who never bought anything. */
            revision: number | null;
            tests: string[];
          };
        };
      };
      /** @description request_invalid */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          "WWW-Authenticate"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description request_timeout */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description headers_too_large */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description token_keys_unavailable, projection_behind, read_model_unavailable */
      503: {
        headers: {
          /** @description Seconds. */
          "Retry-After"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  getProfileSummary: {
    parameters: {
      query?: {
        /** @description Wait, up to 2 seconds, until the projection has folded this revision of the user's stream. */
        minRevision?: number;
        /** @description Courses or tests only; default: both. */
        type?: "course" | "test";
        /** @description The user. Required for service, support and admin; a user may name only itself. */
        userId?: string;
      };
      header?: {
        /** @description Appears in the response, the events and the server's log; generated if it is missing or does not match ^[A-Za-z0-9._:@-]{1,128}$. */
        "X-Correlation-Id"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The numbers; all 0 for a user who never bought anything. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            /**
             * @description Whether both projections have the same items; moving: they are folded to different revisions.
             * @enum {string}
             */
            agreement: "agree" | "differ" | "moving";
            /** @description Whether the response may be outdated, because later events of this user wait behind a dead letter. */
            heldBack: boolean;
            /** @description Why; left out where heldBack is false. */
            heldBackReason?: string;
            /** @description By currency. A revocation is not a refund: it changes access and moves no money. */
            money: {
              /** @description ISO 4217. */
              currency: string;
              /**
               * Format: int64
               * @description Paid and not refunded.
               */
              keptMinor: number;
              /**
               * Format: int64
               * @description In minor units, like the others.
               */
              paidMinor: number;
              /** Format: int64 */
              refundedMinor: number;
            }[];
            /** @description Ids that are owned but not in the history. */
            notListed: string[];
            /** @description Ids in the history that ownership lacks. */
            notOwned: string[];
            /**
             * Format: int64
             * @description Items in ownership.
             */
            owned: number;
            /**
             * Format: int64
             * @description Records of the history, revoked ones included.
             */
            purchases: number;
            /** @description The revision of the user's stream that the response is folded to; null for a user who never bought anything. */
            revision: number | null;
            /** Format: int64 */
            revoked: number;
            /**
             * Format: int64
             * @description Purchases with an unknown price; they are in no sum.
             */
            unknownPrices: number;
          };
        };
      };
      /** @description request_invalid */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          "WWW-Authenticate"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description request_timeout */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description headers_too_large */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description token_keys_unavailable, projection_behind, read_model_unavailable */
      503: {
        headers: {
          /** @description Seconds. */
          "Retry-After"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  getProjections: {
    parameters: {
      query?: never;
      header?: {
        /** @description Appears in the response, the events and the server's log; generated if it is missing or does not match ^[A-Za-z0-9._:@-]{1,128}$. */
        "X-Correlation-Id"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The present state. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            projections: {
              /** @description The generation that a rebuild is filling or has left; null if there is none. */
              building: {
                /**
                 * Format: int64
                 * @description Events of the log that are folded into it.
                 */
                eventCount: number;
                /**
                 * Format: int64
                 * @description The version of the fold that made it.
                 */
                foldVersion: number;
                /** Format: int64 */
                number: number;
              } | null;
              /**
               * Format: int64
               * @description The fold version of this program. If the live one differs, rebuild it.
               */
              foldVersion: number;
              live: {
                /**
                 * Format: int64
                 * @description Events of the log that are folded into it.
                 */
                eventCount: number;
                /**
                 * Format: int64
                 * @description The version of the fold that made it.
                 */
                foldVersion: number;
                /** Format: int64 */
                number: number;
              } | null;
              /** @enum {string} */
              name: "ownership" | "history" | "payments";
              /** @description The generation that a rollback brings back; null if there is none. */
              previous: {
                /**
                 * Format: int64
                 * @description Events of the log that are folded into it.
                 */
                eventCount: number;
                /**
                 * Format: int64
                 * @description The version of the fold that made it.
                 */
                foldVersion: number;
                /** Format: int64 */
                number: number;
              } | null;
            }[];
          };
        };
      };
      /** @description request_invalid */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          "WWW-Authenticate"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description request_timeout */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description headers_too_large */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description token_keys_unavailable, read_model_unavailable */
      503: {
        headers: {
          /** @description Seconds. */
          "Retry-After"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  getRebuilds: {
    parameters: {
      query?: never;
      header?: {
        /** @description Appears in the response, the events and the server's log; generated if it is missing or does not match ^[A-Za-z0-9._:@-]{1,128}$. */
        "X-Correlation-Id"?: string;
      };
      path: {
        /** @description A projection, or all of them. */
        name: "ownership" | "history" | "payments" | "all";
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The latest. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            /** @description Newest first. */
            rebuilds: {
              endedAt: string | null;
              error: {
                code: string;
                message: string;
              } | null;
              /** Format: uuid */
              id: string;
              progress: {
                /**
                 * Format: int64
                 * @description Events while reading and folding, users while comparing.
                 */
                done: number;
                /** Format: double */
                perSecond: number;
                /** @enum {string} */
                phase: "reading" | "folding" | "comparing" | "swapping" | "copying";
                remainingSeconds: number | null;
                /** @description Null if unknown. It may grow while the shop is open. */
                total: number | null;
              } | null;
              projections: ("ownership" | "history" | "payments")[];
              reason: string;
              report: {
                /** Format: int64 */
                changedUsers: number;
                /**
                 * Format: int64
                 * @description Would be deduplicated.
                 */
                duplicate: number;
                /** Format: int64 */
                events: number;
                /**
                 * Format: int64
                 * @description Would be removed: extra in the live projections.
                 */
                extra: number;
                /** @description The first of them. */
                heldBack: string[];
                /**
                 * Format: int64
                 * @description Something in their streams cannot be read or folded.
                 */
                heldBackUsers: number;
                /** @description The first of them. */
                kept: string[];
                /**
                 * Format: int64
                 * @description Users left as they are: their streams in the log are damaged, or the read model cannot hold them.
                 */
                keptUsers: number;
                /**
                 * Format: int64
                 * @description Would be added: missing in the live projections.
                 */
                missing: number;
                /** @description Why a person must accept the changes; null if that is not needed. */
                objection: string | null;
                /**
                 * Format: int64
                 * @description Users that were compared with the live projections.
                 */
                users: number;
                /**
                 * Format: int64
                 * @description Would be changed.
                 */
                wrong: number;
              } | null;
              requestedBy: string;
              startedAt: string;
              /**
               * @description not_accepted: it differs too much, see the report. It is kept: rebuild again with acceptChanges, or restart.
               * @enum {string}
               */
              state: "running" | "cancelled" | "failed" | "swapped" | "not_accepted";
            }[];
          };
        };
      };
      /** @description request_invalid */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          "WWW-Authenticate"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description request_timeout */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description headers_too_large */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description token_keys_unavailable */
      503: {
        headers: {
          /** @description Seconds. */
          "Retry-After"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  startRebuild: {
    parameters: {
      query?: never;
      header?: {
        /** @description Appears in the response, the events and the server's log; generated if it is missing or does not match ^[A-Za-z0-9._:@-]{1,128}$. */
        "X-Correlation-Id"?: string;
      };
      path: {
        /** @description A projection, or all of them. */
        name: "ownership" | "history" | "payments" | "all";
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          /** @description Swap even if too much differs from the live projections; default: false. */
          acceptChanges?: boolean;
          /**
           * Format: double
           * @description The share of users whose models may change without acceptChanges. If left out, 0.05, and 1 where another version of the program folded a projection.
           */
          mostChanged?: number;
          /** @description For the audit log. */
          reason?: string;
          /** @description Start from the beginning instead of continuing an interrupted rebuild; default: false. */
          restart?: boolean;
        };
      };
    };
    responses: {
      /** @description Started. */
      202: {
        headers: {
          /** @description The address of the job. */
          Location?: string;
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            endedAt: string | null;
            error: {
              code: string;
              message: string;
            } | null;
            /** Format: uuid */
            id: string;
            progress: {
              /**
               * Format: int64
               * @description Events while reading and folding, users while comparing.
               */
              done: number;
              /** Format: double */
              perSecond: number;
              /** @enum {string} */
              phase: "reading" | "folding" | "comparing" | "swapping" | "copying";
              remainingSeconds: number | null;
              /** @description Null if unknown. It may grow while the shop is open. */
              total: number | null;
            } | null;
            projections: ("ownership" | "history" | "payments")[];
            reason: string;
            report: {
              /** Format: int64 */
              changedUsers: number;
              /**
               * Format: int64
               * @description Would be deduplicated.
               */
              duplicate: number;
              /** Format: int64 */
              events: number;
              /**
               * Format: int64
               * @description Would be removed: extra in the live projections.
               */
              extra: number;
              /** @description The first of them. */
              heldBack: string[];
              /**
               * Format: int64
               * @description Something in their streams cannot be read or folded.
               */
              heldBackUsers: number;
              /** @description The first of them. */
              kept: string[];
              /**
               * Format: int64
               * @description Users left as they are: their streams in the log are damaged, or the read model cannot hold them.
               */
              keptUsers: number;
              /**
               * Format: int64
               * @description Would be added: missing in the live projections.
               */
              missing: number;
              /** @description Why a person must accept the changes; null if that is not needed. */
              objection: string | null;
              /**
               * Format: int64
               * @description Users that were compared with the live projections.
               */
              users: number;
              /**
               * Format: int64
               * @description Would be changed.
               */
              wrong: number;
            } | null;
            requestedBy: string;
            startedAt: string;
            /**
             * @description not_accepted: it differs too much, see the report. It is kept: rebuild again with acceptChanges, or restart.
             * @enum {string}
             */
            state: "running" | "cancelled" | "failed" | "swapped" | "not_accepted";
          };
        };
      };
      /** @description request_invalid, json_malformed */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          "WWW-Authenticate"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description request_timeout */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description rebuild_running */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description body_too_large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description content_type_unsupported */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description headers_too_large */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description token_keys_unavailable */
      503: {
        headers: {
          /** @description Seconds. */
          "Retry-After"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  getRebuild: {
    parameters: {
      query?: never;
      header?: {
        /** @description Appears in the response, the events and the server's log; generated if it is missing or does not match ^[A-Za-z0-9._:@-]{1,128}$. */
        "X-Correlation-Id"?: string;
      };
      path: {
        /** @description The job's id. */
        id: string;
        /** @description A projection, or all of them. */
        name: "ownership" | "history" | "payments" | "all";
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The present state. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            endedAt: string | null;
            error: {
              code: string;
              message: string;
            } | null;
            /** Format: uuid */
            id: string;
            progress: {
              /**
               * Format: int64
               * @description Events while reading and folding, users while comparing.
               */
              done: number;
              /** Format: double */
              perSecond: number;
              /** @enum {string} */
              phase: "reading" | "folding" | "comparing" | "swapping" | "copying";
              remainingSeconds: number | null;
              /** @description Null if unknown. It may grow while the shop is open. */
              total: number | null;
            } | null;
            projections: ("ownership" | "history" | "payments")[];
            reason: string;
            report: {
              /** Format: int64 */
              changedUsers: number;
              /**
               * Format: int64
               * @description Would be deduplicated.
               */
              duplicate: number;
              /** Format: int64 */
              events: number;
              /**
               * Format: int64
               * @description Would be removed: extra in the live projections.
               */
              extra: number;
              /** @description The first of them. */
              heldBack: string[];
              /**
               * Format: int64
               * @description Something in their streams cannot be read or folded.
               */
              heldBackUsers: number;
              /** @description The first of them. */
              kept: string[];
              /**
               * Format: int64
               * @description Users left as they are: their streams in the log are damaged, or the read model cannot hold them.
               */
              keptUsers: number;
              /**
               * Format: int64
               * @description Would be added: missing in the live projections.
               */
              missing: number;
              /** @description Why a person must accept the changes; null if that is not needed. */
              objection: string | null;
              /**
               * Format: int64
               * @description Users that were compared with the live projections.
               */
              users: number;
              /**
               * Format: int64
               * @description Would be changed.
               */
              wrong: number;
            } | null;
            requestedBy: string;
            startedAt: string;
            /**
             * @description not_accepted: it differs too much, see the report. It is kept: rebuild again with acceptChanges, or restart.
             * @enum {string}
             */
            state: "running" | "cancelled" | "failed" | "swapped" | "not_accepted";
          };
        };
      };
      /** @description request_invalid */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          "WWW-Authenticate"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description rebuild_unknown */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description request_timeout */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description headers_too_large */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description token_keys_unavailable */
      503: {
        headers: {
          /** @description Seconds. */
          "Retry-After"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  cancelRebuild: {
    parameters: {
      query?: never;
      header?: {
        /** @description Appears in the response, the events and the server's log; generated if it is missing or does not match ^[A-Za-z0-9._:@-]{1,128}$. */
        "X-Correlation-Id"?: string;
      };
      path: {
        /** @description The job's id. */
        id: string;
        /** @description A projection, or all of them. */
        name: "ownership" | "history" | "payments" | "all";
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The job, which has ended. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            endedAt: string | null;
            error: {
              code: string;
              message: string;
            } | null;
            /** Format: uuid */
            id: string;
            progress: {
              /**
               * Format: int64
               * @description Events while reading and folding, users while comparing.
               */
              done: number;
              /** Format: double */
              perSecond: number;
              /** @enum {string} */
              phase: "reading" | "folding" | "comparing" | "swapping" | "copying";
              remainingSeconds: number | null;
              /** @description Null if unknown. It may grow while the shop is open. */
              total: number | null;
            } | null;
            projections: ("ownership" | "history" | "payments")[];
            reason: string;
            report: {
              /** Format: int64 */
              changedUsers: number;
              /**
               * Format: int64
               * @description Would be deduplicated.
               */
              duplicate: number;
              /** Format: int64 */
              events: number;
              /**
               * Format: int64
               * @description Would be removed: extra in the live projections.
               */
              extra: number;
              /** @description The first of them. */
              heldBack: string[];
              /**
               * Format: int64
               * @description Something in their streams cannot be read or folded.
               */
              heldBackUsers: number;
              /** @description The first of them. */
              kept: string[];
              /**
               * Format: int64
               * @description Users left as they are: their streams in the log are damaged, or the read model cannot hold them.
               */
              keptUsers: number;
              /**
               * Format: int64
               * @description Would be added: missing in the live projections.
               */
              missing: number;
              /** @description Why a person must accept the changes; null if that is not needed. */
              objection: string | null;
              /**
               * Format: int64
               * @description Users that were compared with the live projections.
               */
              users: number;
              /**
               * Format: int64
               * @description Would be changed.
               */
              wrong: number;
            } | null;
            requestedBy: string;
            startedAt: string;
            /**
             * @description not_accepted: it differs too much, see the report. It is kept: rebuild again with acceptChanges, or restart.
             * @enum {string}
             */
            state: "running" | "cancelled" | "failed" | "swapped" | "not_accepted";
          };
        };
      };
      /** @description request_invalid */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          "WWW-Authenticate"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description rebuild_unknown */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description request_timeout */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description headers_too_large */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description token_keys_unavailable */
      503: {
        headers: {
          /** @description Seconds. */
          "Retry-After"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  watchRebuild: {
    parameters: {
      query?: never;
      header?: {
        /** @description Appears in the response, the events and the server's log; generated if it is missing or does not match ^[A-Za-z0-9._:@-]{1,128}$. */
        "X-Correlation-Id"?: string;
      };
      path: {
        /** @description The job's id. */
        id: string;
        /** @description A projection, or all of them. */
        name: "ownership" | "history" | "payments" | "all";
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Events, as they happen. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "text/event-stream": string;
        };
      };
      /** @description request_invalid */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          "WWW-Authenticate"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description rebuild_unknown */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description request_timeout */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description headers_too_large */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description token_keys_unavailable */
      503: {
        headers: {
          /** @description Seconds. */
          "Retry-After"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  rollBackProjection: {
    parameters: {
      query?: never;
      header?: {
        /** @description Appears in the response, the events and the server's log; generated if it is missing or does not match ^[A-Za-z0-9._:@-]{1,128}$. */
        "X-Correlation-Id"?: string;
      };
      path: {
        /** @description A projection, or all of them. */
        name: "ownership" | "history" | "payments" | "all";
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          /** @description For the audit log. */
          reason?: string;
        };
      };
    };
    responses: {
      /** @description The present state. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            projections: {
              /** @description The generation that a rebuild is filling or has left; null if there is none. */
              building: {
                /**
                 * Format: int64
                 * @description Events of the log that are folded into it.
                 */
                eventCount: number;
                /**
                 * Format: int64
                 * @description The version of the fold that made it.
                 */
                foldVersion: number;
                /** Format: int64 */
                number: number;
              } | null;
              /**
               * Format: int64
               * @description The fold version of this program. If the live one differs, rebuild it.
               */
              foldVersion: number;
              live: {
                /**
                 * Format: int64
                 * @description Events of the log that are folded into it.
                 */
                eventCount: number;
                /**
                 * Format: int64
                 * @description The version of the fold that made it.
                 */
                foldVersion: number;
                /** Format: int64 */
                number: number;
              } | null;
              /** @enum {string} */
              name: "ownership" | "history" | "payments";
              /** @description The generation that a rollback brings back; null if there is none. */
              previous: {
                /**
                 * Format: int64
                 * @description Events of the log that are folded into it.
                 */
                eventCount: number;
                /**
                 * Format: int64
                 * @description The version of the fold that made it.
                 */
                foldVersion: number;
                /** Format: int64 */
                number: number;
              } | null;
            }[];
          };
        };
      };
      /** @description request_invalid, json_malformed */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          "WWW-Authenticate"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description request_timeout */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description nothing_to_roll_back */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description body_too_large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description content_type_unsupported */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description headers_too_large */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description token_keys_unavailable, event_store_unavailable, read_model_unavailable */
      503: {
        headers: {
          /** @description Seconds. */
          "Retry-After"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  getConsistency: {
    parameters: {
      query?: never;
      header?: {
        /** @description Appears in the response, the events and the server's log; generated if it is missing or does not match ^[A-Za-z0-9._:@-]{1,128}$. */
        "X-Correlation-Id"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The present state. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            /** @description The worst first. */
            findings: {
              /** @description The time of the check, UTC; null if there was none. */
              at: string | null;
              /** @description Users, or events behind; null where nothing is counted. */
              count: number | null;
              message: string | null;
              /** @description Users that were checked. */
              of: number | null;
              /** @enum {string} */
              source: "verification" | "sampler" | "dead_letters" | "cut_streams" | "projector" | "health";
              /** @enum {string} */
              state: "proven" | "unproven" | "behind" | "held_back" | "drifted" | "unhealthy";
            }[];
            /**
             * @description The worst known state. proven: all users were compared with the log and none differed. unproven: nothing is known to be wrong, but not all users were compared since the projections were last rewritten. behind: events are not folded yet. held_back: users wait behind an event that cannot be read, or events are missing from their streams. drifted: users differ from the log. unhealthy: the log or a store is not as it should be.
             * @enum {string}
             */
            state: "proven" | "unproven" | "behind" | "held_back" | "drifted" | "unhealthy";
            /** @description The last verification, by the API or the command line; null if there was none. */
            verification: {
              /** @description UTC. */
              at: string;
              /** Format: int64 */
              driftedUsers: number;
              /**
               * Format: int64
               * @description Part of the log cannot be read or folded for them.
               */
              heldBackUsers: number;
              /** @description Nothing was wrong, but events were not folded. */
              isBehind: boolean;
              isClean: boolean;
              operator: string;
              /** @description What has rewritten projections since then; the outcome no longer describes what is stored. */
              outdatedBy: {
                /** @enum {string} */
                action:
                  | "repair"
                  | "rebuild"
                  | "discard-rebuild"
                  | "rollback"
                  | "retry-dead-letter"
                  | "verify"
                  | "revoke"
                  | "grant"
                  | "reinstate"
                  | "set-aside"
                  | "close-month"
                  | "adopt"
                  | "import"
                  | "copy-events";
                /** @description UTC. */
                at: string;
                operator: string;
              } | null;
              /** Format: int64 */
              users: number;
            } | null;
          };
        };
      };
      /** @description request_invalid */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          "WWW-Authenticate"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description request_timeout */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description headers_too_large */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description token_keys_unavailable, event_store_unavailable */
      503: {
        headers: {
          /** @description Seconds. */
          "Retry-After"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  getDeadLetters: {
    parameters: {
      query?: {
        /** @description The nextAfter of the previous page. */
        after?: string;
        /** @description The maximum number of entries. */
        limit?: number;
      };
      header?: {
        /** @description Appears in the response, the events and the server's log; generated if it is missing or does not match ^[A-Za-z0-9._:@-]{1,128}$. */
        "X-Correlation-Id"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description One page; empty if all is well. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            deadLetters: {
              code: string;
              eventId: string;
              reason: string;
              /** @description When the log accepted the event, UTC. */
              recordedAt: string;
              /**
               * Format: int64
               * @description Of the event that cannot be folded; later events of the user wait behind it.
               */
              revision: number;
              stream: string;
              type: string;
              /** @description Null for a stream that belongs to no user. */
              userId: string | null;
            }[];
            /** @description Where the next page starts; null on the last one. */
            nextAfter: string | null;
            /** Format: int64 */
            total: number;
          };
        };
      };
      /** @description request_invalid */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          "WWW-Authenticate"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description request_timeout */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description headers_too_large */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description token_keys_unavailable, read_model_unavailable */
      503: {
        headers: {
          /** @description Seconds. */
          "Retry-After"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  retryDeadLetter: {
    parameters: {
      query?: never;
      header?: {
        /** @description Appears in the response, the events and the server's log; generated if it is missing or does not match ^[A-Za-z0-9._:@-]{1,128}$. */
        "X-Correlation-Id"?: string;
      };
      path: {
        /** @description The user whose stream it is. */
        userId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The user is not held back now. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            /** @enum {string} */
            result: "released" | "not_held_back";
            /** @description The revision that the user is folded to now; null if nothing was done. */
            revision: number | null;
            userId: string;
          };
        };
      };
      /** @description request_invalid */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          "WWW-Authenticate"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description user_unknown */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description request_timeout */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description user_held_back */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description headers_too_large */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description token_keys_unavailable, event_store_unavailable, read_model_unavailable */
      503: {
        headers: {
          /** @description Seconds. */
          "Retry-After"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  getVerifications: {
    parameters: {
      query?: never;
      header?: {
        /** @description Appears in the response, the events and the server's log; generated if it is missing or does not match ^[A-Za-z0-9._:@-]{1,128}$. */
        "X-Correlation-Id"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The latest. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            /** @description Newest first. */
            verifications: {
              endedAt: string | null;
              error: {
                code: string;
                message: string;
              } | null;
              /** Format: uuid */
              id: string;
              progress: {
                /**
                 * Format: int64
                 * @description Events while reading and folding, users while comparing.
                 */
                done: number;
                /** Format: double */
                perSecond: number;
                /** @enum {string} */
                phase: "reading" | "folding" | "comparing" | "swapping" | "copying";
                remainingSeconds: number | null;
                /** @description Null if unknown. It may grow while the shop is open. */
                total: number | null;
              } | null;
              report: {
                /**
                 * Format: int64
                 * @description Events that the stored projections lack, other than those that a running projector is folding.
                 */
                behindEvents: number;
                /**
                 * Format: int64
                 * @description Without drift, but not folded to the end of the log yet.
                 */
                behindUsers: number;
                /** Format: int64 */
                driftedUsers: number;
                /** @description The first 200: the place only; support sees the values. */
                drifts: {
                  /** @enum {string} */
                  kind: "missing" | "extra" | "wrong" | "duplicate";
                  /** @description The first field that differs; empty for the whole. */
                  path: string;
                  /** @enum {string} */
                  projection: "ownership" | "history" | "payments";
                  /** @description The record concerned; null for a document. */
                  purchaseId: string | null;
                  userId: string;
                }[];
                /**
                 * Format: int64
                 * @description Stored more than once.
                 */
                duplicate: number;
                /**
                 * Format: int64
                 * @description Events of the log that the comparison is based on.
                 */
                events: number;
                /**
                 * Format: int64
                 * @description Stored, but no event explains it.
                 */
                extra: number;
                /**
                 * Format: int64
                 * @description How many events the stored projections include.
                 */
                foldedTo: number;
                /** @description The first of them. */
                heldBack: string[];
                /**
                 * Format: int64
                 * @description Something in their streams cannot be read or folded.
                 */
                heldBackUsers: number;
                /** @description Damage of the log itself. Restore it from a backup before you repair anything. */
                logDamage: {
                  /** @enum {string} */
                  kind: "file" | "missing_event" | "doubled_revision" | "changed_event";
                  message: string;
                  revision: number | null;
                  stream: string | null;
                }[];
                /** @description Why the projections and the log do not belong together; null where they do. */
                mismatch: string | null;
                /**
                 * Format: int64
                 * @description In the events but not stored.
                 */
                missing: number;
                /** @description Whether the monthly figures were compared: they are not while events wait to be folded. */
                monthsCompared: boolean;
                /**
                 * Format: int64
                 * @description In either projection.
                 */
                users: number;
                /**
                 * Format: int64
                 * @description Bookkeeping rules that are violated.
                 */
                violationCount: number;
                /** @description The first of them, without the values. */
                violations: {
                  /** @description What to do. */
                  advice: string;
                  /** @enum {string} */
                  rule: "payment" | "ownership" | "month";
                  /** @description The payment, or the month (`2026-10`, UTC). Null for an item: support sees it. */
                  subject: string | null;
                  /** @description Null for a month. */
                  userId: string | null;
                }[];
                /**
                 * Format: int64
                 * @description Stored with another value than the events give.
                 */
                wrong: number;
              } | null;
              requestedBy: string;
              startedAt: string;
              /**
               * @description drifted: see the report. Repair the users, or rebuild. behind: nothing is wrong, but events are not folded.
               * @enum {string}
               */
              state: "running" | "cancelled" | "failed" | "clean" | "behind" | "drifted";
            }[];
          };
        };
      };
      /** @description request_invalid */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          "WWW-Authenticate"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description request_timeout */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description headers_too_large */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description token_keys_unavailable */
      503: {
        headers: {
          /** @description Seconds. */
          "Retry-After"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  startVerification: {
    parameters: {
      query?: never;
      header?: {
        /** @description Appears in the response, the events and the server's log; generated if it is missing or does not match ^[A-Za-z0-9._:@-]{1,128}$. */
        "X-Correlation-Id"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": Record<string, never>;
      };
    };
    responses: {
      /** @description Started. */
      202: {
        headers: {
          /** @description The address of the job. */
          Location?: string;
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            endedAt: string | null;
            error: {
              code: string;
              message: string;
            } | null;
            /** Format: uuid */
            id: string;
            progress: {
              /**
               * Format: int64
               * @description Events while reading and folding, users while comparing.
               */
              done: number;
              /** Format: double */
              perSecond: number;
              /** @enum {string} */
              phase: "reading" | "folding" | "comparing" | "swapping" | "copying";
              remainingSeconds: number | null;
              /** @description Null if unknown. It may grow while the shop is open. */
              total: number | null;
            } | null;
            report: {
              /**
               * Format: int64
               * @description Events that the stored projections lack, other than those that a running projector is folding.
               */
              behindEvents: number;
              /**
               * Format: int64
               * @description Without drift, but not folded to the end of the log yet.
               */
              behindUsers: number;
              /** Format: int64 */
              driftedUsers: number;
              /** @description The first 200: the place only; support sees the values. */
              drifts: {
                /** @enum {string} */
                kind: "missing" | "extra" | "wrong" | "duplicate";
                /** @description The first field that differs; empty for the whole. */
                path: string;
                /** @enum {string} */
                projection: "ownership" | "history" | "payments";
                /** @description The record concerned; null for a document. */
                purchaseId: string | null;
                userId: string;
              }[];
              /**
               * Format: int64
               * @description Stored more than once.
               */
              duplicate: number;
              /**
               * Format: int64
               * @description Events of the log that the comparison is based on.
               */
              events: number;
              /**
               * Format: int64
               * @description Stored, but no event explains it.
               */
              extra: number;
              /**
               * Format: int64
               * @description How many events the stored projections include.
               */
              foldedTo: number;
              /** @description The first of them. */
              heldBack: string[];
              /**
               * Format: int64
               * @description Something in their streams cannot be read or folded.
               */
              heldBackUsers: number;
              /** @description Damage of the log itself. Restore it from a backup before you repair anything. */
              logDamage: {
                /** @enum {string} */
                kind: "file" | "missing_event" | "doubled_revision" | "changed_event";
                message: string;
                revision: number | null;
                stream: string | null;
              }[];
              /** @description Why the projections and the log do not belong together; null where they do. */
              mismatch: string | null;
              /**
               * Format: int64
               * @description In the events but not stored.
               */
              missing: number;
              /** @description Whether the monthly figures were compared: they are not while events wait to be folded. */
              monthsCompared: boolean;
              /**
               * Format: int64
               * @description In either projection.
               */
              users: number;
              /**
               * Format: int64
               * @description Bookkeeping rules that are violated.
               */
              violationCount: number;
              /** @description The first of them, without the values. */
              violations: {
                /** @description What to do. */
                advice: string;
                /** @enum {string} */
                rule: "payment" | "ownership" | "month";
                /** @description The payment, or the month (`2026-10`, UTC). Null for an item: support sees it. */
                subject: string | null;
                /** @description Null for a month. */
                userId: string | null;
              }[];
              /**
               * Format: int64
               * @description Stored with another value than the events give.
               */
              wrong: number;
            } | null;
            requestedBy: string;
            startedAt: string;
            /**
             * @description drifted: see the report. Repair the users, or rebuild. behind: nothing is wrong, but events are not folded.
             * @enum {string}
             */
            state: "running" | "cancelled" | "failed" | "clean" | "behind" | "drifted";
          };
        };
      };
      /** @description request_invalid, json_malformed */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          "WWW-Authenticate"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description request_timeout */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description verification_running */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description body_too_large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description content_type_unsupported */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description headers_too_large */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description token_keys_unavailable */
      503: {
        headers: {
          /** @description Seconds. */
          "Retry-After"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  getVerification: {
    parameters: {
      query?: never;
      header?: {
        /** @description Appears in the response, the events and the server's log; generated if it is missing or does not match ^[A-Za-z0-9._:@-]{1,128}$. */
        "X-Correlation-Id"?: string;
      };
      path: {
        /** @description The job's id. */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The present state. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            endedAt: string | null;
            error: {
              code: string;
              message: string;
            } | null;
            /** Format: uuid */
            id: string;
            progress: {
              /**
               * Format: int64
               * @description Events while reading and folding, users while comparing.
               */
              done: number;
              /** Format: double */
              perSecond: number;
              /** @enum {string} */
              phase: "reading" | "folding" | "comparing" | "swapping" | "copying";
              remainingSeconds: number | null;
              /** @description Null if unknown. It may grow while the shop is open. */
              total: number | null;
            } | null;
            report: {
              /**
               * Format: int64
               * @description Events that the stored projections lack, other than those that a running projector is folding.
               */
              behindEvents: number;
              /**
               * Format: int64
               * @description Without drift, but not folded to the end of the log yet.
               */
              behindUsers: number;
              /** Format: int64 */
              driftedUsers: number;
              /** @description The first 200: the place only; support sees the values. */
              drifts: {
                /** @enum {string} */
                kind: "missing" | "extra" | "wrong" | "duplicate";
                /** @description The first field that differs; empty for the whole. */
                path: string;
                /** @enum {string} */
                projection: "ownership" | "history" | "payments";
                /** @description The record concerned; null for a document. */
                purchaseId: string | null;
                userId: string;
              }[];
              /**
               * Format: int64
               * @description Stored more than once.
               */
              duplicate: number;
              /**
               * Format: int64
               * @description Events of the log that the comparison is based on.
               */
              events: number;
              /**
               * Format: int64
               * @description Stored, but no event explains it.
               */
              extra: number;
              /**
               * Format: int64
               * @description How many events the stored projections include.
               */
              foldedTo: number;
              /** @description The first of them. */
              heldBack: string[];
              /**
               * Format: int64
               * @description Something in their streams cannot be read or folded.
               */
              heldBackUsers: number;
              /** @description Damage of the log itself. Restore it from a backup before you repair anything. */
              logDamage: {
                /** @enum {string} */
                kind: "file" | "missing_event" | "doubled_revision" | "changed_event";
                message: string;
                revision: number | null;
                stream: string | null;
              }[];
              /** @description Why the projections and the log do not belong together; null where they do. */
              mismatch: string | null;
              /**
               * Format: int64
               * @description In the events but not stored.
               */
              missing: number;
              /** @description Whether the monthly figures were compared: they are not while events wait to be folded. */
              monthsCompared: boolean;
              /**
               * Format: int64
               * @description In either projection.
               */
              users: number;
              /**
               * Format: int64
               * @description Bookkeeping rules that are violated.
               */
              violationCount: number;
              /** @description The first of them, without the values. */
              violations: {
                /** @description What to do. */
                advice: string;
                /** @enum {string} */
                rule: "payment" | "ownership" | "month";
                /** @description The payment, or the month (`2026-10`, UTC). Null for an item: support sees it. */
                subject: string | null;
                /** @description Null for a month. */
                userId: string | null;
              }[];
              /**
               * Format: int64
               * @description Stored with another value than the events give.
               */
              wrong: number;
            } | null;
            requestedBy: string;
            startedAt: string;
            /**
             * @description drifted: see the report. Repair the users, or rebuild. behind: nothing is wrong, but events are not folded.
             * @enum {string}
             */
            state: "running" | "cancelled" | "failed" | "clean" | "behind" | "drifted";
          };
        };
      };
      /** @description request_invalid */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          "WWW-Authenticate"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description verification_unknown */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description request_timeout */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description headers_too_large */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description token_keys_unavailable */
      503: {
        headers: {
          /** @description Seconds. */
          "Retry-After"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  cancelVerification: {
    parameters: {
      query?: never;
      header?: {
        /** @description Appears in the response, the events and the server's log; generated if it is missing or does not match ^[A-Za-z0-9._:@-]{1,128}$. */
        "X-Correlation-Id"?: string;
      };
      path: {
        /** @description The job's id. */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The job, which has ended. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            endedAt: string | null;
            error: {
              code: string;
              message: string;
            } | null;
            /** Format: uuid */
            id: string;
            progress: {
              /**
               * Format: int64
               * @description Events while reading and folding, users while comparing.
               */
              done: number;
              /** Format: double */
              perSecond: number;
              /** @enum {string} */
              phase: "reading" | "folding" | "comparing" | "swapping" | "copying";
              remainingSeconds: number | null;
              /** @description Null if unknown. It may grow while the shop is open. */
              total: number | null;
            } | null;
            report: {
              /**
               * Format: int64
               * @description Events that the stored projections lack, other than those that a running projector is folding.
               */
              behindEvents: number;
              /**
               * Format: int64
               * @description Without drift, but not folded to the end of the log yet.
               */
              behindUsers: number;
              /** Format: int64 */
              driftedUsers: number;
              /** @description The first 200: the place only; support sees the values. */
              drifts: {
                /** @enum {string} */
                kind: "missing" | "extra" | "wrong" | "duplicate";
                /** @description The first field that differs; empty for the whole. */
                path: string;
                /** @enum {string} */
                projection: "ownership" | "history" | "payments";
                /** @description The record concerned; null for a document. */
                purchaseId: string | null;
                userId: string;
              }[];
              /**
               * Format: int64
               * @description Stored more than once.
               */
              duplicate: number;
              /**
               * Format: int64
               * @description Events of the log that the comparison is based on.
               */
              events: number;
              /**
               * Format: int64
               * @description Stored, but no event explains it.
               */
              extra: number;
              /**
               * Format: int64
               * @description How many events the stored projections include.
               */
              foldedTo: number;
              /** @description The first of them. */
              heldBack: string[];
              /**
               * Format: int64
               * @description Something in their streams cannot be read or folded.
               */
              heldBackUsers: number;
              /** @description Damage of the log itself. Restore it from a backup before you repair anything. */
              logDamage: {
                /** @enum {string} */
                kind: "file" | "missing_event" | "doubled_revision" | "changed_event";
                message: string;
                revision: number | null;
                stream: string | null;
              }[];
              /** @description Why the projections and the log do not belong together; null where they do. */
              mismatch: string | null;
              /**
               * Format: int64
               * @description In the events but not stored.
               */
              missing: number;
              /** @description Whether the monthly figures were compared: they are not while events wait to be folded. */
              monthsCompared: boolean;
              /**
               * Format: int64
               * @description In either projection.
               */
              users: number;
              /**
               * Format: int64
               * @description Bookkeeping rules that are violated.
               */
              violationCount: number;
              /** @description The first of them, without the values. */
              violations: {
                /** @description What to do. */
                advice: string;
                /** @enum {string} */
                rule: "payment" | "ownership" | "month";
                /** @description The payment, or the month (`2026-10`, UTC). Null for an item: support sees it. */
                subject: string | null;
                /** @description Null for a month. */
                userId: string | null;
              }[];
              /**
               * Format: int64
               * @description Stored with another value than the events give.
               */
              wrong: number;
            } | null;
            requestedBy: string;
            startedAt: string;
            /**
             * @description drifted: see the report. Repair the users, or rebuild. behind: nothing is wrong, but events are not folded.
             * @enum {string}
             */
            state: "running" | "cancelled" | "failed" | "clean" | "behind" | "drifted";
          };
        };
      };
      /** @description request_invalid */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          "WWW-Authenticate"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description verification_unknown */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description request_timeout */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description headers_too_large */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description token_keys_unavailable */
      503: {
        headers: {
          /** @description Seconds. */
          "Retry-After"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  watchVerification: {
    parameters: {
      query?: never;
      header?: {
        /** @description Appears in the response, the events and the server's log; generated if it is missing or does not match ^[A-Za-z0-9._:@-]{1,128}$. */
        "X-Correlation-Id"?: string;
      };
      path: {
        /** @description The job's id. */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Events, as they happen. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "text/event-stream": string;
        };
      };
      /** @description request_invalid */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          "WWW-Authenticate"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description verification_unknown */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description request_timeout */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description headers_too_large */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description token_keys_unavailable */
      503: {
        headers: {
          /** @description Seconds. */
          "Retry-After"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  purchaseFree: {
    parameters: {
      query?: never;
      header?: {
        /** @description 1 to 255 printable ASCII characters, bare or quoted: the same key and content return the first response. */
        "Idempotency-Key"?: string;
        /** @description Appears in the response, the events and the server's log; generated if it is missing or does not match ^[A-Za-z0-9._:@-]{1,128}$. */
        "X-Correlation-Id"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          /**
           * Format: double
           * @description The price that the buyer agreed to, in major units: the catalogue's price less the discount.
           */
          amount?: number;
          itemId: string;
          /** @enum {string} */
          itemType: "course" | "test";
          /** @description The caller's id for the purchase: the same id and content return the first response. */
          purchaseId?: string;
          /** @description The buyer. Required for service and admin; a user may name only itself. */
          userId?: string;
        };
      };
    };
    responses: {
      /** @description The user already owns the item; the purchase that gave it. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            /** @description Whether the user owned the item before, by another purchase or this one. */
            alreadyPurchased: boolean;
            /** @description In major units; null for an imported purchase, whose price is unknown. */
            amount: number | null;
            courseId?: string;
            currency: string | null;
            /** @description The purchase by which the user owned the item already. */
            duplicateOf: string | null;
            /** @description What is unusual about a purchase that was already paid. */
            flags: (
              | "price_differs"
              | "item_withdrawn"
              | "duplicate_payment"
              | "total_differs"
              | "catalogue_unavailable"
              | "amount_rounded"
              | "amount_unknown"
            )[];
            /** @description Whether the user owns the item now. */
            owned: boolean;
            /** @description Null for an imported purchase with an unknown date. */
            purchasedAt: string | null;
            purchaseId: string;
            /**
             * Format: int64
             * @description Read with minRevision set to this to see the purchase in a projection.
             */
            revision: number;
            /** @description When the purchase was revoked; null while it stands. */
            revokedAt: string | null;
            testId?: string;
          };
        };
      };
      /** @description Recorded, by this call or by an earlier one with the same purchaseId or Idempotency-Key. */
      201: {
        headers: {
          /** @description `true` if this is the response to an earlier call. */
          "Idempotent-Replayed"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            /** @description Whether the user owned the item before, by another purchase or this one. */
            alreadyPurchased: boolean;
            /** @description In major units; null for an imported purchase, whose price is unknown. */
            amount: number | null;
            courseId?: string;
            currency: string | null;
            /** @description The purchase by which the user owned the item already. */
            duplicateOf: string | null;
            /** @description What is unusual about a purchase that was already paid. */
            flags: (
              | "price_differs"
              | "item_withdrawn"
              | "duplicate_payment"
              | "total_differs"
              | "catalogue_unavailable"
              | "amount_rounded"
              | "amount_unknown"
            )[];
            /** @description Whether the user owns the item now. */
            owned: boolean;
            /** @description Null for an imported purchase with an unknown date. */
            purchasedAt: string | null;
            purchaseId: string;
            /**
             * Format: int64
             * @description Read with minRevision set to this to see the purchase in a projection.
             */
            revision: number;
            /** @description When the purchase was revoked; null while it stands. */
            revokedAt: string | null;
            testId?: string;
          };
        };
      };
      /** @description request_invalid, json_malformed */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          "WWW-Authenticate"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description item_unknown */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description request_timeout */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description item_unavailable, price_changed, revision_conflict */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description body_too_large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description content_type_unsupported */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description purchase_id_reused, not_free */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description headers_too_large */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description token_keys_unavailable, event_store_unavailable, catalogue_invalid */
      503: {
        headers: {
          /** @description Seconds. */
          "Retry-After"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  purchase: {
    parameters: {
      query?: never;
      header?: {
        /** @description 1 to 255 printable ASCII characters, bare or quoted: the same key and content return the first response. */
        "Idempotency-Key"?: string;
        /** @description Appears in the response, the events and the server's log; generated if it is missing or does not match ^[A-Za-z0-9._:@-]{1,128}$. */
        "X-Correlation-Id"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          /**
           * Format: double
           * @description The price that the buyer agreed to, in major units: the catalogue's price less the discount.
           */
          amount?: number;
          courseId?: string;
          /** @description The ISO 4217 code of the amounts; default: the catalogue's. */
          currency?: string;
          discount?: {
            /**
             * Format: double
             * @description The discount on the catalogue's price, in major units.
             */
            amount: number;
            code: string;
          };
          itemId?: string;
          /** @enum {string} */
          itemType?: "course" | "test";
          /** @description The shop's order: its lines share one payment. */
          orderId?: string;
          /**
           * Format: date-time
           * @description When the provider took the money. The purchase is then recorded with flags instead of being refused. A time in the future or before 1990 counts as now.
           */
          paidAt?: string;
          paymentId?: string;
          paymentMethod?: string;
          /** @description The caller's id for the purchase: the same id and content return the first response. */
          purchaseId?: string;
          testId?: string;
          /** @description The buyer. Required for service and admin; a user may name only itself. */
          userId?: string;
        };
      };
    };
    responses: {
      /** @description The user already owns the item; the purchase that gave it. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            /** @description Whether the user owned the item before, by another purchase or this one. */
            alreadyPurchased: boolean;
            /** @description In major units; null for an imported purchase, whose price is unknown. */
            amount: number | null;
            courseId?: string;
            currency: string | null;
            /** @description The purchase by which the user owned the item already. */
            duplicateOf: string | null;
            /** @description What is unusual about a purchase that was already paid. */
            flags: (
              | "price_differs"
              | "item_withdrawn"
              | "duplicate_payment"
              | "total_differs"
              | "catalogue_unavailable"
              | "amount_rounded"
              | "amount_unknown"
            )[];
            /** @description Whether the user owns the item now. */
            owned: boolean;
            /** @description Null for an imported purchase with an unknown date. */
            purchasedAt: string | null;
            purchaseId: string;
            /**
             * Format: int64
             * @description Read with minRevision set to this to see the purchase in a projection.
             */
            revision: number;
            /** @description When the purchase was revoked; null while it stands. */
            revokedAt: string | null;
            testId?: string;
          };
        };
      };
      /** @description Recorded, by this call or by an earlier one with the same purchaseId or Idempotency-Key. */
      201: {
        headers: {
          /** @description `true` if this is the response to an earlier call. */
          "Idempotent-Replayed"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            /** @description Whether the user owned the item before, by another purchase or this one. */
            alreadyPurchased: boolean;
            /** @description In major units; null for an imported purchase, whose price is unknown. */
            amount: number | null;
            courseId?: string;
            currency: string | null;
            /** @description The purchase by which the user owned the item already. */
            duplicateOf: string | null;
            /** @description What is unusual about a purchase that was already paid. */
            flags: (
              | "price_differs"
              | "item_withdrawn"
              | "duplicate_payment"
              | "total_differs"
              | "catalogue_unavailable"
              | "amount_rounded"
              | "amount_unknown"
            )[];
            /** @description Whether the user owns the item now. */
            owned: boolean;
            /** @description Null for an imported purchase with an unknown date. */
            purchasedAt: string | null;
            purchaseId: string;
            /**
             * Format: int64
             * @description Read with minRevision set to this to see the purchase in a projection.
             */
            revision: number;
            /** @description When the purchase was revoked; null while it stands. */
            revokedAt: string | null;
            testId?: string;
          };
        };
      };
      /** @description request_invalid, json_malformed */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          "WWW-Authenticate"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden, checkout_required */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description item_unknown */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description request_timeout */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description item_unavailable, price_changed, revision_conflict, payment_reused */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description body_too_large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description content_type_unsupported */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description purchase_id_reused, payment_missing */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description headers_too_large */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description token_keys_unavailable, event_store_unavailable, catalogue_invalid */
      503: {
        headers: {
          /** @description Seconds. */
          "Retry-After"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  checkPurchase: {
    parameters: {
      query?: {
        /** @description Exactly one of courseId or testId. */
        courseId?: string;
        /** @description Wait, up to 2 seconds, until the projection has folded this revision of the user's stream. */
        minRevision?: number;
        /** @description Exactly one of courseId or testId. */
        testId?: string;
        /** @description The user. Required for service, support and admin; a user may name only itself. */
        userId?: string;
      };
      header?: {
        /** @description Appears in the response, the events and the server's log; generated if it is missing or does not match ^[A-Za-z0-9._:@-]{1,128}$. */
        "X-Correlation-Id"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Whether the user owns it, and since when. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            /** @description Whether the response may be outdated, because later events of this user wait behind a dead letter. */
            heldBack: boolean;
            /** @description Why; left out where heldBack is false. */
            heldBackReason?: string;
            owned: boolean;
            /** @description Null if the item is not owned or the date is unknown. */
            purchasedAt: string | null;
            /** @description The revision of the user's stream that the response is folded to; null for a user who never bought anything. */
            revision: number | null;
          };
        };
      };
      /** @description request_invalid */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          "WWW-Authenticate"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description request_timeout */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description headers_too_large */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description token_keys_unavailable, projection_behind, read_model_unavailable */
      503: {
        headers: {
          /** @description Seconds. */
          "Retry-After"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  refundsOfPayment: {
    parameters: {
      query: {
        paymentId: string;
      };
      header?: {
        /** @description Appears in the response, the events and the server's log; generated if it is missing or does not match ^[A-Za-z0-9._:@-]{1,128}$. */
        "X-Correlation-Id"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The user that the payment was spent for, if any, and the refunds that were kept. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            kept: {
              /** @description In major units; null for all of it. */
              amount: number | null;
              currency: string | null;
              receivedAt: string;
              refundId: string;
              /** @description Why it cannot be applied; null if it is applied, or its purchase has not arrived. */
              refusal: {
                code: string;
                message: string;
              } | null;
              /** @enum {string} */
              state: "waiting" | "applied";
            }[];
            paymentId: string;
            userId: string | null;
          };
        };
      };
      /** @description request_invalid */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          "WWW-Authenticate"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description request_timeout */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description headers_too_large */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description token_keys_unavailable, event_store_unavailable */
      503: {
        headers: {
          /** @description Seconds. */
          "Retry-After"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  refund: {
    parameters: {
      query?: never;
      header?: {
        /** @description Appears in the response, the events and the server's log; generated if it is missing or does not match ^[A-Za-z0-9._:@-]{1,128}$. */
        "X-Correlation-Id"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          /**
           * Format: double
           * @description In major units; default: everything that is left.
           */
          amount?: number;
          /** @description Of the amount; needed with it. */
          currency?: string;
          /** @description The payment, meaning all of its purchases. */
          paymentId?: string;
          purchaseId?: string;
          /** @enum {string} */
          reason?: "requested" | "duplicate" | "fraud" | "dispute_lost" | "other";
          /** @description The payment provider's. */
          reference?: string;
          /**
           * Format: date-time
           * @description When the money went back; default: now. A time in the future or before 1990 counts as now.
           */
          refundedAt?: string;
          /** @description Identifies the refund. A repeated id counts once. */
          refundId: string;
          /** @description Whether to revoke access as well; default: false. If a part of a payment is refunded, only the purchases that the money is taken from lose it. */
          revoke?: boolean;
          /** @description With purchaseId: the user who made the purchase. */
          userId?: string;
        };
      };
    };
    responses: {
      /** @description It was recorded before. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            purchases: {
              currency: string | null;
              itemId: string;
              /** @enum {string} */
              itemType: "course" | "test";
              kept: number | null;
              /** @description Whether the user owns the item now, by this purchase or another one. */
              owned: boolean;
              paid: number | null;
              purchaseId: string;
              refunded: number | null;
              /** @description Null while the purchase stands. */
              revokedAt: string | null;
            }[];
            /** Format: int64 */
            revision: number;
            userId: string;
          };
        };
      };
      /** @description Recorded. */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            purchases: {
              currency: string | null;
              itemId: string;
              /** @enum {string} */
              itemType: "course" | "test";
              kept: number | null;
              /** @description Whether the user owns the item now, by this purchase or another one. */
              owned: boolean;
              paid: number | null;
              purchaseId: string;
              refunded: number | null;
              /** @description Null while the purchase stands. */
              revokedAt: string | null;
            }[];
            /** Format: int64 */
            revision: number;
            userId: string;
          };
        };
      };
      /** @description Kept until the purchase is recorded. */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            paymentId: string;
            refundId: string;
            /** @constant */
            state: "waiting";
          };
        };
      };
      /** @description request_invalid, json_malformed */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          "WWW-Authenticate"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description purchase_unknown */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description request_timeout */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description revision_conflict, refund_exceeds_payment */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description body_too_large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description content_type_unsupported */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description refund_id_reused */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description headers_too_large */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description token_keys_unavailable, event_store_unavailable */
      503: {
        headers: {
          /** @description Seconds. */
          "Retry-After"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  getSession: {
    parameters: {
      query?: never;
      header?: {
        /** @description Appears in the response, the events and the server's log; generated if it is missing or does not match ^[A-Za-z0-9._:@-]{1,128}$. */
        "X-Correlation-Id"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The present state. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            /** @description Null if no one is signed in. */
            session: {
              /**
               * Format: date-time
               * @description The cookie is valid until then.
               */
              expiresAt: string;
              /** @enum {string} */
              role: "user" | "service" | "support" | "analyst" | "admin";
              userId: string;
            } | null;
          };
        };
      };
      /** @description request_invalid */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description request_timeout */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description headers_too_large */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  signIn: {
    parameters: {
      query?: never;
      header?: {
        /** @description Appears in the response, the events and the server's log; generated if it is missing or does not match ^[A-Za-z0-9._:@-]{1,128}$. */
        "X-Correlation-Id"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          /** @description A one-time code, from the link of npm start. */
          code?: string;
          /** @description A token, as for the Authorization header. */
          token?: string;
        };
      };
    };
    responses: {
      /** @description Signed in. */
      200: {
        headers: {
          /** @description The session: HttpOnly, SameSite=Strict. */
          "Set-Cookie"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            /** @description Null if no one is signed in. */
            session: {
              /**
               * Format: date-time
               * @description The cookie is valid until then.
               */
              expiresAt: string;
              /** @enum {string} */
              role: "user" | "service" | "support" | "analyst" | "admin";
              userId: string;
            } | null;
          };
        };
      };
      /** @description request_invalid, json_malformed */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          "WWW-Authenticate"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description request_timeout */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description body_too_large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description content_type_unsupported */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description headers_too_large */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  signOut: {
    parameters: {
      query?: never;
      header?: {
        /** @description Appears in the response, the events and the server's log; generated if it is missing or does not match ^[A-Za-z0-9._:@-]{1,128}$. */
        "X-Correlation-Id"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Signed out. */
      200: {
        headers: {
          /** @description The session: HttpOnly, SameSite=Strict. */
          "Set-Cookie"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            /** @description Null if no one is signed in. */
            session: {
              /**
               * Format: date-time
               * @description The cookie is valid until then.
               */
              expiresAt: string;
              /** @enum {string} */
              role: "user" | "service" | "support" | "analyst" | "admin";
              userId: string;
            } | null;
            /** @description Where the browser signs out of the identity provider, too, if the session began there. */
            signOutUrl: string | null;
          };
        };
      };
      /** @description request_invalid */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description request_timeout */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description headers_too_large */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  getSignInMethods: {
    parameters: {
      query?: never;
      header?: {
        /** @description Appears in the response, the events and the server's log; generated if it is missing or does not match ^[A-Za-z0-9._:@-]{1,128}$. */
        "X-Correlation-Id"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The present state. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            /** @description Null if it is not configured. */
            singleSignOn: {
              /** @description Whether the identity provider answers. */
              available: boolean;
              /** @description The name of the identity provider. */
              name: string;
              /**
               * Format: uri
               * @description Where signing in begins; takes `next`, the local path to go to afterwards.
               */
              url: string;
            } | null;
          };
        };
      };
      /** @description request_invalid */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description request_timeout */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description headers_too_large */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  getStatus: {
    parameters: {
      query?: never;
      header?: {
        /** @description Appears in the response, the events and the server's log; generated if it is missing or does not match ^[A-Za-z0-9._:@-]{1,128}$. */
        "X-Correlation-Id"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The present state. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            /** @description What keeps the shop's own data up to date; null if adopt mode is off. */
            adopter: {
              /**
               * Format: int64
               * @description Events of the log that the shop's accounts include.
               */
              eventCount: number;
              lastError: {
                /** @enum {string} */
                code:
                  | "request_invalid"
                  | "json_malformed"
                  | "body_too_large"
                  | "headers_too_large"
                  | "request_timeout"
                  | "content_type_unsupported"
                  | "route_unknown"
                  | "method_not_allowed"
                  | "unauthenticated"
                  | "forbidden"
                  | "sign_in_refused"
                  | "item_unknown"
                  | "item_unavailable"
                  | "price_changed"
                  | "not_free"
                  | "payment_missing"
                  | "checkout_required"
                  | "purchase_id_reused"
                  | "payment_reused"
                  | "refund_id_reused"
                  | "refund_exceeds_payment"
                  | "dispute_decided"
                  | "purchase_unknown"
                  | "user_unknown"
                  | "user_held_back"
                  | "revision_conflict"
                  | "event_id_reused"
                  | "projection_behind"
                  | "event_invalid"
                  | "stream_gap"
                  | "document_too_large"
                  | "log_damaged"
                  | "checkpoint_moved"
                  | "checkpoint_ahead"
                  | "log_mismatch"
                  | "nothing_to_roll_back"
                  | "rebuild_running"
                  | "rebuild_unknown"
                  | "verification_running"
                  | "verification_unknown"
                  | "closing_running"
                  | "closing_unknown"
                  | "event_store_unavailable"
                  | "read_model_unavailable"
                  | "token_keys_unavailable"
                  | "identity_provider_unavailable"
                  | "read_model_damaged"
                  | "catalogue_invalid"
                  | "schema_newer"
                  | "config_invalid"
                  | "source_invalid"
                  | "internal_error";
                message: string;
              } | null;
              /** @enum {string} */
              state: "following" | "waiting" | "stopped";
            } | null;
            eventStore: {
              /**
               * @description Why head and count are not known, if the store cannot be reached.
               * @enum {string}
               */
              error?:
                | "request_invalid"
                | "json_malformed"
                | "body_too_large"
                | "headers_too_large"
                | "request_timeout"
                | "content_type_unsupported"
                | "route_unknown"
                | "method_not_allowed"
                | "unauthenticated"
                | "forbidden"
                | "sign_in_refused"
                | "item_unknown"
                | "item_unavailable"
                | "price_changed"
                | "not_free"
                | "payment_missing"
                | "checkout_required"
                | "purchase_id_reused"
                | "payment_reused"
                | "refund_id_reused"
                | "refund_exceeds_payment"
                | "dispute_decided"
                | "purchase_unknown"
                | "user_unknown"
                | "user_held_back"
                | "revision_conflict"
                | "event_id_reused"
                | "projection_behind"
                | "event_invalid"
                | "stream_gap"
                | "document_too_large"
                | "log_damaged"
                | "checkpoint_moved"
                | "checkpoint_ahead"
                | "log_mismatch"
                | "nothing_to_roll_back"
                | "rebuild_running"
                | "rebuild_unknown"
                | "verification_running"
                | "verification_unknown"
                | "closing_running"
                | "closing_unknown"
                | "event_store_unavailable"
                | "read_model_unavailable"
                | "token_keys_unavailable"
                | "identity_provider_unavailable"
                | "read_model_damaged"
                | "catalogue_invalid"
                | "schema_newer"
                | "config_invalid"
                | "source_invalid"
                | "internal_error";
              /** @description Null where the store cannot say. */
              eventCount: number | null;
              /** @description Opaque: only equality means anything. */
              head: string | null;
              kind: string;
            };
            /** @description The state of each part, since when, and the evidence for it. */
            health: {
              checks: {
                /** @description Why the store cannot be used, where that is known. */
                cause:
                  | (
                      | "disk_full"
                      | "host_unknown"
                      | "connection_refused"
                      | "certificate_untrusted"
                      | "certificate_expired"
                      | "certificate_of_other_host"
                      | "server_without_tls"
                      | "connection_ended"
                      | "credentials_rejected"
                      | "access_denied"
                    )
                  | null;
                /** @description Why it is not ok. */
                code:
                  | (
                      | "request_invalid"
                      | "json_malformed"
                      | "body_too_large"
                      | "headers_too_large"
                      | "request_timeout"
                      | "content_type_unsupported"
                      | "route_unknown"
                      | "method_not_allowed"
                      | "unauthenticated"
                      | "forbidden"
                      | "sign_in_refused"
                      | "item_unknown"
                      | "item_unavailable"
                      | "price_changed"
                      | "not_free"
                      | "payment_missing"
                      | "checkout_required"
                      | "purchase_id_reused"
                      | "payment_reused"
                      | "refund_id_reused"
                      | "refund_exceeds_payment"
                      | "dispute_decided"
                      | "purchase_unknown"
                      | "user_unknown"
                      | "user_held_back"
                      | "revision_conflict"
                      | "event_id_reused"
                      | "projection_behind"
                      | "event_invalid"
                      | "stream_gap"
                      | "document_too_large"
                      | "log_damaged"
                      | "checkpoint_moved"
                      | "checkpoint_ahead"
                      | "log_mismatch"
                      | "nothing_to_roll_back"
                      | "rebuild_running"
                      | "rebuild_unknown"
                      | "verification_running"
                      | "verification_unknown"
                      | "closing_running"
                      | "closing_unknown"
                      | "event_store_unavailable"
                      | "read_model_unavailable"
                      | "token_keys_unavailable"
                      | "identity_provider_unavailable"
                      | "read_model_damaged"
                      | "catalogue_invalid"
                      | "schema_newer"
                      | "config_invalid"
                      | "source_invalid"
                      | "internal_error"
                    )
                  | null;
                message: string | null;
                /** @enum {string} */
                name: "event_log" | "appends" | "read_model" | "same_log" | "projections" | "token_keys";
                /** @description Null until something is known. */
                ok: boolean | null;
                /** @description The evidence for the state. */
                proof: string;
                /** @description When it was last proven, UTC. */
                provenAt: string | null;
                /** @description Since when it is in this state, UTC. */
                since: string;
              }[];
              /** @description Whether `GET /readyz` answers 200. */
              ready: boolean;
            };
            node: string;
            projector: {
              /**
               * Format: int64
               * @description Users that are held back by a dead letter.
               */
              deadLetters: number;
              /** Format: int64 */
              eventCount: number;
              /** Format: double */
              eventsPerSecond: number;
              /** @description Opaque: only equality means anything. */
              head: string | null;
              /** @description The log is being folded from the start: requests for what users own are refused until its head is reached. */
              incomplete: boolean;
              /** @description Null if the log does not count its events. */
              lagEvents: number | null;
              /** Format: double */
              lagSeconds: number;
              lastError: {
                at: string;
                /** @enum {string} */
                code:
                  | "request_invalid"
                  | "json_malformed"
                  | "body_too_large"
                  | "headers_too_large"
                  | "request_timeout"
                  | "content_type_unsupported"
                  | "route_unknown"
                  | "method_not_allowed"
                  | "unauthenticated"
                  | "forbidden"
                  | "sign_in_refused"
                  | "item_unknown"
                  | "item_unavailable"
                  | "price_changed"
                  | "not_free"
                  | "payment_missing"
                  | "checkout_required"
                  | "purchase_id_reused"
                  | "payment_reused"
                  | "refund_id_reused"
                  | "refund_exceeds_payment"
                  | "dispute_decided"
                  | "purchase_unknown"
                  | "user_unknown"
                  | "user_held_back"
                  | "revision_conflict"
                  | "event_id_reused"
                  | "projection_behind"
                  | "event_invalid"
                  | "stream_gap"
                  | "document_too_large"
                  | "log_damaged"
                  | "checkpoint_moved"
                  | "checkpoint_ahead"
                  | "log_mismatch"
                  | "nothing_to_roll_back"
                  | "rebuild_running"
                  | "rebuild_unknown"
                  | "verification_running"
                  | "verification_unknown"
                  | "closing_running"
                  | "closing_unknown"
                  | "event_store_unavailable"
                  | "read_model_unavailable"
                  | "token_keys_unavailable"
                  | "identity_provider_unavailable"
                  | "read_model_damaged"
                  | "catalogue_invalid"
                  | "schema_newer"
                  | "config_invalid"
                  | "source_invalid"
                  | "internal_error";
                message: string;
              } | null;
              /** @description Opaque: only equality means anything. */
              position: string | null;
              /** @description When the log was last proven to be the one that the projections were folded from, UTC; null before that. */
              provenAt: string | null;
              /** @description Since when it is in this state, UTC. */
              since: string;
              /** @enum {string} */
              state: "catching_up" | "live" | "waiting" | "stopped";
            };
            readModel: {
              kind: string;
            };
            /** @description The running comparison of all users with the log. */
            sampler: {
              /**
               * Format: double
               * @description The share of one core that it may use. With 0 it is off, and the other fields mean nothing.
               */
              cpuPercent: number;
              /** @description Some of the drifted users. */
              driftedUsers: string[];
              /** @description Some of the users held back. */
              heldBackUsers: string[];
              /** @description When a check of all users last found no drift, UTC. */
              lastCleanPassAt: string | null;
              /** @description The totals of both projections from the last complete check; null before the first one. */
              totals: {
                /** @description When the check ended, UTC. */
                countedAt: string;
                /**
                 * Format: int64
                 * @description Unmatched items: items that are in one projection only, counted user by user.
                 */
                discrepancy: number;
                /**
                 * Format: int64
                 * @description Records of the history projection that are not revoked.
                 */
                history: number;
                /**
                 * Format: int64
                 * @description Items that the ownership projection names.
                 */
                ownership: number;
                /** Format: int64 */
                users: number;
              } | null;
              /** Format: int64 */
              usersDrifted: number;
              /**
               * Format: int64
               * @description Users whose purchases are refused, because events are missing from their streams.
               */
              usersHeldBack: number;
              /** Format: int64 */
              usersSampled: number;
              /** @description The check of all users that is in progress. */
              walk: {
                /** @description When this round ends at the present pace, UTC. */
                endsAt: string | null;
                /**
                 * Format: double
                 * @description How much of the log it has checked, from 0 to 1.
                 */
                share: number;
                startedAt: string;
                /** Format: int64 */
                users: number;
              };
            };
            /** Format: double */
            uptimeSeconds: number;
            version: string;
          };
        };
      };
      /** @description request_invalid */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          "WWW-Authenticate"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description request_timeout */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description headers_too_large */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description token_keys_unavailable */
      503: {
        headers: {
          /** @description Seconds. */
          "Retry-After"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  search: {
    parameters: {
      query: {
        /** @description The next of the page before, with the same q; needs its kind, one of purchase, order, correlation, item. */
        after?: string;
        /** @description Look for this kind only. */
        kind?: "user" | "payment" | "purchase" | "order" | "correlation" | "item";
        /** @description The maximum number of matches of each kind. */
        limit?: number;
        /** @description What to look for: 1 to 256 characters, none of them a control character. Spaces around it are left out if nothing has them in its id. */
        q: string;
      };
      header?: {
        /** @description Appears in the response, the events and the server's log; generated if it is missing or does not match ^[A-Za-z0-9._:@-]{1,128}$. */
        "X-Correlation-Id"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description By kind. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            /** @description What the text is, by kind; empty if nothing was found. */
            groups: {
              /** @enum {string} */
              kind: "user" | "payment" | "purchase" | "order" | "correlation" | "item";
              matches: {
                /** @description In minor units; null if the price is unknown. */
                amountMinor: number | null;
                currency: string | null;
                /** @description When it was bought or paid; null if unknown. */
                date: string | null;
                /**
                 * Format: int64
                 * @description Disputes that arrived before the purchase of their payment, and are not applied.
                 */
                disputesWaiting: number;
                /** @description From the shop's own users, like userName. */
                email: string | null;
                /** @description Whether the ledger has events of the user; false for one whom only the shop has. */
                hasEvents: boolean;
                itemId: string | null;
                itemKind: ("course" | "test") | null;
                orderId: string | null;
                paymentId: string | null;
                purchaseId: string | null;
                /**
                 * Format: int64
                 * @description Refunds that arrived before the purchase of their payment, and are not applied.
                 */
                refundsWaiting: number;
                /** @description Null while the purchase stands. */
                revokedAt: string | null;
                /** @description The title in the catalogue; null if the item is no longer there. */
                title: string | null;
                /** @description Null for a payment whose purchase has not arrived. */
                userId: string | null;
                /** @description From the shop's own users; null if it has none, or is not connected. */
                userName: string | null;
                /** @description Why the first of these cannot be applied, or why the payment's events cannot be read; null if the purchase has not arrived, or nothing waits. */
                waitingBecause: string | null;
              }[];
              /** @description The after of the next page; null on the last one. */
              next: string | null;
            }[];
            /**
             * @description Whether the shop's own users were searched by e-mail address or name. no_index: no, because there are more than 10,000 and a field has no index.
             * @enum {string}
             */
            shop: "searched" | "no_index" | "unavailable" | "not_configured";
          };
        };
      };
      /** @description request_invalid */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          "WWW-Authenticate"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description request_timeout */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description headers_too_large */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error, event_invalid */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description token_keys_unavailable, event_store_unavailable, read_model_unavailable, projection_behind */
      503: {
        headers: {
          /** @description Seconds. */
          "Retry-After"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  getUserDiff: {
    parameters: {
      query?: never;
      header?: {
        /** @description Appears in the response, the events and the server's log; generated if it is missing or does not match ^[A-Za-z0-9._:@-]{1,128}$. */
        "X-Correlation-Id"?: string;
      };
      path: {
        /** @description The user whose stream it is. */
        userId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The present state. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            /**
             * Format: int64
             * @description Events that are not folded yet.
             */
            behindBy: number;
            /** Format: int64 */
            differenceCount: number;
            /** @description At most 500; null also stands for a missing value. */
            differences: {
              expected: unknown;
              path: string;
              stored: unknown;
            }[];
            /** @description What the stored models hold; null where they hold nothing. */
            foldedTo: {
              history: number | null;
              ownership: number | null;
              payments: number | null;
            };
            /** @description Whether the response may be outdated, because later events of this user wait behind a dead letter. */
            heldBack: boolean;
            /** @description Why; left out where heldBack is false. */
            heldBackReason?: string;
            /** @description The stream's last; null if it has no event. */
            revision: number | null;
            /**
             * @description behind: no drift, but the stream has newer events.
             * @enum {string}
             */
            state: "in_step" | "behind" | "drifted";
            userId: string;
          };
        };
      };
      /** @description request_invalid */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          "WWW-Authenticate"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description user_unknown */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description request_timeout */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description headers_too_large */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description token_keys_unavailable, event_store_unavailable, read_model_unavailable */
      503: {
        headers: {
          /** @description Seconds. */
          "Retry-After"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  getUserEvents: {
    parameters: {
      query?: {
        /** @description Continue after this revision, in the requested order: the nextAfter of the previous page. */
        after?: number;
        /** @description Only what the log accepted at this time or later. */
        from?: string;
        /** @description The maximum number of events. */
        limit?: number;
        /** @description The order; default: oldest first. */
        order?: "oldest" | "newest";
        /** @description Only what the log accepted before this time. */
        to?: string;
        /** @description Events of this type only; unreadable: those that cannot be read or folded. */
        type?:
          | "CoursePurchased"
          | "TestPurchased"
          | "PurchaseRefunded"
          | "PurchaseRevoked"
          | "PurchaseReinstated"
          | "PurchasePriced"
          | "PurchaseDisputed"
          | "unreadable";
      };
      header?: {
        /** @description Appears in the response, the events and the server's log; generated if it is missing or does not match ^[A-Za-z0-9._:@-]{1,128}$. */
        "X-Correlation-Id"?: string;
      };
      path: {
        /** @description The user whose stream it is. */
        userId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description One page. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            events: {
              /** @description As stored in the log; the raw text if it is not JSON. */
              data: unknown;
              /** @description Why it cannot be read or folded; null if all is well. */
              error: {
                code: string;
                message: string;
              } | null;
              eventId: string;
              metadata: unknown;
              /** @description When the log accepted it, UTC. */
              recordedAt: string;
              /** Format: int64 */
              revision: number;
              type: string;
              /** @description Whether it waits behind an earlier event that cannot be folded. */
              waits: boolean;
              /** @description What happened; null where the event cannot be read. */
              words: string | null;
            }[];
            /** @description Whether the response may be outdated, because later events of this user wait behind a dead letter. */
            heldBack: boolean;
            /** @description Why; left out where heldBack is false. */
            heldBackReason?: string;
            /** @description Where the next page starts; null on the last one. */
            nextAfter: number | null;
            userId: string;
          };
        };
      };
      /** @description request_invalid */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          "WWW-Authenticate"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description user_unknown */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description request_timeout */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description headers_too_large */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description token_keys_unavailable, event_store_unavailable, read_model_unavailable */
      503: {
        headers: {
          /** @description Seconds. */
          "Retry-After"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  watchUserEvents: {
    parameters: {
      query?: {
        /** @description The last revision that the client has; default: none, so all events are sent. */
        after?: number;
      };
      header?: {
        /** @description Appears in the response, the events and the server's log; generated if it is missing or does not match ^[A-Za-z0-9._:@-]{1,128}$. */
        "X-Correlation-Id"?: string;
      };
      path: {
        /** @description The user whose stream it is. */
        userId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Events, as they happen. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "text/event-stream": string;
        };
      };
      /** @description request_invalid */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          "WWW-Authenticate"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description user_unknown */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description request_timeout */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description headers_too_large */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description token_keys_unavailable, event_store_unavailable */
      503: {
        headers: {
          /** @description Seconds. */
          "Retry-After"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  grantItem: {
    parameters: {
      query?: never;
      header?: {
        /** @description 1 to 255 printable ASCII characters, bare or quoted: the same key and content return the first response. */
        "Idempotency-Key"?: string;
        /** @description Appears in the response, the events and the server's log; generated if it is missing or does not match ^[A-Za-z0-9._:@-]{1,128}$. */
        "X-Correlation-Id"?: string;
      };
      path: {
        userId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          itemId: string;
          /** @enum {string} */
          itemType: "course" | "test";
          /** @enum {string} */
          reason: "gift" | "goodwill" | "correction";
        };
      };
    };
    responses: {
      /** @description The user already owns the item. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            /** @description Whether the user owned the item before, by another purchase or this one. */
            alreadyPurchased: boolean;
            /** @description In major units; null for an imported purchase, whose price is unknown. */
            amount: number | null;
            courseId?: string;
            currency: string | null;
            /** @description The purchase by which the user owned the item already. */
            duplicateOf: string | null;
            /** @description What is unusual about a purchase that was already paid. */
            flags: (
              | "price_differs"
              | "item_withdrawn"
              | "duplicate_payment"
              | "total_differs"
              | "catalogue_unavailable"
              | "amount_rounded"
              | "amount_unknown"
            )[];
            /** @description Whether the user owns the item now. */
            owned: boolean;
            /** @description Null for an imported purchase with an unknown date. */
            purchasedAt: string | null;
            purchaseId: string;
            /**
             * Format: int64
             * @description Read with minRevision set to this to see the purchase in a projection.
             */
            revision: number;
            /** @description When the purchase was revoked; null while it stands. */
            revokedAt: string | null;
            testId?: string;
          };
        };
      };
      /** @description Recorded, now or by an earlier call with the same key. */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            /** @description Whether the user owned the item before, by another purchase or this one. */
            alreadyPurchased: boolean;
            /** @description In major units; null for an imported purchase, whose price is unknown. */
            amount: number | null;
            courseId?: string;
            currency: string | null;
            /** @description The purchase by which the user owned the item already. */
            duplicateOf: string | null;
            /** @description What is unusual about a purchase that was already paid. */
            flags: (
              | "price_differs"
              | "item_withdrawn"
              | "duplicate_payment"
              | "total_differs"
              | "catalogue_unavailable"
              | "amount_rounded"
              | "amount_unknown"
            )[];
            /** @description Whether the user owns the item now. */
            owned: boolean;
            /** @description Null for an imported purchase with an unknown date. */
            purchasedAt: string | null;
            purchaseId: string;
            /**
             * Format: int64
             * @description Read with minRevision set to this to see the purchase in a projection.
             */
            revision: number;
            /** @description When the purchase was revoked; null while it stands. */
            revokedAt: string | null;
            testId?: string;
          };
        };
      };
      /** @description request_invalid, json_malformed */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          "WWW-Authenticate"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description item_unknown */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description request_timeout */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description revision_conflict */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description body_too_large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description content_type_unsupported */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description purchase_id_reused */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description headers_too_large */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description token_keys_unavailable, event_store_unavailable, catalogue_invalid */
      503: {
        headers: {
          /** @description Seconds. */
          "Retry-After"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  getUserPurchases: {
    parameters: {
      query?: never;
      header?: {
        /** @description Appears in the response, the events and the server's log; generated if it is missing or does not match ^[A-Za-z0-9._:@-]{1,128}$. */
        "X-Correlation-Id"?: string;
      };
      path: {
        /** @description The user whose stream it is. */
        userId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Folded from the events, not read from a projection. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            account: {
              /**
               * @description Whether both projections have the same items; moving: they are folded to different revisions.
               * @enum {string}
               */
              agreement: "agree" | "differ" | "moving";
              /** @description By currency. A revocation is not a refund: it changes access and moves no money. */
              money: {
                /** @description ISO 4217. */
                currency: string;
                /**
                 * Format: int64
                 * @description Paid and not refunded.
                 */
                keptMinor: number;
                /**
                 * Format: int64
                 * @description In minor units, like the others.
                 */
                paidMinor: number;
                /** Format: int64 */
                refundedMinor: number;
              }[];
              /** @description Ids that are owned but not in the history. */
              notListed: string[];
              /** @description Ids in the history that ownership lacks. */
              notOwned: string[];
              /**
               * Format: int64
               * @description Items in ownership.
               */
              owned: number;
              /**
               * Format: int64
               * @description Records of the history, revoked ones included.
               */
              purchases: number;
              /** Format: int64 */
              revoked: number;
              /**
               * Format: int64
               * @description Purchases with an unknown price; they are in no sum.
               */
              unknownPrices: number;
            };
            /** @description Newest first, at most 1000; the account counts all. */
            purchases: {
              /** @description In minor units; null if the price is unknown. */
              amountMinor: number | null;
              currency: string | null;
              /** @description The latest report on it; null if there is none. */
              dispute: ("opened" | "won" | "lost") | null;
              /** @description Who gave it: a user if it has an orderId, an operator otherwise. Null if it was bought. */
              grantedBy: string | null;
              itemId: string;
              /** @enum {string} */
              kind: "course" | "test";
              /** @description What support should check; disputed while the dispute is open. */
              odd: (
                | "duplicate"
                | "price_differs"
                | "item_withdrawn"
                | "duplicate_payment"
                | "total_differs"
                | "catalogue_unavailable"
                | "amount_rounded"
                | "amount_unknown"
                | "disputed"
                | "refunded_but_owned"
              )[];
              orderId: string | null;
              /** @description Whether another purchase of the item stands as well. */
              ownedWithoutIt: boolean;
              paymentId: string | null;
              paymentMethod: string | null;
              /** @description Null if the date is unknown. */
              purchasedAt: string | null;
              purchaseId: string;
              /** Format: int64 */
              refundedMinor: number;
              refunds: {
                /** Format: int64 */
                amountMinor: number;
                refundedAt: string;
                refundId: string;
              }[];
              /**
               * Format: int64
               * @description Of the event that made it.
               */
              revision: number;
              /** @description Null while the purchase stands. */
              revokedAt: string | null;
              revokedReason: ("refund" | "chargeback" | "correction") | null;
              /** @description The title in the catalogue; null if the item is no longer there. */
              title: string | null;
            }[];
            userId: string;
          };
        };
      };
      /** @description request_invalid */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          "WWW-Authenticate"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description user_unknown */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description request_timeout */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description headers_too_large */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description token_keys_unavailable, event_store_unavailable */
      503: {
        headers: {
          /** @description Seconds. */
          "Retry-After"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  reinstatePurchase: {
    parameters: {
      query?: never;
      header?: {
        /** @description Appears in the response, the events and the server's log; generated if it is missing or does not match ^[A-Za-z0-9._:@-]{1,128}$. */
        "X-Correlation-Id"?: string;
      };
      path: {
        userId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          note?: string;
          purchaseId: string;
        };
      };
    };
    responses: {
      /** @description It was not revoked, or is already reinstated. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            purchase: {
              currency: string | null;
              itemId: string;
              /** @enum {string} */
              itemType: "course" | "test";
              kept: number | null;
              /** @description Whether the user owns the item now, by this purchase or another one. */
              owned: boolean;
              paid: number | null;
              purchaseId: string;
              refunded: number | null;
              /** @description Null while the purchase stands. */
              revokedAt: string | null;
            };
            /** Format: int64 */
            revision: number;
          };
        };
      };
      /** @description Recorded. The purchase gives access again. */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            purchase: {
              currency: string | null;
              itemId: string;
              /** @enum {string} */
              itemType: "course" | "test";
              kept: number | null;
              /** @description Whether the user owns the item now, by this purchase or another one. */
              owned: boolean;
              paid: number | null;
              purchaseId: string;
              refunded: number | null;
              /** @description Null while the purchase stands. */
              revokedAt: string | null;
            };
            /** Format: int64 */
            revision: number;
          };
        };
      };
      /** @description request_invalid, json_malformed */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          "WWW-Authenticate"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description purchase_unknown */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description request_timeout */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description revision_conflict */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description body_too_large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description content_type_unsupported */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description headers_too_large */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description token_keys_unavailable, event_store_unavailable */
      503: {
        headers: {
          /** @description Seconds. */
          "Retry-After"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  repairUser: {
    parameters: {
      query?: never;
      header?: {
        /** @description Appears in the response, the events and the server's log; generated if it is missing or does not match ^[A-Za-z0-9._:@-]{1,128}$. */
        "X-Correlation-Id"?: string;
      };
      path: {
        /** @description The user whose stream it is. */
        userId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          /** @description Check only, and write nothing; default: false. */
          dryRun?: boolean;
          /** @description For the audit log. */
          reason: string;
        };
      };
    };
    responses: {
      /** @description What was found and repaired. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            /** @description According to the events. */
            after: {
              /** @description Owned ones; null where there is no list of them. */
              courses: number | null;
              /** Format: int64 */
              records: number;
              tests: number | null;
              /** Format: int64 */
              unrevokedRecords: number;
            };
            before: {
              /** @description Owned ones; null where there is no list of them. */
              courses: number | null;
              /** Format: int64 */
              records: number;
              tests: number | null;
              /** Format: int64 */
              unrevokedRecords: number;
            };
            /**
             * Format: int64
             * @description Documents and records that had drifted.
             */
            differenceCount: number;
            /** @description What had drifted, at most 500; null also stands for a missing value. */
            differences: {
              expected: unknown;
              /** @enum {string} */
              kind: "missing" | "extra" | "wrong" | "duplicate";
              /** @description The first field that differs; empty for the whole. */
              path: string;
              /** @enum {string} */
              projection: "ownership" | "history" | "payments";
              /** @description The record concerned; null for a document. */
              purchaseId: string | null;
              stored: unknown;
            }[];
            dryRun: boolean;
            /**
             * Format: int64
             * @description Fields that differed: as many as the user's diff lists.
             */
            fieldCount: number;
            /** @description Whether anything was written. */
            repaired: boolean;
            userId: string;
          };
        };
      };
      /** @description request_invalid, json_malformed */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          "WWW-Authenticate"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description user_unknown */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description request_timeout */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description body_too_large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description content_type_unsupported */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description headers_too_large */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description token_keys_unavailable, event_store_unavailable, read_model_unavailable */
      503: {
        headers: {
          /** @description Seconds. */
          "Retry-After"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  revokePurchase: {
    parameters: {
      query?: never;
      header?: {
        /** @description Appears in the response, the events and the server's log; generated if it is missing or does not match ^[A-Za-z0-9._:@-]{1,128}$. */
        "X-Correlation-Id"?: string;
      };
      path: {
        /** @description The user whose stream it is. */
        userId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          /** @description For people; kept in the event, at most 2000 characters. */
          note?: string;
          purchaseId: string;
          /** @enum {string} */
          reason: "refund" | "chargeback" | "correction";
        };
      };
    };
    responses: {
      /** @description It was revoked before; how it was then. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            after: {
              courses: string[];
              tests: string[];
            };
            /** @description What the user owned before it. */
            before: {
              courses: string[];
              tests: string[];
            };
            item: {
              id: string;
              /** @enum {string} */
              kind: "course" | "test";
            };
            note: string;
            purchaseId: string;
            /** @enum {string} */
            reason: "refund" | "chargeback" | "correction";
            /**
             * Format: int64
             * @description Of the event. Read with minRevision set to this to see it in a projection.
             */
            revision: number;
            /** Format: date-time */
            revokedAt: string;
            revokedBy: {
              id: string;
              role: string;
            };
            userId: string;
          };
        };
      };
      /** @description Recorded. */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            after: {
              courses: string[];
              tests: string[];
            };
            /** @description What the user owned before it. */
            before: {
              courses: string[];
              tests: string[];
            };
            item: {
              id: string;
              /** @enum {string} */
              kind: "course" | "test";
            };
            note: string;
            purchaseId: string;
            /** @enum {string} */
            reason: "refund" | "chargeback" | "correction";
            /**
             * Format: int64
             * @description Of the event. Read with minRevision set to this to see it in a projection.
             */
            revision: number;
            /** Format: date-time */
            revokedAt: string;
            revokedBy: {
              id: string;
              role: string;
            };
            userId: string;
          };
        };
      };
      /** @description request_invalid, json_malformed */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          "WWW-Authenticate"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description user_unknown, purchase_unknown */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description request_timeout */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description user_held_back, revision_conflict */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description body_too_large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description content_type_unsupported */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description headers_too_large */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description token_keys_unavailable, event_store_unavailable */
      503: {
        headers: {
          /** @description Seconds. */
          "Retry-After"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  getUserSkipped: {
    parameters: {
      query?: never;
      header?: {
        /** @description Appears in the response, the events and the server's log; generated if it is missing or does not match ^[A-Za-z0-9._:@-]{1,128}$. */
        "X-Correlation-Id"?: string;
      };
      path: {
        /** @description The user whose stream it is. */
        userId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Kept with the event log. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            /** @description Oldest first; empty if no import skipped anything. */
            skipped: {
              itemId: string | null;
              /** @description Null where the shop's data does not say which item. */
              kind: ("course" | "test") | null;
              /** @description Whether the user owns the item now, by another purchase or a later import. */
              owned: boolean;
              /** @description The value in the shop's data, as JSON. */
              raw: string | null;
              /** @description All that is wrong with the value; never empty. */
              reasons: {
                /** @description The reason in one sentence. */
                message: string;
                /** @enum {string} */
                reason:
                  | "id_invalid"
                  | "list_invalid"
                  | "item_ambiguous"
                  | "item_missing"
                  | "date_invalid"
                  | "date_implausible"
                  | "record_orphaned"
                  | "not_imported"
                  | "user_failed"
                  | "price_invalid"
                  | "purchase_unknown"
                  | "price_differs";
              }[];
              /** @description The `_id` of the shop's record. */
              recordId: string | null;
              /**
               * Format: date-time
               * @description When the import ran.
               */
              skippedAt: string;
              /** @description The file or collection, and where in it. */
              source: {
                /** Format: int64 */
                line: number;
                name: string;
              };
              /** @description The title in the catalogue; null if the item is not there. */
              title: string | null;
            }[];
            userId: string;
          };
        };
      };
      /** @description request_invalid */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          "WWW-Authenticate"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description request_timeout */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description headers_too_large */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description token_keys_unavailable, event_store_unavailable */
      503: {
        headers: {
          /** @description Seconds. */
          "Retry-After"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  getUserState: {
    parameters: {
      query?: {
        /** @description a revision, e.g. 3, or a time with its zone, e.g. 2026-01-31T12:00:00Z or 2026-01-31T20:00:00+08:00; default: now. Write + as %2B. */
        at?: string;
      };
      header?: {
        /** @description Appears in the response, the events and the server's log; generated if it is missing or does not match ^[A-Za-z0-9._:@-]{1,128}$. */
        "X-Correlation-Id"?: string;
      };
      path: {
        /** @description The user whose stream it is. */
        userId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Folded from the events, not read from a projection. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            courses: {
              courseId: string;
              purchasedAt: string | null;
            }[];
            /** @description The last event that was folded; null before the first. */
            revision: number | null;
            /** @description The error of an event that cannot be read or folded; the events from there on are left out. */
            stopped: {
              code: string;
              message: string;
            } | null;
            tests: {
              purchasedAt: string | null;
              testId: string;
            }[];
            userId: string;
          };
        };
      };
      /** @description request_invalid */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          "WWW-Authenticate"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description user_unknown */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description request_timeout */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description headers_too_large */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description token_keys_unavailable, event_store_unavailable */
      503: {
        headers: {
          /** @description Seconds. */
          "Retry-After"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  getUserWaiting: {
    parameters: {
      query?: never;
      header?: {
        /** @description Appears in the response, the events and the server's log; generated if it is missing or does not match ^[A-Za-z0-9._:@-]{1,128}$. */
        "X-Correlation-Id"?: string;
      };
      path: {
        /** @description The user whose stream it is. */
        userId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Read from the events. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            userId: string;
            /** @description In the order of the payments; empty if nothing waits. */
            waiting: {
              /** @description In minor units; null for all of the payment. */
              amountMinor: number | null;
              currency: string | null;
              /** @description The refundId or disputeId. */
              id: string;
              paymentId: string;
              /** Format: date-time */
              receivedAt: string;
              /** @description Why it cannot be applied; null if it is applied, or its purchase has not arrived. */
              refusal: {
                code: string;
                message: string;
              } | null;
              /** @description Whether it is to take access as well. */
              revoke: boolean;
              /** @description Of the dispute; null for a refund. */
              status: ("opened" | "won" | "lost") | null;
              /** @enum {string} */
              type: "refund" | "dispute";
            }[];
          };
        };
      };
      /** @description request_invalid */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          "WWW-Authenticate"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description request_timeout */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description headers_too_large */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error, event_invalid */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description token_keys_unavailable, event_store_unavailable */
      503: {
        headers: {
          /** @description Seconds. */
          "Retry-After"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  finishSingleSignOn: {
    parameters: {
      query?: never;
      header?: {
        /** @description Appears in the response, the events and the server's log; generated if it is missing or does not match ^[A-Za-z0-9._:@-]{1,128}$. */
        "X-Correlation-Id"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description To the identity provider, to the page, or to the sign-in page with the reason in `problem`. */
      303: {
        headers: {
          /** @description Where to go on. */
          Location?: string;
          /** @description The sign-in, or the session. */
          "Set-Cookie"?: string;
          [name: string]: unknown;
        };
        content: {
          "text/plain": string;
        };
      };
      /** @description request_invalid */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description sign_in_refused */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description request_timeout */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description headers_too_large */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description identity_provider_unavailable */
      503: {
        headers: {
          /** @description Seconds. */
          "Retry-After"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  beginSingleSignOn: {
    parameters: {
      query?: {
        /** @description The local path to go to afterwards. */
        next?: string;
      };
      header?: {
        /** @description Appears in the response, the events and the server's log; generated if it is missing or does not match ^[A-Za-z0-9._:@-]{1,128}$. */
        "X-Correlation-Id"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description To the identity provider, to the page, or to the sign-in page with the reason in `problem`. */
      303: {
        headers: {
          /** @description Where to go on. */
          Location?: string;
          /** @description The sign-in, or the session. */
          "Set-Cookie"?: string;
          [name: string]: unknown;
        };
        content: {
          "text/plain": string;
        };
      };
      /** @description request_invalid */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description sign_in_refused */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description request_timeout */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description headers_too_large */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description identity_provider_unavailable */
      503: {
        headers: {
          /** @description Seconds. */
          "Retry-After"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  getHealth: {
    parameters: {
      query?: never;
      header?: {
        /** @description Appears in the response, the events and the server's log; generated if it is missing or does not match ^[A-Za-z0-9._:@-]{1,128}$. */
        "X-Correlation-Id"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The process is running. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            /** @constant */
            status: "ok";
          };
        };
      };
      /** @description request_timeout */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description headers_too_large */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  getMetrics: {
    parameters: {
      query?: never;
      header?: {
        /** @description Appears in the response, the events and the server's log; generated if it is missing or does not match ^[A-Za-z0-9._:@-]{1,128}$. */
        "X-Correlation-Id"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Counters, gauges and histograms. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "text/plain": string;
        };
      };
      /** @description request_timeout */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description headers_too_large */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  getReadiness: {
    parameters: {
      query?: never;
      header?: {
        /** @description Appears in the response, the events and the server's log; generated if it is missing or does not match ^[A-Za-z0-9._:@-]{1,128}$. */
        "X-Correlation-Id"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The ledger is ready. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            /** @constant */
            status: "ready";
          };
        };
      };
      /** @description request_timeout */
      408: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description headers_too_large */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The ledger is not ready, for these reasons. */
      503: {
        headers: {
          /** @description Seconds. */
          "Retry-After"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            /** @description Why a store cannot be used, where that is known. */
            causes: (
              | "disk_full"
              | "host_unknown"
              | "connection_refused"
              | "certificate_untrusted"
              | "certificate_expired"
              | "certificate_of_other_host"
              | "server_without_tls"
              | "connection_ended"
              | "credentials_rejected"
              | "access_denied"
            )[];
            /** @enum {string} */
            projector: "catching_up" | "live" | "waiting" | "stopped";
            reasons: (
              | "request_invalid"
              | "json_malformed"
              | "body_too_large"
              | "headers_too_large"
              | "request_timeout"
              | "content_type_unsupported"
              | "route_unknown"
              | "method_not_allowed"
              | "unauthenticated"
              | "forbidden"
              | "sign_in_refused"
              | "item_unknown"
              | "item_unavailable"
              | "price_changed"
              | "not_free"
              | "payment_missing"
              | "checkout_required"
              | "purchase_id_reused"
              | "payment_reused"
              | "refund_id_reused"
              | "refund_exceeds_payment"
              | "dispute_decided"
              | "purchase_unknown"
              | "user_unknown"
              | "user_held_back"
              | "revision_conflict"
              | "event_id_reused"
              | "projection_behind"
              | "event_invalid"
              | "stream_gap"
              | "document_too_large"
              | "log_damaged"
              | "checkpoint_moved"
              | "checkpoint_ahead"
              | "log_mismatch"
              | "nothing_to_roll_back"
              | "rebuild_running"
              | "rebuild_unknown"
              | "verification_running"
              | "verification_unknown"
              | "closing_running"
              | "closing_unknown"
              | "event_store_unavailable"
              | "read_model_unavailable"
              | "token_keys_unavailable"
              | "identity_provider_unavailable"
              | "read_model_damaged"
              | "catalogue_invalid"
              | "schema_newer"
              | "config_invalid"
              | "source_invalid"
              | "internal_error"
            )[];
            /** @constant */
            status: "not_ready";
          };
        };
      };
    };
  };
}
