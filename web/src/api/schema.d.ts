// Generated from the API's OpenAPI document: `npm run generate:api`.

export interface paths {
  "/api/analytics/summary": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * How many purchases, of what, at what price, and what came in and went back
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
     * @description Days begin at midnight in the time zone, weeks on Monday. Those with nothing are there, too, from the first to the last of the range; more than 10000 are refused. The first and the last count only what is within the range. Each number counts by its own date. Roles: analyst, admin.
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
     * The courses and tests that were sold most
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
     * What operators did: who, when and why
     * @description Repairs, rebuilds, rollbacks, retries, revocations and verifications. Kept with the event log. Roles: support, analyst, admin.
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
    get?: never;
    put?: never;
    /**
     * Pass on how a dispute stands
     * @description An open dispute takes access, a won one gives it back, a lost one takes what is left of the money. The first outcome stands; news that arrive after it, or twice, change nothing. Roles: service, support, admin.
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
    /** This description */
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
     * @description All of the lines are recorded, or none. An order is recorded once: the same orderId and content give the first answer again. A bundle is an order, and a gift is one that names who gives it. Roles: service, admin.
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
     * @description Revoked purchases stay, marked. Those without a known date come last. A purchase made while a caller pages appears before the first page: no page repeats or misses another purchase because of it. Roles: user, service, support, admin.
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
     * Make projections anew beside the live ones, and swap them in
     * @description Runs in a process of its own; readers and buyers go on. The new projections are compared with the live ones, and if too much would change they are kept, and not swapped in. Roles: analyst, admin.
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
     * How far a rebuild is, or what came of it
     * @description Roles: analyst, admin.
     */
    get: operations["getRebuild"];
    put?: never;
    post?: never;
    /**
     * Cancel a rebuild
     * @description What is live is untouched; what was built is kept, and the next rebuild goes on with it unless told to restart. A rebuild that has ended stays as it is. Roles: analyst, admin.
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
     * Go back to what the last rebuild replaced
     * @description In one step. The projector folds it on from where it was left. Roles: analyst, admin.
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
     * Whether the projections are what the log says, and how that is known
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
     * @description Each holds back its own user and nobody else. Support sees the raw event in the user's events. Roles: support, analyst, admin.
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
     * Fold a user again who is held back
     * @description For after an upgrade. Releases the user if every event can be folded now; else nothing changes. Roles: support, analyst, admin.
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
     * Prove the projections against the log
     * @description Folds the whole log anew, aside, in a process of its own, and compares every document and record with it. The shop stays open; nothing is written but a line in the audit log. Roles: analyst, admin.
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
     * How far a verification is, or what came of it
     * @description Roles: analyst, admin.
     */
    get: operations["getVerification"];
    put?: never;
    post?: never;
    /**
     * Cancel a verification
     * @description It has changed nothing. A verification that has ended stays as it is. Roles: analyst, admin.
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
     * @description A priced item takes a service or admin token, which vouches for the payment, and a paymentId. With paidAt the money was taken, and what happened is recorded. A payment buys an item once; several items of one payment share an orderId, or are bought with POST /api/orders. Roles: user, service, admin.
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
     * Does the user own this course or test?
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
     * What was kept for a payment before its purchase came
     * @description Roles: service, support, admin.
     */
    get: operations["refundsOfPayment"];
    put?: never;
    /**
     * Pass a refund on
     * @description By payment, or by user and purchase; full or partial; with or without taking access. A payment's refund that arrives before its purchase is kept, and applied when that comes. Roles: service, support, admin.
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
    /** Who is signed in with this browser */
    get: operations["getSession"];
    put?: never;
    /**
     * Sign a browser in
     * @description Every endpoint then takes the cookie instead of the Authorization header; writes by it need the header X-Requested-By, with any value.
     */
    post: operations["signIn"];
    /**
     * Sign a browser out
     * @description Needs the header X-Requested-By. The token itself stays valid until it expires.
     */
    delete: operations["signOut"];
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
  "/api/support/users/{userId}/diff": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * What is stored of one user against what the events say, field by field
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
     * What happened with one user, event by event, page by page
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
     * One user's events as they come, as server-sent events
     * @description Each event `event` has one of getUserEvents as its data. It goes on until the caller leaves or its token expires; one that is cut off connects again after the last revision that it has. Roles: support, admin.
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
     * Give an item away
     * @description The user owns it, for an amount of 0 and without a payment. Who gave it, and why, is in the event. Roles: support, admin.
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
     * What one user bought, with order, payment, refunds and what is odd
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
     * Give back what was revoked by mistake
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
     * @description Only if they have drifted; then it is kept in the audit log. No rebuild is needed. Roles: support, admin.
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
     * Take a purchase back
     * @description The user owns the item no longer, and can buy it again. Who did it is kept in the event. Roles: support, admin.
     */
    post: operations["revokePurchase"];
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
     * What one user owned at a revision or at a time
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
  "/healthz": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Is the process running? */
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
    /** Measurements in the Prometheus text format */
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
     * Can requests be answered as they should?
     * @description Both stores answer, the last append did not fail, the log is the one that was folded, and the projector is live, or catching up after it was live once. Answers at once, from what was found out within the last second or two; `GET /api/status` says of each finding since when it holds and by what proof.
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
        | "log_damaged"
        | "checkpoint_moved"
        | "checkpoint_ahead"
        | "log_mismatch"
        | "nothing_to_roll_back"
        | "rebuild_running"
        | "rebuild_unknown"
        | "verification_running"
        | "verification_unknown"
        | "event_store_unavailable"
        | "read_model_unavailable"
        | "token_keys_unavailable"
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
  getAnalyticsSummary: {
    parameters: {
      query?: {
        /** @description What is earlier is left out: a date (2026-01-31), which begins at midnight in the time zone, or a time with its offset (2026-01-31T12:00:00Z). */
        from?: string;
        /** @description This and what is later is left out: a date (2026-01-31), which begins at midnight in the time zone, or a time with its offset (2026-01-31T12:00:00Z). */
        to?: string;
        /** @description An IANA time zone, e.g. Europe/Berlin; UTC if left out. */
        tz?: string;
      };
      header?: {
        /** @description Named in the answer, the events and the log; made where it is missing or has another form. */
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
            /** @description Belongs to the range; null where there is no bound. */
            from: string | null;
            /** @description The same for the range of the same length before; null unless the range has two ends. */
            previous: {
              /** @description Belongs to the range; null where there is no bound. */
              from: string | null;
              purchases: {
                courses: number;
                free: number;
                paid: number;
                /** @description Revoked within the range, whenever they were bought. */
                revoked: {
                  chargeback: number;
                  correction: number;
                  refund: number;
                  total: number;
                };
                tests: number;
                total: number;
                /** @description Purchases whose price nobody knows: no revenue here holds them. */
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
                /** @description What was agreed for the purchases of the period, before discounts. */
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
                /** @description Purchases of the period with a price over 0. */
                paidPurchases: number;
                refundCount: number;
                /** @description What went back within the period, whenever it was bought. */
                refunds: {
                  /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                  amount: string;
                  /** @description Null where it is more than a JSON number holds exactly. */
                  amountMinor: number | null;
                };
              }[];
              /** @description Does not belong to the range; null where there is no bound. */
              to: string | null;
            } | null;
            purchases: {
              courses: number;
              free: number;
              paid: number;
              /** @description Revoked within the range, whenever they were bought. */
              revoked: {
                chargeback: number;
                correction: number;
                refund: number;
                total: number;
              };
              tests: number;
              total: number;
              /** @description Purchases whose price nobody knows: no revenue here holds them. */
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
              /** @description What was agreed for the purchases of the period, before discounts. */
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
              /** @description Purchases of the period with a price over 0. */
              paidPurchases: number;
              refundCount: number;
              /** @description What went back within the period, whenever it was bought. */
              refunds: {
                /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                amount: string;
                /** @description Null where it is more than a JSON number holds exactly. */
                amountMinor: number | null;
              };
            }[];
            /** @description Does not belong to the range; null where there is no bound. */
            to: string | null;
            /** @description Imported purchases whose date nobody knows. They are in no range, and in no other number. */
            undated: {
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
                /** @description What was agreed for the purchases of the period, before discounts. */
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
                /** @description Purchases of the period with a price over 0. */
                paidPurchases: number;
                refundCount: number;
                /** @description What went back within the period, whenever it was bought. */
                refunds: {
                  /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                  amount: string;
                  /** @description Null where it is more than a JSON number holds exactly. */
                  amountMinor: number | null;
                };
              }[];
              tests: number;
              total: number;
              /** @description Purchases whose price nobody knows: no revenue here holds them. */
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
        /** @description What is earlier is left out: a date (2026-01-31), which begins at midnight in the time zone, or a time with its offset (2026-01-31T12:00:00Z). */
        from?: string;
        interval: "day" | "week" | "month" | "year";
        /** @description This item only; a course and a test may share an id. */
        itemId?: string;
        /** @description Courses or tests only; both if left out. */
        kind?: "course" | "test";
        /** @description This and what is later is left out: a date (2026-01-31), which begins at midnight in the time zone, or a time with its offset (2026-01-31T12:00:00Z). */
        to?: string;
        /** @description An IANA time zone, e.g. Europe/Berlin; UTC if left out. */
        tz?: string;
      };
      header?: {
        /** @description Named in the answer, the events and the log; made where it is missing or has another form. */
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
                /** @description What was agreed for the purchases of the period, before discounts. */
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
                /** @description Purchases of the period with a price over 0. */
                paidPurchases: number;
                refundCount: number;
                /** @description What went back within the period, whenever it was bought. */
                refunds: {
                  /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                  amount: string;
                  /** @description Null where it is more than a JSON number holds exactly. */
                  amountMinor: number | null;
                };
              }[];
              /** @description Purchases revoked in it, whenever they were made. */
              revoked: number;
              /** @description The local date that it begins with, e.g. 2026-01-31. */
              start: string;
              tests: number;
              /** @description Purchases whose price nobody knows: no revenue here holds them. */
              withoutPrice: number;
            }[];
            /** @description Belongs to the range; null where there is no bound. */
            from: string | null;
            /** @enum {string} */
            interval: "day" | "week" | "month" | "year";
            /** @description Does not belong to the range; null where there is no bound. */
            to: string | null;
            tz: string;
            /** @description Imported purchases whose date nobody knows. They are in no range, and in no other number. */
            undated: {
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
                /** @description What was agreed for the purchases of the period, before discounts. */
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
                /** @description Purchases of the period with a price over 0. */
                paidPurchases: number;
                refundCount: number;
                /** @description What went back within the period, whenever it was bought. */
                refunds: {
                  /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                  amount: string;
                  /** @description Null where it is more than a JSON number holds exactly. */
                  amountMinor: number | null;
                };
              }[];
              tests: number;
              total: number;
              /** @description Purchases whose price nobody knows: no revenue here holds them. */
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
        /** @description What is earlier is left out: a date (2026-01-31), which begins at midnight in the time zone, or a time with its offset (2026-01-31T12:00:00Z). */
        from?: string;
        /** @description Courses or tests only; both if left out. */
        kind?: "course" | "test";
        /** @description The most items to answer with; 10 if left out. */
        limit?: number;
        /** @description This and what is later is left out: a date (2026-01-31), which begins at midnight in the time zone, or a time with its offset (2026-01-31T12:00:00Z). */
        to?: string;
        /** @description An IANA time zone, e.g. Europe/Berlin; UTC if left out. */
        tz?: string;
      };
      header?: {
        /** @description Named in the answer, the events and the log; made where it is missing or has another form. */
        "X-Correlation-Id"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The items, the first one first. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            /** @description Belongs to the range; null where there is no bound. */
            from: string | null;
            items: {
              itemId: string;
              /** @enum {string} */
              kind: "course" | "test";
              /** @description Made within the range. */
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
                /** @description What was agreed for the purchases of the period, before discounts. */
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
                /** @description Purchases of the period with a price over 0. */
                paidPurchases: number;
                refundCount: number;
                /** @description What went back within the period, whenever it was bought. */
                refunds: {
                  /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                  amount: string;
                  /** @description Null where it is more than a JSON number holds exactly. */
                  amountMinor: number | null;
                };
              }[];
              /** @description Revoked within the range, whenever they were bought. */
              revoked: number;
              /** @description The catalogue's title; null where it has the item no more. */
              title: string | null;
              /** @description Purchases of it whose date nobody knows, beside the others. */
              undated: number;
              /** @description Purchases whose price nobody knows: no revenue here holds them. */
              withoutPrice: number;
            }[];
            /** @description Does not belong to the range; null where there is no bound. */
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
        /** @description Only entries before this number: the nextBefore of the page before. */
        before?: number;
        /** @description The most entries to answer with; 50 if left out. */
        limit?: number;
      };
      header?: {
        /** @description Named in the answer, the events and the log; made where it is missing or has another form. */
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
                | "set-aside";
              /** @description UTC. */
              at: string;
              details: {
                [key: string]: unknown;
              };
              /** @description Grows with each entry. */
              number: number;
              operator: string;
              reason: string;
            }[];
            /** @description Where the next page goes on; null on the last one. */
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
        /** @description Named in the answer, the events and the log; made where it is missing or has another form. */
        "X-Correlation-Id"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          /** @description In major units; all that is left if it is left out. */
          amount?: number;
          /** @description Of the amount; needed with it. */
          currency?: string;
          /** Format: date-time */
          disputedAt?: string;
          disputeId: string;
          /** @description All that the payment paid. */
          paymentId?: string;
          purchaseId?: string;
          /** @description Whether access goes while it is open, and when it is lost; by default it does. */
          revoke?: boolean;
          /**
           * @description `won` is in the shop's favour.
           * @enum {string}
           */
          status: "opened" | "won" | "lost";
          /** @description With purchaseId: whose purchase. */
          userId?: string;
        };
      };
    };
    responses: {
      /** @description It was known. */
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
      /** @description purchase_unknown */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description refund_exceeds_payment, revision_conflict, dispute_decided */
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
        /** @description Named in the answer, the events and the log; made where it is missing or has another form. */
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
        /** @description 1 to 255 printable ASCII characters, bare or quoted: the same key and content give the first answer again. */
        "Idempotency-Key"?: string;
        /** @description Named in the answer, the events and the log; made where it is missing or has another form. */
        "X-Correlation-Id"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          /** @description What was charged, in major units: the lines have to come to it. */
          amount?: number;
          /** @description Of the amounts, an ISO 4217 code; the catalogue's if left out. */
          currency?: string;
          /** @description Who gives them, if somebody else does; does not own them. */
          giftFrom?: string;
          lines: {
            /** @description The price that the buyer agreed to, in major units: the catalogue's less the discount. */
            amount?: number;
            discount?: {
              /** @description What was taken off the catalogue's price, in major units. */
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
           * @description When the provider took the money. What happened is then recorded, with flags where it is odd, and not refused.
           */
          paidAt?: string;
          paymentId?: string;
          paymentMethod?: string;
          /** @description Who owns the items then: of a gift the receiver. */
          userId: string;
        };
      };
    };
    responses: {
      /** @description Recorded, now or by an earlier call with the same orderId. */
      201: {
        headers: {
          /** @description `true` where an earlier call was answered again. */
          "Idempotent-Replayed"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            orderId: string;
            purchases: {
              /** @description Whether the user owned the item before, by another purchase or this one. */
              alreadyPurchased: boolean;
              /** @description In major units; null for an imported purchase, whose price nobody knows. */
              amount: number | null;
              courseId?: string;
              currency: string | null;
              /** @description The purchase by which the user owned the item already. */
              duplicateOf: string | null;
              /** @description What is odd about a purchase that was paid before. */
              flags: ("price_differs" | "item_withdrawn" | "duplicate_payment")[];
              /** @description Whether the user owns the item now. */
              owned: boolean;
              /** @description Null for an imported purchase, where nobody knows it. */
              purchasedAt: string | null;
              purchaseId: string;
              /** @description Read with minRevision set to this to see the purchase in a projection. */
              revision: number;
              /** @description When the purchase was revoked; null while it stands. */
              revokedAt: string | null;
              testId?: string;
            }[];
            /** @description Read with minRevision set to this to see all of them in a projection. */
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
        /** @description The nextCursor of the page before this one. */
        cursor?: string;
        /** @description The most purchases to answer with; 20 if left out. */
        limit?: number;
        /** @description Wait, up to 2 seconds, until the projection has folded this revision of the user's stream. */
        minRevision?: number;
        /** @description Courses or tests only; both if left out. */
        type?: "course" | "test";
        /** @description Whose; needed from service, support and admin, and only ever itself from a user. */
        userId?: string;
      };
      header?: {
        /** @description Named in the answer, the events and the log; made where it is missing or has another form. */
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
            /** @description Whether the answer may be old: later events of this user wait behind one that cannot be folded. */
            heldBack: boolean;
            /** @description Why; left out where heldBack is false. */
            heldBackReason?: string;
            /** @description Where the next page starts; null on the last one. */
            nextCursor: string | null;
            purchases: {
              /** @description In major units; null for an imported purchase, whose price nobody knows. */
              amount: number | null;
              courseId?: string;
              /** @description The catalogue's title; null where it has the item no more. */
              courseTitle?: string | null;
              currency: string | null;
              /** @description Left out where nobody said. */
              paymentMethod?: string;
              /** @description Null for an imported purchase, where nobody knows it. */
              purchasedAt: string | null;
              purchaseId: string;
              /** @description Null while the purchase stands. */
              revokedAt: string | null;
              revokedReason: ("refund" | "chargeback" | "correction") | null;
              testId?: string;
              /** @description The catalogue's title; null where it has the item no more. */
              testTitle?: string | null;
              /** @enum {string} */
              type: "course" | "test";
            }[];
            /** @description The revision of the user's stream that the answer is folded to; null for a user who never bought anything. */
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
        /** @description Whose; needed from service, support and admin, and only ever itself from a user. */
        userId?: string;
      };
      header?: {
        /** @description Named in the answer, the events and the log; made where it is missing or has another form. */
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
            /** @description Whether the answer may be old: later events of this user wait behind one that cannot be folded. */
            heldBack: boolean;
            /** @description Why; left out where heldBack is false. */
            heldBackReason?: string;
            /** @description The revision of the user's stream that the answer is folded to; null for a user who never bought anything. */
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
        /** @description Courses or tests only; both if left out. */
        type?: "course" | "test";
        /** @description Whose; needed from service, support and admin, and only ever itself from a user. */
        userId?: string;
      };
      header?: {
        /** @description Named in the answer, the events and the log; made where it is missing or has another form. */
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
             * @description Whether both projections name the same items; moving: they are folded to different revisions.
             * @enum {string}
             */
            agreement: "agree" | "differ" | "moving";
            /** @description Whether the answer may be old: later events of this user wait behind one that cannot be folded. */
            heldBack: boolean;
            /** @description Why; left out where heldBack is false. */
            heldBackReason?: string;
            /** @description By currency. A revocation is no refund: it moves access, and no money. */
            money: {
              /** @description ISO 4217. */
              currency: string;
              /** @description Paid and not refunded. */
              keptMinor: number;
              /** @description In minor units, as the others. */
              paidMinor: number;
              refundedMinor: number;
            }[];
            /** @description Ids that are owned, and not in the history. */
            notListed: string[];
            /** @description Ids in the history that ownership lacks. */
            notOwned: string[];
            /** @description Items that ownership names. */
            owned: number;
            /** @description Records of the history, revoked ones included. */
            purchases: number;
            /** @description The revision of the user's stream that the answer is folded to; null for a user who never bought anything. */
            revision: number | null;
            revoked: number;
            /** @description Purchases whose price nobody knows: they are in no sum. */
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
        /** @description Named in the answer, the events and the log; made where it is missing or has another form. */
        "X-Correlation-Id"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As they are now. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            projections: {
              /** @description What a rebuild is making, or has left; null if there is none. */
              building: {
                /** @description Events of the log that are folded into it. */
                eventCount: number;
                /** @description The version of the fold that made it. */
                foldVersion: number;
                number: number;
              } | null;
              /** @description That of this program: where the live one has another, rebuild it. */
              foldVersion: number;
              live: {
                /** @description Events of the log that are folded into it. */
                eventCount: number;
                /** @description The version of the fold that made it. */
                foldVersion: number;
                number: number;
              } | null;
              /** @enum {string} */
              name: "ownership" | "history" | "payments";
              /** @description What a rollback would bring back; null if there is none. */
              previous: {
                /** @description Events of the log that are folded into it. */
                eventCount: number;
                /** @description The version of the fold that made it. */
                foldVersion: number;
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
        /** @description Named in the answer, the events and the log; made where it is missing or has another form. */
        "X-Correlation-Id"?: string;
      };
      path: {
        /** @description The projection, or all at once. */
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
                /** @description Events while reading and folding, users while comparing. */
                done: number;
                perSecond: number;
                /** @enum {string} */
                phase: "reading" | "folding" | "comparing" | "swapping" | "copying";
                remainingSeconds: number | null;
                /** @description Null where nobody knows. It may grow while the shop is open. */
                total: number | null;
              } | null;
              projections: ("ownership" | "history" | "payments")[];
              reason: string;
              report: {
                changedUsers: number;
                /** @description Would be there once instead of more often. */
                duplicate: number;
                events: number;
                /** @description Would vanish: extra in the live ones. */
                extra: number;
                /** @description The first of them. */
                heldBack: string[];
                /** @description Something in their streams cannot be read or folded. */
                heldBackUsers: number;
                /** @description Would appear: missing in the live ones. */
                missing: number;
                /** @description Why somebody has to accept it; null when nobody has to. */
                objection: string | null;
                /** @description Those that were compared with the live projections. */
                users: number;
                /** @description Would change. */
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
        /** @description Named in the answer, the events and the log; made where it is missing or has another form. */
        "X-Correlation-Id"?: string;
      };
      path: {
        /** @description The projection, or all at once. */
        name: "ownership" | "history" | "payments" | "all";
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          /** @description Swap, whatever the comparison with the live projections says; false if left out. */
          acceptChanges?: boolean;
          /** @description The share of users whose models may change without acceptChanges; 0.05 if left out. */
          mostChanged?: number;
          /** @description For the audit log. */
          reason?: string;
          /** @description Start again, although an earlier rebuild has left something to go on with; false if left out. */
          restart?: boolean;
        };
      };
    };
    responses: {
      /** @description Started. */
      202: {
        headers: {
          /** @description Where the job is told. */
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
              /** @description Events while reading and folding, users while comparing. */
              done: number;
              perSecond: number;
              /** @enum {string} */
              phase: "reading" | "folding" | "comparing" | "swapping" | "copying";
              remainingSeconds: number | null;
              /** @description Null where nobody knows. It may grow while the shop is open. */
              total: number | null;
            } | null;
            projections: ("ownership" | "history" | "payments")[];
            reason: string;
            report: {
              changedUsers: number;
              /** @description Would be there once instead of more often. */
              duplicate: number;
              events: number;
              /** @description Would vanish: extra in the live ones. */
              extra: number;
              /** @description The first of them. */
              heldBack: string[];
              /** @description Something in their streams cannot be read or folded. */
              heldBackUsers: number;
              /** @description Would appear: missing in the live ones. */
              missing: number;
              /** @description Why somebody has to accept it; null when nobody has to. */
              objection: string | null;
              /** @description Those that were compared with the live projections. */
              users: number;
              /** @description Would change. */
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
        /** @description Named in the answer, the events and the log; made where it is missing or has another form. */
        "X-Correlation-Id"?: string;
      };
      path: {
        /** @description The job's id. */
        id: string;
        /** @description The projection, or all at once. */
        name: "ownership" | "history" | "payments" | "all";
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As it is now. */
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
              /** @description Events while reading and folding, users while comparing. */
              done: number;
              perSecond: number;
              /** @enum {string} */
              phase: "reading" | "folding" | "comparing" | "swapping" | "copying";
              remainingSeconds: number | null;
              /** @description Null where nobody knows. It may grow while the shop is open. */
              total: number | null;
            } | null;
            projections: ("ownership" | "history" | "payments")[];
            reason: string;
            report: {
              changedUsers: number;
              /** @description Would be there once instead of more often. */
              duplicate: number;
              events: number;
              /** @description Would vanish: extra in the live ones. */
              extra: number;
              /** @description The first of them. */
              heldBack: string[];
              /** @description Something in their streams cannot be read or folded. */
              heldBackUsers: number;
              /** @description Would appear: missing in the live ones. */
              missing: number;
              /** @description Why somebody has to accept it; null when nobody has to. */
              objection: string | null;
              /** @description Those that were compared with the live projections. */
              users: number;
              /** @description Would change. */
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
        /** @description Named in the answer, the events and the log; made where it is missing or has another form. */
        "X-Correlation-Id"?: string;
      };
      path: {
        /** @description The job's id. */
        id: string;
        /** @description The projection, or all at once. */
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
              /** @description Events while reading and folding, users while comparing. */
              done: number;
              perSecond: number;
              /** @enum {string} */
              phase: "reading" | "folding" | "comparing" | "swapping" | "copying";
              remainingSeconds: number | null;
              /** @description Null where nobody knows. It may grow while the shop is open. */
              total: number | null;
            } | null;
            projections: ("ownership" | "history" | "payments")[];
            reason: string;
            report: {
              changedUsers: number;
              /** @description Would be there once instead of more often. */
              duplicate: number;
              events: number;
              /** @description Would vanish: extra in the live ones. */
              extra: number;
              /** @description The first of them. */
              heldBack: string[];
              /** @description Something in their streams cannot be read or folded. */
              heldBackUsers: number;
              /** @description Would appear: missing in the live ones. */
              missing: number;
              /** @description Why somebody has to accept it; null when nobody has to. */
              objection: string | null;
              /** @description Those that were compared with the live projections. */
              users: number;
              /** @description Would change. */
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
        /** @description Named in the answer, the events and the log; made where it is missing or has another form. */
        "X-Correlation-Id"?: string;
      };
      path: {
        /** @description The job's id. */
        id: string;
        /** @description The projection, or all at once. */
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
        /** @description Named in the answer, the events and the log; made where it is missing or has another form. */
        "X-Correlation-Id"?: string;
      };
      path: {
        /** @description The projection, or all at once. */
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
      /** @description As they are now. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            projections: {
              /** @description What a rebuild is making, or has left; null if there is none. */
              building: {
                /** @description Events of the log that are folded into it. */
                eventCount: number;
                /** @description The version of the fold that made it. */
                foldVersion: number;
                number: number;
              } | null;
              /** @description That of this program: where the live one has another, rebuild it. */
              foldVersion: number;
              live: {
                /** @description Events of the log that are folded into it. */
                eventCount: number;
                /** @description The version of the fold that made it. */
                foldVersion: number;
                number: number;
              } | null;
              /** @enum {string} */
              name: "ownership" | "history" | "payments";
              /** @description What a rollback would bring back; null if there is none. */
              previous: {
                /** @description Events of the log that are folded into it. */
                eventCount: number;
                /** @description The version of the fold that made it. */
                foldVersion: number;
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
        /** @description Named in the answer, the events and the log; made where it is missing or has another form. */
        "X-Correlation-Id"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description What is known now. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            /** @description The worst first. */
            findings: {
              /** @description As of when, UTC; null for what was never looked at. */
              at: string | null;
              /** @description Users, or events behind; null where nothing is counted. */
              count: number | null;
              message: string | null;
              /** @description Users that were looked at. */
              of: number | null;
              /** @enum {string} */
              source: "verification" | "sampler" | "dead_letters" | "projector" | "health";
              /** @enum {string} */
              state: "proven" | "unproven" | "behind" | "held_back" | "drifted" | "unhealthy";
            }[];
            /**
             * @description The worst that is known. proven: all users were compared with the log and none differed. unproven: nothing speaks against it, but nobody has compared all of them since the projections were last rewritten. behind: events are not folded yet. held_back: users wait behind an event that cannot be read. drifted: users differ from the log. unhealthy: the log or a store is not as it should be.
             * @enum {string}
             */
            state: "proven" | "unproven" | "behind" | "held_back" | "drifted" | "unhealthy";
            /** @description The last verification, by the API or the command line; null if there was none. */
            verification: {
              /** @description UTC. */
              at: string;
              driftedUsers: number;
              /** @description Nothing was wrong, but events were not folded. */
              isBehind: boolean;
              isClean: boolean;
              operator: string;
              /** @description What has rewritten projections since: the outcome says nothing of what is there now. */
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
                  | "set-aside";
                /** @description UTC. */
                at: string;
                operator: string;
              } | null;
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
        /** @description The nextAfter of the page before this one. */
        after?: string;
        /** @description The most to answer with; 50 if left out. */
        limit?: number;
      };
      header?: {
        /** @description Named in the answer, the events and the log; made where it is missing or has another form. */
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
              /** @description Of the event that cannot be folded; later ones of the user wait behind it. */
              revision: number;
              stream: string;
              type: string;
              /** @description Null for a stream that is no user's. */
              userId: string | null;
            }[];
            /** @description Where the next page starts; null on the last one. */
            nextAfter: string | null;
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
        /** @description Named in the answer, the events and the log; made where it is missing or has another form. */
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
            /** @description What the user is folded to now; null if nothing was done. */
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
      /** @description user_held_back */
      409: {
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
        /** @description Named in the answer, the events and the log; made where it is missing or has another form. */
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
                /** @description Events while reading and folding, users while comparing. */
                done: number;
                perSecond: number;
                /** @enum {string} */
                phase: "reading" | "folding" | "comparing" | "swapping" | "copying";
                remainingSeconds: number | null;
                /** @description Null where nobody knows. It may grow while the shop is open. */
                total: number | null;
              } | null;
              report: {
                /** @description Events that the stored projections still lack, a projector at work aside. */
                behindEvents: number;
                /** @description Healthy, but not folded to the end of the log yet. */
                behindUsers: number;
                driftedUsers: number;
                /** @description The first 200: where, but not what, which is for support to see. */
                drifts: {
                  /** @enum {string} */
                  kind: "missing" | "extra" | "wrong" | "duplicate";
                  /** @description The first field that differs; empty for the whole. */
                  path: string;
                  /** @enum {string} */
                  projection: "ownership" | "history" | "payments";
                  /** @description The record that it is about; null for a document. */
                  purchaseId: string | null;
                  userId: string;
                }[];
                /** @description Stored more than once. */
                duplicate: number;
                /** @description Of the log, that the comparison rests on. */
                events: number;
                /** @description No event explains it. */
                extra: number;
                /** @description Events that the stored projections say they are folded to. */
                foldedTo: number;
                /** @description The first of them. */
                heldBack: string[];
                /** @description Something in their streams cannot be read or folded. */
                heldBackUsers: number;
                /** @description What is wrong with the log itself: restore it from a backup before anything is repaired. */
                logDamage: {
                  /** @enum {string} */
                  kind: "file" | "missing_event" | "doubled_revision" | "changed_event";
                  message: string;
                  revision: number | null;
                  stream: string | null;
                }[];
                /** @description Why the projections and the log do not belong together; null where they do. */
                mismatch: string | null;
                /** @description The events have it, the store does not. */
                missing: number;
                /** @description Of either side. */
                users: number;
                /** @description Stored otherwise than the events say. */
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
        /** @description Named in the answer, the events and the log; made where it is missing or has another form. */
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
          /** @description Where the job is told. */
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
              /** @description Events while reading and folding, users while comparing. */
              done: number;
              perSecond: number;
              /** @enum {string} */
              phase: "reading" | "folding" | "comparing" | "swapping" | "copying";
              remainingSeconds: number | null;
              /** @description Null where nobody knows. It may grow while the shop is open. */
              total: number | null;
            } | null;
            report: {
              /** @description Events that the stored projections still lack, a projector at work aside. */
              behindEvents: number;
              /** @description Healthy, but not folded to the end of the log yet. */
              behindUsers: number;
              driftedUsers: number;
              /** @description The first 200: where, but not what, which is for support to see. */
              drifts: {
                /** @enum {string} */
                kind: "missing" | "extra" | "wrong" | "duplicate";
                /** @description The first field that differs; empty for the whole. */
                path: string;
                /** @enum {string} */
                projection: "ownership" | "history" | "payments";
                /** @description The record that it is about; null for a document. */
                purchaseId: string | null;
                userId: string;
              }[];
              /** @description Stored more than once. */
              duplicate: number;
              /** @description Of the log, that the comparison rests on. */
              events: number;
              /** @description No event explains it. */
              extra: number;
              /** @description Events that the stored projections say they are folded to. */
              foldedTo: number;
              /** @description The first of them. */
              heldBack: string[];
              /** @description Something in their streams cannot be read or folded. */
              heldBackUsers: number;
              /** @description What is wrong with the log itself: restore it from a backup before anything is repaired. */
              logDamage: {
                /** @enum {string} */
                kind: "file" | "missing_event" | "doubled_revision" | "changed_event";
                message: string;
                revision: number | null;
                stream: string | null;
              }[];
              /** @description Why the projections and the log do not belong together; null where they do. */
              mismatch: string | null;
              /** @description The events have it, the store does not. */
              missing: number;
              /** @description Of either side. */
              users: number;
              /** @description Stored otherwise than the events say. */
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
        /** @description Named in the answer, the events and the log; made where it is missing or has another form. */
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
      /** @description As it is now. */
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
              /** @description Events while reading and folding, users while comparing. */
              done: number;
              perSecond: number;
              /** @enum {string} */
              phase: "reading" | "folding" | "comparing" | "swapping" | "copying";
              remainingSeconds: number | null;
              /** @description Null where nobody knows. It may grow while the shop is open. */
              total: number | null;
            } | null;
            report: {
              /** @description Events that the stored projections still lack, a projector at work aside. */
              behindEvents: number;
              /** @description Healthy, but not folded to the end of the log yet. */
              behindUsers: number;
              driftedUsers: number;
              /** @description The first 200: where, but not what, which is for support to see. */
              drifts: {
                /** @enum {string} */
                kind: "missing" | "extra" | "wrong" | "duplicate";
                /** @description The first field that differs; empty for the whole. */
                path: string;
                /** @enum {string} */
                projection: "ownership" | "history" | "payments";
                /** @description The record that it is about; null for a document. */
                purchaseId: string | null;
                userId: string;
              }[];
              /** @description Stored more than once. */
              duplicate: number;
              /** @description Of the log, that the comparison rests on. */
              events: number;
              /** @description No event explains it. */
              extra: number;
              /** @description Events that the stored projections say they are folded to. */
              foldedTo: number;
              /** @description The first of them. */
              heldBack: string[];
              /** @description Something in their streams cannot be read or folded. */
              heldBackUsers: number;
              /** @description What is wrong with the log itself: restore it from a backup before anything is repaired. */
              logDamage: {
                /** @enum {string} */
                kind: "file" | "missing_event" | "doubled_revision" | "changed_event";
                message: string;
                revision: number | null;
                stream: string | null;
              }[];
              /** @description Why the projections and the log do not belong together; null where they do. */
              mismatch: string | null;
              /** @description The events have it, the store does not. */
              missing: number;
              /** @description Of either side. */
              users: number;
              /** @description Stored otherwise than the events say. */
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
        /** @description Named in the answer, the events and the log; made where it is missing or has another form. */
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
              /** @description Events while reading and folding, users while comparing. */
              done: number;
              perSecond: number;
              /** @enum {string} */
              phase: "reading" | "folding" | "comparing" | "swapping" | "copying";
              remainingSeconds: number | null;
              /** @description Null where nobody knows. It may grow while the shop is open. */
              total: number | null;
            } | null;
            report: {
              /** @description Events that the stored projections still lack, a projector at work aside. */
              behindEvents: number;
              /** @description Healthy, but not folded to the end of the log yet. */
              behindUsers: number;
              driftedUsers: number;
              /** @description The first 200: where, but not what, which is for support to see. */
              drifts: {
                /** @enum {string} */
                kind: "missing" | "extra" | "wrong" | "duplicate";
                /** @description The first field that differs; empty for the whole. */
                path: string;
                /** @enum {string} */
                projection: "ownership" | "history" | "payments";
                /** @description The record that it is about; null for a document. */
                purchaseId: string | null;
                userId: string;
              }[];
              /** @description Stored more than once. */
              duplicate: number;
              /** @description Of the log, that the comparison rests on. */
              events: number;
              /** @description No event explains it. */
              extra: number;
              /** @description Events that the stored projections say they are folded to. */
              foldedTo: number;
              /** @description The first of them. */
              heldBack: string[];
              /** @description Something in their streams cannot be read or folded. */
              heldBackUsers: number;
              /** @description What is wrong with the log itself: restore it from a backup before anything is repaired. */
              logDamage: {
                /** @enum {string} */
                kind: "file" | "missing_event" | "doubled_revision" | "changed_event";
                message: string;
                revision: number | null;
                stream: string | null;
              }[];
              /** @description Why the projections and the log do not belong together; null where they do. */
              mismatch: string | null;
              /** @description The events have it, the store does not. */
              missing: number;
              /** @description Of either side. */
              users: number;
              /** @description Stored otherwise than the events say. */
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
        /** @description Named in the answer, the events and the log; made where it is missing or has another form. */
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
        /** @description 1 to 255 printable ASCII characters, bare or quoted: the same key and content give the first answer again. */
        "Idempotency-Key"?: string;
        /** @description Named in the answer, the events and the log; made where it is missing or has another form. */
        "X-Correlation-Id"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          /** @description The price that the buyer agreed to, in major units: the catalogue's less the discount. */
          amount?: number;
          itemId: string;
          /** @enum {string} */
          itemType: "course" | "test";
          /** @description The caller's id for the purchase: the same id and content give the first answer again. */
          purchaseId?: string;
          /** @description For whom; needed from service and admin, and only ever itself from a user. */
          userId?: string;
        };
      };
    };
    responses: {
      /** @description The user owns the item already; the purchase that made it so. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            /** @description Whether the user owned the item before, by another purchase or this one. */
            alreadyPurchased: boolean;
            /** @description In major units; null for an imported purchase, whose price nobody knows. */
            amount: number | null;
            courseId?: string;
            currency: string | null;
            /** @description The purchase by which the user owned the item already. */
            duplicateOf: string | null;
            /** @description What is odd about a purchase that was paid before. */
            flags: ("price_differs" | "item_withdrawn" | "duplicate_payment")[];
            /** @description Whether the user owns the item now. */
            owned: boolean;
            /** @description Null for an imported purchase, where nobody knows it. */
            purchasedAt: string | null;
            purchaseId: string;
            /** @description Read with minRevision set to this to see the purchase in a projection. */
            revision: number;
            /** @description When the purchase was revoked; null while it stands. */
            revokedAt: string | null;
            testId?: string;
          };
        };
      };
      /** @description Recorded, now or by an earlier call with the same purchaseId or Idempotency-Key. */
      201: {
        headers: {
          /** @description `true` where an earlier call was answered again. */
          "Idempotent-Replayed"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            /** @description Whether the user owned the item before, by another purchase or this one. */
            alreadyPurchased: boolean;
            /** @description In major units; null for an imported purchase, whose price nobody knows. */
            amount: number | null;
            courseId?: string;
            currency: string | null;
            /** @description The purchase by which the user owned the item already. */
            duplicateOf: string | null;
            /** @description What is odd about a purchase that was paid before. */
            flags: ("price_differs" | "item_withdrawn" | "duplicate_payment")[];
            /** @description Whether the user owns the item now. */
            owned: boolean;
            /** @description Null for an imported purchase, where nobody knows it. */
            purchasedAt: string | null;
            purchaseId: string;
            /** @description Read with minRevision set to this to see the purchase in a projection. */
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
        /** @description 1 to 255 printable ASCII characters, bare or quoted: the same key and content give the first answer again. */
        "Idempotency-Key"?: string;
        /** @description Named in the answer, the events and the log; made where it is missing or has another form. */
        "X-Correlation-Id"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          /** @description The price that the buyer agreed to, in major units: the catalogue's less the discount. */
          amount?: number;
          courseId?: string;
          /** @description Of the amounts, an ISO 4217 code; the catalogue's if left out. */
          currency?: string;
          discount?: {
            /** @description What was taken off the catalogue's price, in major units. */
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
           * @description When the provider took the money. What happened is then recorded, with flags where it is odd, and not refused.
           */
          paidAt?: string;
          paymentId?: string;
          paymentMethod?: string;
          /** @description The caller's id for the purchase: the same id and content give the first answer again. */
          purchaseId?: string;
          testId?: string;
          /** @description For whom; needed from service and admin, and only ever itself from a user. */
          userId?: string;
        };
      };
    };
    responses: {
      /** @description The user owns the item already; the purchase that made it so. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            /** @description Whether the user owned the item before, by another purchase or this one. */
            alreadyPurchased: boolean;
            /** @description In major units; null for an imported purchase, whose price nobody knows. */
            amount: number | null;
            courseId?: string;
            currency: string | null;
            /** @description The purchase by which the user owned the item already. */
            duplicateOf: string | null;
            /** @description What is odd about a purchase that was paid before. */
            flags: ("price_differs" | "item_withdrawn" | "duplicate_payment")[];
            /** @description Whether the user owns the item now. */
            owned: boolean;
            /** @description Null for an imported purchase, where nobody knows it. */
            purchasedAt: string | null;
            purchaseId: string;
            /** @description Read with minRevision set to this to see the purchase in a projection. */
            revision: number;
            /** @description When the purchase was revoked; null while it stands. */
            revokedAt: string | null;
            testId?: string;
          };
        };
      };
      /** @description Recorded, now or by an earlier call with the same purchaseId or Idempotency-Key. */
      201: {
        headers: {
          /** @description `true` where an earlier call was answered again. */
          "Idempotent-Replayed"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            /** @description Whether the user owned the item before, by another purchase or this one. */
            alreadyPurchased: boolean;
            /** @description In major units; null for an imported purchase, whose price nobody knows. */
            amount: number | null;
            courseId?: string;
            currency: string | null;
            /** @description The purchase by which the user owned the item already. */
            duplicateOf: string | null;
            /** @description What is odd about a purchase that was paid before. */
            flags: ("price_differs" | "item_withdrawn" | "duplicate_payment")[];
            /** @description Whether the user owns the item now. */
            owned: boolean;
            /** @description Null for an imported purchase, where nobody knows it. */
            purchasedAt: string | null;
            purchaseId: string;
            /** @description Read with minRevision set to this to see the purchase in a projection. */
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
        /** @description Whose; needed from service, support and admin, and only ever itself from a user. */
        userId?: string;
      };
      header?: {
        /** @description Named in the answer, the events and the log; made where it is missing or has another form. */
        "X-Correlation-Id"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Whether, and since when. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            /** @description Whether the answer may be old: later events of this user wait behind one that cannot be folded. */
            heldBack: boolean;
            /** @description Why; left out where heldBack is false. */
            heldBackReason?: string;
            owned: boolean;
            /** @description Null where it is not owned, or nobody knows the date. */
            purchasedAt: string | null;
            /** @description The revision of the user's stream that the answer is folded to; null for a user who never bought anything. */
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
        /** @description Named in the answer, the events and the log; made where it is missing or has another form. */
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
        /** @description Named in the answer, the events and the log; made where it is missing or has another form. */
        "X-Correlation-Id"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": {
          /** @description In major units; all that is left if it is left out. */
          amount?: number;
          /** @description Of the amount; needed with it. */
          currency?: string;
          /** @description All that the payment paid. */
          paymentId?: string;
          purchaseId?: string;
          /** @enum {string} */
          reason?: "requested" | "duplicate" | "fraud" | "dispute_lost" | "other";
          /** @description The payment provider's. */
          reference?: string;
          /** Format: date-time */
          refundedAt?: string;
          /** @description Names the refund: the same one counts once. */
          refundId: string;
          /** @description Whether access goes as well; by default it stays. */
          revoke?: boolean;
          /** @description With purchaseId: whose purchase. */
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
            revision: number;
            userId: string;
          };
        };
      };
      /** @description Kept: the purchase has not come yet. */
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
      /** @description refund_exceeds_payment, revision_conflict */
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
        /** @description Named in the answer, the events and the log; made where it is missing or has another form. */
        "X-Correlation-Id"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As it is now. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            /** @description Null where nobody is signed in. */
            session: {
              /**
               * Format: date-time
               * @description Until then the cookie is good.
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
        /** @description Named in the answer, the events and the log; made where it is missing or has another form. */
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
            /** @description Null where nobody is signed in. */
            session: {
              /**
               * Format: date-time
               * @description Until then the cookie is good.
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
        /** @description Named in the answer, the events and the log; made where it is missing or has another form. */
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
            /** @description Null where nobody is signed in. */
            session: {
              /**
               * Format: date-time
               * @description Until then the cookie is good.
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
      /** @description forbidden */
      403: {
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
        /** @description Named in the answer, the events and the log; made where it is missing or has another form. */
        "X-Correlation-Id"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As it is now. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            /** @description What keeps the shop's own accounts; null where nothing does. */
            adopter: {
              /** @description Events of the log that the shop's accounts are kept to. */
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
                  | "log_damaged"
                  | "checkpoint_moved"
                  | "checkpoint_ahead"
                  | "log_mismatch"
                  | "nothing_to_roll_back"
                  | "rebuild_running"
                  | "rebuild_unknown"
                  | "verification_running"
                  | "verification_unknown"
                  | "event_store_unavailable"
                  | "read_model_unavailable"
                  | "token_keys_unavailable"
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
                | "log_damaged"
                | "checkpoint_moved"
                | "checkpoint_ahead"
                | "log_mismatch"
                | "nothing_to_roll_back"
                | "rebuild_running"
                | "rebuild_unknown"
                | "verification_running"
                | "verification_unknown"
                | "event_store_unavailable"
                | "read_model_unavailable"
                | "token_keys_unavailable"
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
            /** @description What is known of each part, since when, and by what proof. */
            health: {
              checks: {
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
                      | "log_damaged"
                      | "checkpoint_moved"
                      | "checkpoint_ahead"
                      | "log_mismatch"
                      | "nothing_to_roll_back"
                      | "rebuild_running"
                      | "rebuild_unknown"
                      | "verification_running"
                      | "verification_unknown"
                      | "event_store_unavailable"
                      | "read_model_unavailable"
                      | "token_keys_unavailable"
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
                /** @description What the finding rests on. */
                proof: string;
                /** @description When it was last proven, UTC. */
                provenAt: string | null;
                /** @description Since when it is as it is, UTC. */
                since: string;
              }[];
              /** @description What `GET /readyz` answers. */
              ready: boolean;
            };
            node: string;
            projector: {
              /** @description Users that wait behind an event that cannot be read. */
              deadLetters: number;
              eventCount: number;
              eventsPerSecond: number;
              /** @description Opaque: only equality means anything. */
              head: string | null;
              /** @description The log is folded anew, and its head not reached yet: what users own is refused until then. */
              incomplete: boolean;
              /** @description Null where the log cannot say. */
              lagEvents: number | null;
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
                  | "log_damaged"
                  | "checkpoint_moved"
                  | "checkpoint_ahead"
                  | "log_mismatch"
                  | "nothing_to_roll_back"
                  | "rebuild_running"
                  | "rebuild_unknown"
                  | "verification_running"
                  | "verification_unknown"
                  | "event_store_unavailable"
                  | "read_model_unavailable"
                  | "token_keys_unavailable"
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
              /** @description When it was last proven that the log is the one that was folded, UTC; null before the first time. */
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
              /** @description The share of one core that it may use; 0: it is off, and the rest says nothing. */
              cpuPercent: number;
              /** @description Some of them. */
              driftedUsers: string[];
              /** @description When all users were last found as the log says, UTC. */
              lastCleanPassAt: string | null;
              /** @description The two accounts of the same purchases, as the last whole walk counted them; null before. */
              totals: {
                /** @description When the walk ended, UTC. */
                countedAt: string;
                /** @description Items that one projection names and the other lacks, counted user by user. */
                discrepancy: number;
                /** @description Records of the history projection that are not revoked. */
                history: number;
                /** @description Items that the ownership projection names. */
                ownership: number;
                users: number;
              } | null;
              usersDrifted: number;
              usersSampled: number;
              /** @description The walk over all users that is under way. */
              walk: {
                /** @description When it will be round at the present pace, UTC. */
                endsAt: string | null;
                /** @description How much of the log its users make up. */
                share: number;
                startedAt: string;
                users: number;
              };
            };
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
  getUserDiff: {
    parameters: {
      query?: never;
      header?: {
        /** @description Named in the answer, the events and the log; made where it is missing or has another form. */
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
      /** @description As it is now. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            /** @description Events that are not folded yet. */
            behindBy: number;
            differenceCount: number;
            /** @description At most 500; null is also what is not there. */
            differences: {
              expected: unknown;
              path: string;
              stored: unknown;
            }[];
            /** @description What the stored models say; null where they say nothing. */
            foldedTo: {
              history: number | null;
              ownership: number | null;
              payments: number | null;
            };
            /** @description Whether the answer may be old: later events of this user wait behind one that cannot be folded. */
            heldBack: boolean;
            /** @description Why; left out where heldBack is false. */
            heldBackReason?: string;
            /** @description The stream's last; null if it has no event. */
            revision: number | null;
            /**
             * @description behind: right as far as it is folded, but the stream has more.
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
        /** @description Go on after this revision, in the order asked for: the nextAfter of the page before. */
        after?: number;
        /** @description Only what the log accepted at this time or later. */
        from?: string;
        /** @description The most events to answer with; 50 if left out. */
        limit?: number;
        /** @description Which comes first; oldest if left out. */
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
        /** @description Named in the answer, the events and the log; made where it is missing or has another form. */
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
              /** @description As it stands in the log; the raw text where it is not JSON. */
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
              revision: number;
              type: string;
              /** @description Whether the projections leave it out, because an earlier event holds it back. */
              waits: boolean;
              /** @description What happened; null where the event cannot be read. */
              words: string | null;
            }[];
            /** @description Whether the answer may be old: later events of this user wait behind one that cannot be folded. */
            heldBack: boolean;
            /** @description Why; left out where heldBack is false. */
            heldBackReason?: string;
            /** @description Where the next page goes on; null on the last one. */
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
        /** @description The last revision that is known already; all events if left out. */
        after?: number;
      };
      header?: {
        /** @description Named in the answer, the events and the log; made where it is missing or has another form. */
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
        /** @description 1 to 255 printable ASCII characters, bare or quoted: the same key and content give the first answer again. */
        "Idempotency-Key"?: string;
        /** @description Named in the answer, the events and the log; made where it is missing or has another form. */
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
      /** @description The user owns the item already. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            /** @description Whether the user owned the item before, by another purchase or this one. */
            alreadyPurchased: boolean;
            /** @description In major units; null for an imported purchase, whose price nobody knows. */
            amount: number | null;
            courseId?: string;
            currency: string | null;
            /** @description The purchase by which the user owned the item already. */
            duplicateOf: string | null;
            /** @description What is odd about a purchase that was paid before. */
            flags: ("price_differs" | "item_withdrawn" | "duplicate_payment")[];
            /** @description Whether the user owns the item now. */
            owned: boolean;
            /** @description Null for an imported purchase, where nobody knows it. */
            purchasedAt: string | null;
            purchaseId: string;
            /** @description Read with minRevision set to this to see the purchase in a projection. */
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
            /** @description In major units; null for an imported purchase, whose price nobody knows. */
            amount: number | null;
            courseId?: string;
            currency: string | null;
            /** @description The purchase by which the user owned the item already. */
            duplicateOf: string | null;
            /** @description What is odd about a purchase that was paid before. */
            flags: ("price_differs" | "item_withdrawn" | "duplicate_payment")[];
            /** @description Whether the user owns the item now. */
            owned: boolean;
            /** @description Null for an imported purchase, where nobody knows it. */
            purchasedAt: string | null;
            purchaseId: string;
            /** @description Read with minRevision set to this to see the purchase in a projection. */
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
        /** @description Named in the answer, the events and the log; made where it is missing or has another form. */
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
               * @description Whether both projections name the same items; moving: they are folded to different revisions.
               * @enum {string}
               */
              agreement: "agree" | "differ" | "moving";
              /** @description By currency. A revocation is no refund: it moves access, and no money. */
              money: {
                /** @description ISO 4217. */
                currency: string;
                /** @description Paid and not refunded. */
                keptMinor: number;
                /** @description In minor units, as the others. */
                paidMinor: number;
                refundedMinor: number;
              }[];
              /** @description Ids that are owned, and not in the history. */
              notListed: string[];
              /** @description Ids in the history that ownership lacks. */
              notOwned: string[];
              /** @description Items that ownership names. */
              owned: number;
              /** @description Records of the history, revoked ones included. */
              purchases: number;
              revoked: number;
              /** @description Purchases whose price nobody knows: they are in no sum. */
              unknownPrices: number;
            };
            /** @description Newest first, at most 1000; the account counts all. */
            purchases: {
              /** @description In minor units; null where nobody knows the price. */
              amountMinor: number | null;
              currency: string | null;
              /** @description The last news of it; null without one. */
              dispute: ("opened" | "won" | "lost") | null;
              /** @description Who gave it; null for one that was bought. */
              grantedBy: string | null;
              itemId: string;
              /** @enum {string} */
              kind: "course" | "test";
              /** @description What is worth a second look. */
              odd: (
                | "duplicate"
                | "price_differs"
                | "item_withdrawn"
                | "duplicate_payment"
                | "disputed"
                | "refunded_but_owned"
              )[];
              orderId: string | null;
              paymentId: string | null;
              paymentMethod: string | null;
              /** @description Null where nobody knows the date. */
              purchasedAt: string | null;
              purchaseId: string;
              refundedMinor: number;
              refunds: {
                amountMinor: number;
                refundedAt: string;
                refundId: string;
              }[];
              /** @description Null while the purchase stands. */
              revokedAt: string | null;
              revokedReason: ("refund" | "chargeback" | "correction") | null;
              /** @description The catalogue's; null where it has the item no more. */
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
        /** @description Named in the answer, the events and the log; made where it is missing or has another form. */
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
      /** @description It stands. */
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
            revision: number;
          };
        };
      };
      /** @description Recorded: it stands again. */
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
        /** @description Named in the answer, the events and the log; made where it is missing or has another form. */
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
          /** @description Look, but write nothing; false if left out. */
          dryRun?: boolean;
          /** @description For the audit log. */
          reason: string;
        };
      };
    };
    responses: {
      /** @description What was found, and done. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            /** @description What the events say. */
            after: {
              /** @description Owned ones; null where there is no list of them. */
              courses: number | null;
              records: number;
              tests: number | null;
              unrevokedRecords: number;
            };
            before: {
              /** @description Owned ones; null where there is no list of them. */
              courses: number | null;
              records: number;
              tests: number | null;
              unrevokedRecords: number;
            };
            differenceCount: number;
            /** @description What had drifted, at most 500; null is also what is not there. */
            differences: {
              expected: unknown;
              /** @enum {string} */
              kind: "missing" | "extra" | "wrong" | "duplicate";
              /** @description The first field that differs; empty for the whole. */
              path: string;
              /** @enum {string} */
              projection: "ownership" | "history" | "payments";
              /** @description The record that it is about; null for a document. */
              purchaseId: string | null;
              stored: unknown;
            }[];
            dryRun: boolean;
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
        /** @description Named in the answer, the events and the log; made where it is missing or has another form. */
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
            /** @description Of the event. Read with minRevision set to this to see it in a projection. */
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
            /** @description Of the event. Read with minRevision set to this to see it in a projection. */
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
        /** @description a revision, e.g. 3, or a time with its zone, e.g. 2026-01-31T12:00:00Z or 2026-01-31T20:00:00+08:00; the present if left out. A + has to be sent as %2B. */
        at?: string;
      };
      header?: {
        /** @description Named in the answer, the events and the log; made where it is missing or has another form. */
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
            /** @description The last event that counted; null before the first. */
            revision: number | null;
            /** @description Why events up to there are left out: one of them cannot be read or folded. */
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
  getHealth: {
    parameters: {
      query?: never;
      header?: {
        /** @description Named in the answer, the events and the log; made where it is missing or has another form. */
        "X-Correlation-Id"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description It is. */
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
        /** @description Named in the answer, the events and the log; made where it is missing or has another form. */
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
        /** @description Named in the answer, the events and the log; made where it is missing or has another form. */
        "X-Correlation-Id"?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description They can. */
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
      /** @description internal_error */
      500: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description They cannot, for these reasons. */
      503: {
        headers: {
          /** @description Seconds. */
          "Retry-After"?: string;
          [name: string]: unknown;
        };
        content: {
          "application/json": {
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
              | "log_damaged"
              | "checkpoint_moved"
              | "checkpoint_ahead"
              | "log_mismatch"
              | "nothing_to_roll_back"
              | "rebuild_running"
              | "rebuild_unknown"
              | "verification_running"
              | "verification_unknown"
              | "event_store_unavailable"
              | "read_model_unavailable"
              | "token_keys_unavailable"
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
