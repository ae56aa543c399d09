// Generated from the API's OpenAPI document: `npm run generate:api`.

export interface paths {
  readonly "/api/analytics/summary": {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * How many purchases, of what, at what price, and what came in
     * @description Roles: analyst, admin.
     */
    readonly get: operations["getAnalyticsSummary"];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly "/api/analytics/timeseries": {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * Purchases and revocations by day, week or month
     * @description Days begin at midnight in the time zone, weeks on Monday. Those with nothing are there, too, from the first to the last of the range; more than 10000 are refused. The first and the last count only what is within the range. Roles: analyst, admin.
     */
    readonly get: operations["getTimeseries"];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly "/api/analytics/top-items": {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * The courses and tests that were bought most
     * @description By the purchases that stand; where these are equal by all purchases, then by kind and id. Roles: analyst, admin.
     */
    readonly get: operations["getTopItems"];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly "/api/audit": {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * Who has done what to the projections
     * @description Repairs, rebuilds, rollbacks, retries, and verifications that the server has run. Roles: support, analyst, admin.
     */
    readonly get: operations["getAudit"];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly "/api/openapi.json": {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** This description */
    readonly get: operations["getOpenApi"];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly "/api/profile/purchase-history": {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * The user's purchases, newest first, page by page
     * @description Revoked purchases stay, marked. Those without a known date come last. A purchase made while a caller pages appears before the first page: no page repeats or misses another purchase because of it. Roles: user, service, support, admin.
     */
    readonly get: operations["getPurchaseHistory"];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly "/api/profile/purchased-courses": {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * The ids of all courses and tests that the user owns, in the order they were bought
     * @description Roles: user, service, support, admin.
     */
    readonly get: operations["getPurchasedCourses"];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly "/api/projections": {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * The projections and their generations
     * @description Roles: support, analyst, admin.
     */
    readonly get: operations["getProjections"];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly "/api/projections/{name}/rebuilds": {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * The rebuilds that this server has run since its start
     * @description Roles: analyst, admin.
     */
    readonly get: operations["getRebuilds"];
    readonly put?: never;
    /**
     * Make projections anew beside the live ones, and swap them in
     * @description Runs in a process of its own; readers and buyers go on. The new projections are compared with the live ones, and if too much would change they are kept, and not swapped in. Roles: analyst, admin.
     */
    readonly post: operations["startRebuild"];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly "/api/projections/{name}/rebuilds/{id}": {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * How far a rebuild is, or what came of it
     * @description Roles: analyst, admin.
     */
    readonly get: operations["getRebuild"];
    readonly put?: never;
    readonly post?: never;
    /**
     * Cancel a rebuild
     * @description What is live is untouched; what was built is kept, and the next rebuild goes on with it unless told to restart. A rebuild that has ended stays as it is. Roles: analyst, admin.
     */
    readonly delete: operations["cancelRebuild"];
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly "/api/projections/{name}/rebuilds/{id}/progress": {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * A rebuild's progress as server-sent events
     * @description Each event `rebuild` has the whole job as its data. The stream ends after the one that says how it ended; a client that connects again is told the present state first. Roles: analyst, admin.
     */
    readonly get: operations["watchRebuild"];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly "/api/projections/{name}/rollbacks": {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /**
     * Go back to what the last rebuild replaced
     * @description In one step. The projector folds it on from where it was left. Roles: analyst, admin.
     */
    readonly post: operations["rollBackProjection"];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly "/api/projections/dead-letters": {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * Events that cannot be read or folded, by stream
     * @description Each holds back its own user and nobody else. Support sees the raw event in the user's events. Roles: support, analyst, admin.
     */
    readonly get: operations["getDeadLetters"];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly "/api/projections/dead-letters/{userId}/retries": {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /**
     * Fold a user again who is held back
     * @description For after an upgrade. Releases the user if every event can be folded now; else nothing changes. Roles: support, analyst, admin.
     */
    readonly post: operations["retryDeadLetter"];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly "/api/projections/verifications": {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * The verifications that this server has run since its start
     * @description Roles: analyst, admin.
     */
    readonly get: operations["getVerifications"];
    readonly put?: never;
    /**
     * Prove the projections against the log
     * @description Folds the whole log anew, aside, in a process of its own, and compares every document and record with it. The shop stays open; nothing is written but a line in the audit log. Roles: analyst, admin.
     */
    readonly post: operations["startVerification"];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly "/api/projections/verifications/{id}": {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * How far a verification is, or what came of it
     * @description Roles: analyst, admin.
     */
    readonly get: operations["getVerification"];
    readonly put?: never;
    readonly post?: never;
    /**
     * Cancel a verification
     * @description It has changed nothing. A verification that has ended stays as it is. Roles: analyst, admin.
     */
    readonly delete: operations["cancelVerification"];
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly "/api/projections/verifications/{id}/progress": {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * A verification's progress as server-sent events
     * @description Each event `verification` has the whole job as its data. The stream ends after the one that says how it ended; a client that connects again is told the present state first. Roles: analyst, admin.
     */
    readonly get: operations["watchVerification"];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly "/api/public/purchase-free": {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /**
     * Take a free course or test
     * @description Roles: user, service, admin.
     */
    readonly post: operations["purchaseFree"];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly "/api/purchase": {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /**
     * Buy a course or a test
     * @description A priced item takes a service or admin token, which vouches for the payment, and a paymentId. Roles: user, service, admin.
     */
    readonly post: operations["purchase"];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly "/api/purchase/check": {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * Does the user own this course or test?
     * @description Roles: user, service, support, admin.
     */
    readonly get: operations["checkPurchase"];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly "/api/session": {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** Who is signed in with this browser */
    readonly get: operations["getSession"];
    readonly put?: never;
    /**
     * Sign a browser in
     * @description Every endpoint then takes the cookie instead of the Authorization header; writes by it need the header X-Requested-By, with any value.
     */
    readonly post: operations["signIn"];
    /**
     * Sign a browser out
     * @description Needs the header X-Requested-By. The token itself stays good until it expires.
     */
    readonly delete: operations["signOut"];
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly "/api/status": {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * Versions, stores and how far the projections are
     * @description Roles: support, analyst, service, admin.
     */
    readonly get: operations["getStatus"];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly "/api/support/users/{userId}/diff": {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * What is stored of one user against what the events say, field by field
     * @description Roles: support, admin.
     */
    readonly get: operations["getUserDiff"];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly "/api/support/users/{userId}/events": {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * What happened with one user, event by event, page by page
     * @description Roles: support, admin.
     */
    readonly get: operations["getUserEvents"];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly "/api/support/users/{userId}/events/live": {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * One user's events as they come, as server-sent events
     * @description Each event `event` has one of getUserEvents as its data. It goes on until the caller leaves; one that is cut off connects again after the last revision that it has. Roles: support, admin.
     */
    readonly get: operations["watchUserEvents"];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly "/api/support/users/{userId}/repairs": {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /**
     * Rewrite one user's projections from the user's events
     * @description Only if they have drifted; then it is kept in the audit log. No rebuild is needed. Roles: support, admin.
     */
    readonly post: operations["repairUser"];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly "/api/support/users/{userId}/revocations": {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /**
     * Take a purchase back
     * @description The user owns the item no longer, and can buy it again. Who did it is kept in the event. Roles: support, admin.
     */
    readonly post: operations["revokePurchase"];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly "/api/support/users/{userId}/state": {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * What one user owned at a revision or at a time
     * @description A time means what the ledger knew then: it goes by when the log recorded an event, not by the date of the purchase. Roles: support, admin.
     */
    readonly get: operations["getUserState"];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly "/healthz": {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** Is the process running? */
    readonly get: operations["getHealth"];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly "/metrics": {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** Measurements in the Prometheus text format */
    readonly get: operations["getMetrics"];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly "/readyz": {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * Can requests be answered as they should?
     * @description Both stores answer, and the projector is live, or catching up after it was live once. While it catches up for the first time, waits for a store or is stopped, reads may be old.
     */
    readonly get: operations["getReadiness"];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    readonly Problem: {
      /** @enum {string} */
      readonly code:
        | "request_invalid"
        | "json_malformed"
        | "body_too_large"
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
        | "purchase_unknown"
        | "user_unknown"
        | "user_held_back"
        | "revision_conflict"
        | "event_id_reused"
        | "projection_behind"
        | "event_invalid"
        | "stream_gap"
        | "stream_deleted"
        | "checkpoint_moved"
        | "checkpoint_ahead"
        | "rebuild_running"
        | "rebuild_unknown"
        | "verification_running"
        | "verification_unknown"
        | "event_store_unavailable"
        | "read_model_unavailable"
        | "catalogue_invalid"
        | "schema_newer"
        | "config_invalid"
        | "source_invalid"
        | "internal_error";
      readonly correlationId: string;
      readonly detail: string;
      readonly instance: string;
      readonly problems?: readonly {
        readonly message: string;
        readonly path: string;
      }[];
      readonly status: number;
      readonly title: string;
      readonly type: string;
    } & {
      readonly [key: string]: unknown;
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
  readonly getAnalyticsSummary: {
    readonly parameters: {
      readonly query?: {
        /** @description What is earlier is left out: a date (2026-01-31), which begins at midnight in the time zone, or a time with its offset (2026-01-31T12:00:00Z). */
        readonly from?: string;
        /** @description This and what is later is left out: a date (2026-01-31), which begins at midnight in the time zone, or a time with its offset (2026-01-31T12:00:00Z). */
        readonly to?: string;
        /** @description An IANA time zone, e.g. Europe/Berlin; UTC if left out. */
        readonly tz?: string;
      };
      readonly header?: {
        /** @description Named in the answer, the events and the log; made if left out. */
        readonly "X-Correlation-Id"?: string;
      };
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description The counts. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/json": {
            /** @description Belongs to the range; null where there is no bound. */
            readonly from: string | null;
            readonly purchases: {
              readonly courses: number;
              readonly free: number;
              /** @description Those whose price nobody knows. */
              readonly imported: number;
              readonly paid: number;
              /** @description Those of them that were revoked, whenever that was. */
              readonly revoked: {
                readonly chargeback: number;
                readonly correction: number;
                readonly refund: number;
                readonly total: number;
              };
              readonly tests: number;
              readonly total: number;
            };
            readonly revenue: readonly {
              /** @description ISO 4217. */
              readonly currency: string;
              readonly gross: {
                /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                readonly amount: string;
                /** @description Null where it is more than a JSON number holds exactly. */
                readonly amountMinor: number | null;
                /** @description Paid purchases in it. */
                readonly purchases: number;
              };
              /** @description Gross without revoked. */
              readonly net: {
                /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                readonly amount: string;
                /** @description Null where it is more than a JSON number holds exactly. */
                readonly amountMinor: number | null;
                /** @description Paid purchases in it. */
                readonly purchases: number;
              };
              readonly revoked: {
                /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                readonly amount: string;
                /** @description Null where it is more than a JSON number holds exactly. */
                readonly amountMinor: number | null;
                /** @description Paid purchases in it. */
                readonly purchases: number;
              };
            }[];
            /** @description Does not belong to the range; null where there is no bound. */
            readonly to: string | null;
            /** @description Imported purchases whose date nobody knows. They are in no range, and in no other number. */
            readonly undated: {
              readonly courses: number;
              readonly revoked: number;
              readonly tests: number;
              readonly total: number;
            };
          };
        };
      };
      /** @description request_invalid */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      readonly 401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          readonly "WWW-Authenticate"?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description read_model_unavailable */
      readonly 503: {
        headers: {
          /** @description Seconds. */
          readonly "Retry-After"?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  readonly getTimeseries: {
    readonly parameters: {
      readonly query: {
        /** @description What is earlier is left out: a date (2026-01-31), which begins at midnight in the time zone, or a time with its offset (2026-01-31T12:00:00Z). */
        readonly from?: string;
        readonly interval: "day" | "week" | "month";
        /** @description This and what is later is left out: a date (2026-01-31), which begins at midnight in the time zone, or a time with its offset (2026-01-31T12:00:00Z). */
        readonly to?: string;
        /** @description An IANA time zone, e.g. Europe/Berlin; UTC if left out. */
        readonly tz?: string;
      };
      readonly header?: {
        /** @description Named in the answer, the events and the log; made if left out. */
        readonly "X-Correlation-Id"?: string;
      };
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description The buckets, in order. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/json": {
            readonly buckets: readonly {
              readonly courses: number;
              readonly revenue: readonly {
                /** @description ISO 4217. */
                readonly currency: string;
                readonly gross: {
                  /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                  readonly amount: string;
                  /** @description Null where it is more than a JSON number holds exactly. */
                  readonly amountMinor: number | null;
                  /** @description Paid purchases in it. */
                  readonly purchases: number;
                };
                readonly revoked: {
                  /** @description In major units, exactly: a sum may have more digits than a JSON number. */
                  readonly amount: string;
                  /** @description Null where it is more than a JSON number holds exactly. */
                  readonly amountMinor: number | null;
                  /** @description Paid purchases in it. */
                  readonly purchases: number;
                };
              }[];
              /** @description Purchases revoked in it, whenever they were made. */
              readonly revoked: number;
              /** @description The local date that it begins with, e.g. 2026-01-31. */
              readonly start: string;
              readonly tests: number;
            }[];
            /** @description Belongs to the range; null where there is no bound. */
            readonly from: string | null;
            /** @enum {string} */
            readonly interval: "day" | "week" | "month";
            /** @description Does not belong to the range; null where there is no bound. */
            readonly to: string | null;
            readonly tz: string;
            /** @description Imported purchases whose date nobody knows. They are in no range, and in no other number. */
            readonly undated: {
              readonly courses: number;
              readonly revoked: number;
              readonly tests: number;
              readonly total: number;
            };
          };
        };
      };
      /** @description request_invalid */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      readonly 401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          readonly "WWW-Authenticate"?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description read_model_unavailable */
      readonly 503: {
        headers: {
          /** @description Seconds. */
          readonly "Retry-After"?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  readonly getTopItems: {
    readonly parameters: {
      readonly query?: {
        /** @description What is earlier is left out: a date (2026-01-31), which begins at midnight in the time zone, or a time with its offset (2026-01-31T12:00:00Z). */
        readonly from?: string;
        /** @description Courses or tests only; both if left out. */
        readonly kind?: "course" | "test";
        /** @description The most items to answer with; 10 if left out. */
        readonly limit?: number;
        /** @description This and what is later is left out: a date (2026-01-31), which begins at midnight in the time zone, or a time with its offset (2026-01-31T12:00:00Z). */
        readonly to?: string;
        /** @description An IANA time zone, e.g. Europe/Berlin; UTC if left out. */
        readonly tz?: string;
      };
      readonly header?: {
        /** @description Named in the answer, the events and the log; made if left out. */
        readonly "X-Correlation-Id"?: string;
      };
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description The items, the first one first. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/json": {
            /** @description Belongs to the range; null where there is no bound. */
            readonly from: string | null;
            readonly items: readonly {
              readonly itemId: string;
              /** @enum {string} */
              readonly kind: "course" | "test";
              /** @description Made within the range. */
              readonly purchases: number;
              /** @description Those of them that were revoked, whenever that was. */
              readonly revoked: number;
              /** @description The catalogue's title; null where it has the item no more. */
              readonly title: string | null;
              /** @description Purchases of it whose date nobody knows, beside the others. */
              readonly undated: number;
            }[];
            /** @description Does not belong to the range; null where there is no bound. */
            readonly to: string | null;
          };
        };
      };
      /** @description request_invalid */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      readonly 401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          readonly "WWW-Authenticate"?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description read_model_unavailable */
      readonly 503: {
        headers: {
          /** @description Seconds. */
          readonly "Retry-After"?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  readonly getAudit: {
    readonly parameters: {
      readonly query?: {
        /** @description The most entries to answer with; 50 if left out. */
        readonly limit?: number;
      };
      readonly header?: {
        /** @description Named in the answer, the events and the log; made if left out. */
        readonly "X-Correlation-Id"?: string;
      };
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description The latest. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/json": {
            /** @description Newest first. */
            readonly entries: readonly {
              /** @enum {string} */
              readonly action: "repair" | "rebuild" | "rollback" | "retry-dead-letter" | "verify";
              /** @description UTC. */
              readonly at: string;
              readonly details: {
                readonly [key: string]: unknown;
              };
              readonly operator: string;
              readonly reason: string;
            }[];
          };
        };
      };
      /** @description request_invalid */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      readonly 401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          readonly "WWW-Authenticate"?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description read_model_unavailable */
      readonly 503: {
        headers: {
          /** @description Seconds. */
          readonly "Retry-After"?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  readonly getOpenApi: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description Named in the answer, the events and the log; made if left out. */
        readonly "X-Correlation-Id"?: string;
      };
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description An OpenAPI 3.1 document. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/json": {
            readonly openapi: string;
          } & {
            readonly [key: string]: unknown;
          };
        };
      };
      /** @description request_invalid */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  readonly getPurchaseHistory: {
    readonly parameters: {
      readonly query?: {
        /** @description The nextCursor of the page before this one. */
        readonly cursor?: string;
        /** @description The most purchases to answer with; 20 if left out. */
        readonly limit?: number;
        /** @description Wait, up to 2 seconds, until the projection has folded this revision of the user's stream. */
        readonly minRevision?: number;
        /** @description Courses or tests only; both if left out. */
        readonly type?: "course" | "test";
        /** @description Whose; needed from service, support and admin, and only ever itself from a user. */
        readonly userId?: string;
      };
      readonly header?: {
        /** @description Named in the answer, the events and the log; made if left out. */
        readonly "X-Correlation-Id"?: string;
      };
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description One page; empty for a user who never bought anything. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/json": {
            /** @description Whether the answer may be old: later events of this user wait behind one that cannot be folded. */
            readonly heldBack: boolean;
            /** @description Why; left out where heldBack is false. */
            readonly heldBackReason?: string;
            /** @description Where the next page starts; null on the last one. */
            readonly nextCursor: string | null;
            readonly purchases: readonly ({
              /** @description In major units; null for an imported purchase, whose price nobody knows. */
              readonly amount: number | null;
              readonly courseId?: string;
              /** @description The catalogue's title; null where it has the item no more. */
              readonly courseTitle?: string | null;
              readonly currency: string | null;
              /** @description Left out where nobody said. */
              readonly paymentMethod?: string;
              /** @description Null for an imported purchase, where nobody knows it. */
              readonly purchasedAt: string | null;
              readonly purchaseId: string;
              /** @description Null while the purchase stands. */
              readonly revokedAt: string | null;
              readonly revokedReason: ("refund" | "chargeback" | "correction") | null;
              readonly testId?: string;
              /** @description The catalogue's title; null where it has the item no more. */
              readonly testTitle?: string | null;
              /** @enum {string} */
              readonly type: "course" | "test";
            } & (
              | {
                  readonly courseId: unknown;
                  readonly courseTitle: unknown;
                }
              | {
                  readonly testId: unknown;
                  readonly testTitle: unknown;
                }
            ))[];
            /** @description The revision of the user's stream that the answer is folded to; null for a user who never bought anything. */
            readonly revision: number | null;
          };
        };
      };
      /** @description request_invalid */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      readonly 401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          readonly "WWW-Authenticate"?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description projection_behind, read_model_unavailable */
      readonly 503: {
        headers: {
          /** @description Seconds. */
          readonly "Retry-After"?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  readonly getPurchasedCourses: {
    readonly parameters: {
      readonly query?: {
        /** @description Wait, up to 2 seconds, until the projection has folded this revision of the user's stream. */
        readonly minRevision?: number;
        /** @description Whose; needed from service, support and admin, and only ever itself from a user. */
        readonly userId?: string;
      };
      readonly header?: {
        /** @description Named in the answer, the events and the log; made if left out. */
        readonly "X-Correlation-Id"?: string;
      };
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description The ids; empty for a user who never bought anything. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/json": {
            readonly courses: readonly string[];
            /** @description Whether the answer may be old: later events of this user wait behind one that cannot be folded. */
            readonly heldBack: boolean;
            /** @description Why; left out where heldBack is false. */
            readonly heldBackReason?: string;
            /** @description The revision of the user's stream that the answer is folded to; null for a user who never bought anything. */
            readonly revision: number | null;
            readonly tests: readonly string[];
          };
        };
      };
      /** @description request_invalid */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      readonly 401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          readonly "WWW-Authenticate"?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description projection_behind, read_model_unavailable */
      readonly 503: {
        headers: {
          /** @description Seconds. */
          readonly "Retry-After"?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  readonly getProjections: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description Named in the answer, the events and the log; made if left out. */
        readonly "X-Correlation-Id"?: string;
      };
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description As they are now. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/json": {
            readonly projections: readonly {
              /** @description What a rebuild is making, or has left; null if there is none. */
              readonly building: {
                /** @description Events of the log that are folded into it. */
                readonly eventCount: number;
                /** @description The version of the fold that made it. */
                readonly foldVersion: number;
                readonly number: number;
              } | null;
              /** @description That of this program: where the live one has another, rebuild it. */
              readonly foldVersion: number;
              readonly live: {
                /** @description Events of the log that are folded into it. */
                readonly eventCount: number;
                /** @description The version of the fold that made it. */
                readonly foldVersion: number;
                readonly number: number;
              } | null;
              /** @enum {string} */
              readonly name: "ownership" | "history";
              /** @description What a rollback would bring back; null if there is none. */
              readonly previous: {
                /** @description Events of the log that are folded into it. */
                readonly eventCount: number;
                /** @description The version of the fold that made it. */
                readonly foldVersion: number;
                readonly number: number;
              } | null;
            }[];
          };
        };
      };
      /** @description request_invalid */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      readonly 401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          readonly "WWW-Authenticate"?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description read_model_unavailable */
      readonly 503: {
        headers: {
          /** @description Seconds. */
          readonly "Retry-After"?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  readonly getRebuilds: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description Named in the answer, the events and the log; made if left out. */
        readonly "X-Correlation-Id"?: string;
      };
      readonly path: {
        /** @description The projection, or both at once. */
        readonly name: "ownership" | "history" | "all";
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description The latest. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/json": {
            /** @description Newest first. */
            readonly rebuilds: readonly {
              readonly endedAt: string | null;
              readonly error: {
                readonly code: string;
                readonly message: string;
              } | null;
              /** Format: uuid */
              readonly id: string;
              readonly progress: {
                /** @description Events while reading and folding, users while comparing. */
                readonly done: number;
                readonly perSecond: number;
                /** @enum {string} */
                readonly phase: "reading" | "folding" | "comparing" | "swapping" | "copying";
                readonly remainingSeconds: number | null;
                /** @description Null where nobody knows. It may grow while the shop is open. */
                readonly total: number | null;
              } | null;
              readonly projections: readonly ("ownership" | "history")[];
              readonly reason: string;
              readonly report: {
                readonly changedUsers: number;
                /** @description Would be there once instead of more often. */
                readonly duplicate: number;
                readonly events: number;
                /** @description Would vanish: extra in the live ones. */
                readonly extra: number;
                /** @description Would appear: missing in the live ones. */
                readonly missing: number;
                /** @description Why somebody has to accept it; null when nobody has to. */
                readonly objection: string | null;
                /** @description Those that were compared with the live projections. */
                readonly users: number;
                /** @description Would change. */
                readonly wrong: number;
              } | null;
              readonly requestedBy: string;
              readonly startedAt: string;
              /**
               * @description not_accepted: it differs too much, see the report. It is kept: rebuild again with acceptChanges, or restart.
               * @enum {string}
               */
              readonly state: "running" | "cancelled" | "failed" | "swapped" | "not_accepted";
            }[];
          };
        };
      };
      /** @description request_invalid */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      readonly 401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          readonly "WWW-Authenticate"?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  readonly startRebuild: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description Named in the answer, the events and the log; made if left out. */
        readonly "X-Correlation-Id"?: string;
      };
      readonly path: {
        /** @description The projection, or both at once. */
        readonly name: "ownership" | "history" | "all";
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly "application/json": {
          /** @description Swap, whatever the comparison with the live projections says; false if left out. */
          readonly acceptChanges?: boolean;
          /** @description The share of users whose models may change without acceptChanges; 0.05 if left out. */
          readonly mostChanged?: number;
          /** @description For the audit log. */
          readonly reason?: string;
          /** @description Start again, although an earlier rebuild has left something to go on with; false if left out. */
          readonly restart?: boolean;
        };
      };
    };
    readonly responses: {
      /** @description Started. */
      readonly 202: {
        headers: {
          /** @description Where the job is told. */
          readonly Location?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/json": {
            readonly endedAt: string | null;
            readonly error: {
              readonly code: string;
              readonly message: string;
            } | null;
            /** Format: uuid */
            readonly id: string;
            readonly progress: {
              /** @description Events while reading and folding, users while comparing. */
              readonly done: number;
              readonly perSecond: number;
              /** @enum {string} */
              readonly phase: "reading" | "folding" | "comparing" | "swapping" | "copying";
              readonly remainingSeconds: number | null;
              /** @description Null where nobody knows. It may grow while the shop is open. */
              readonly total: number | null;
            } | null;
            readonly projections: readonly ("ownership" | "history")[];
            readonly reason: string;
            readonly report: {
              readonly changedUsers: number;
              /** @description Would be there once instead of more often. */
              readonly duplicate: number;
              readonly events: number;
              /** @description Would vanish: extra in the live ones. */
              readonly extra: number;
              /** @description Would appear: missing in the live ones. */
              readonly missing: number;
              /** @description Why somebody has to accept it; null when nobody has to. */
              readonly objection: string | null;
              /** @description Those that were compared with the live projections. */
              readonly users: number;
              /** @description Would change. */
              readonly wrong: number;
            } | null;
            readonly requestedBy: string;
            readonly startedAt: string;
            /**
             * @description not_accepted: it differs too much, see the report. It is kept: rebuild again with acceptChanges, or restart.
             * @enum {string}
             */
            readonly state: "running" | "cancelled" | "failed" | "swapped" | "not_accepted";
          };
        };
      };
      /** @description request_invalid, json_malformed */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      readonly 401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          readonly "WWW-Authenticate"?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description rebuild_running */
      readonly 409: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description body_too_large */
      readonly 413: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description content_type_unsupported */
      readonly 415: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  readonly getRebuild: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description Named in the answer, the events and the log; made if left out. */
        readonly "X-Correlation-Id"?: string;
      };
      readonly path: {
        /** @description The job's id. */
        readonly id: string;
        /** @description The projection, or both at once. */
        readonly name: "ownership" | "history" | "all";
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description As it is now. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/json": {
            readonly endedAt: string | null;
            readonly error: {
              readonly code: string;
              readonly message: string;
            } | null;
            /** Format: uuid */
            readonly id: string;
            readonly progress: {
              /** @description Events while reading and folding, users while comparing. */
              readonly done: number;
              readonly perSecond: number;
              /** @enum {string} */
              readonly phase: "reading" | "folding" | "comparing" | "swapping" | "copying";
              readonly remainingSeconds: number | null;
              /** @description Null where nobody knows. It may grow while the shop is open. */
              readonly total: number | null;
            } | null;
            readonly projections: readonly ("ownership" | "history")[];
            readonly reason: string;
            readonly report: {
              readonly changedUsers: number;
              /** @description Would be there once instead of more often. */
              readonly duplicate: number;
              readonly events: number;
              /** @description Would vanish: extra in the live ones. */
              readonly extra: number;
              /** @description Would appear: missing in the live ones. */
              readonly missing: number;
              /** @description Why somebody has to accept it; null when nobody has to. */
              readonly objection: string | null;
              /** @description Those that were compared with the live projections. */
              readonly users: number;
              /** @description Would change. */
              readonly wrong: number;
            } | null;
            readonly requestedBy: string;
            readonly startedAt: string;
            /**
             * @description not_accepted: it differs too much, see the report. It is kept: rebuild again with acceptChanges, or restart.
             * @enum {string}
             */
            readonly state: "running" | "cancelled" | "failed" | "swapped" | "not_accepted";
          };
        };
      };
      /** @description request_invalid */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      readonly 401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          readonly "WWW-Authenticate"?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description rebuild_unknown */
      readonly 404: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  readonly cancelRebuild: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description Named in the answer, the events and the log; made if left out. */
        readonly "X-Correlation-Id"?: string;
      };
      readonly path: {
        /** @description The job's id. */
        readonly id: string;
        /** @description The projection, or both at once. */
        readonly name: "ownership" | "history" | "all";
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description The job, which has ended. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/json": {
            readonly endedAt: string | null;
            readonly error: {
              readonly code: string;
              readonly message: string;
            } | null;
            /** Format: uuid */
            readonly id: string;
            readonly progress: {
              /** @description Events while reading and folding, users while comparing. */
              readonly done: number;
              readonly perSecond: number;
              /** @enum {string} */
              readonly phase: "reading" | "folding" | "comparing" | "swapping" | "copying";
              readonly remainingSeconds: number | null;
              /** @description Null where nobody knows. It may grow while the shop is open. */
              readonly total: number | null;
            } | null;
            readonly projections: readonly ("ownership" | "history")[];
            readonly reason: string;
            readonly report: {
              readonly changedUsers: number;
              /** @description Would be there once instead of more often. */
              readonly duplicate: number;
              readonly events: number;
              /** @description Would vanish: extra in the live ones. */
              readonly extra: number;
              /** @description Would appear: missing in the live ones. */
              readonly missing: number;
              /** @description Why somebody has to accept it; null when nobody has to. */
              readonly objection: string | null;
              /** @description Those that were compared with the live projections. */
              readonly users: number;
              /** @description Would change. */
              readonly wrong: number;
            } | null;
            readonly requestedBy: string;
            readonly startedAt: string;
            /**
             * @description not_accepted: it differs too much, see the report. It is kept: rebuild again with acceptChanges, or restart.
             * @enum {string}
             */
            readonly state: "running" | "cancelled" | "failed" | "swapped" | "not_accepted";
          };
        };
      };
      /** @description request_invalid */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      readonly 401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          readonly "WWW-Authenticate"?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description rebuild_unknown */
      readonly 404: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  readonly watchRebuild: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description Named in the answer, the events and the log; made if left out. */
        readonly "X-Correlation-Id"?: string;
      };
      readonly path: {
        /** @description The job's id. */
        readonly id: string;
        /** @description The projection, or both at once. */
        readonly name: "ownership" | "history" | "all";
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Events, as they happen. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "text/event-stream": string;
        };
      };
      /** @description request_invalid */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      readonly 401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          readonly "WWW-Authenticate"?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description rebuild_unknown */
      readonly 404: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  readonly rollBackProjection: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description Named in the answer, the events and the log; made if left out. */
        readonly "X-Correlation-Id"?: string;
      };
      readonly path: {
        /** @description The projection, or both at once. */
        readonly name: "ownership" | "history" | "all";
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly "application/json": {
          /** @description For the audit log. */
          readonly reason?: string;
        };
      };
    };
    readonly responses: {
      /** @description As they are now. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/json": {
            readonly projections: readonly {
              /** @description What a rebuild is making, or has left; null if there is none. */
              readonly building: {
                /** @description Events of the log that are folded into it. */
                readonly eventCount: number;
                /** @description The version of the fold that made it. */
                readonly foldVersion: number;
                readonly number: number;
              } | null;
              /** @description That of this program: where the live one has another, rebuild it. */
              readonly foldVersion: number;
              readonly live: {
                /** @description Events of the log that are folded into it. */
                readonly eventCount: number;
                /** @description The version of the fold that made it. */
                readonly foldVersion: number;
                readonly number: number;
              } | null;
              /** @enum {string} */
              readonly name: "ownership" | "history";
              /** @description What a rollback would bring back; null if there is none. */
              readonly previous: {
                /** @description Events of the log that are folded into it. */
                readonly eventCount: number;
                /** @description The version of the fold that made it. */
                readonly foldVersion: number;
                readonly number: number;
              } | null;
            }[];
          };
        };
      };
      /** @description request_invalid, json_malformed */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      readonly 401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          readonly "WWW-Authenticate"?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description body_too_large */
      readonly 413: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description content_type_unsupported */
      readonly 415: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description read_model_unavailable */
      readonly 503: {
        headers: {
          /** @description Seconds. */
          readonly "Retry-After"?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  readonly getDeadLetters: {
    readonly parameters: {
      readonly query?: {
        /** @description The nextAfter of the page before this one. */
        readonly after?: string;
        /** @description The most to answer with; 50 if left out. */
        readonly limit?: number;
      };
      readonly header?: {
        /** @description Named in the answer, the events and the log; made if left out. */
        readonly "X-Correlation-Id"?: string;
      };
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description One page; empty if all is well. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/json": {
            readonly deadLetters: readonly {
              readonly code: string;
              readonly eventId: string;
              readonly reason: string;
              /** @description When the log accepted the event, UTC. */
              readonly recordedAt: string;
              /** @description Of the event that cannot be folded; later ones of the user wait behind it. */
              readonly revision: number;
              readonly stream: string;
              readonly type: string;
              /** @description Null for a stream that is no user's. */
              readonly userId: string | null;
            }[];
            /** @description Where the next page starts; null on the last one. */
            readonly nextAfter: string | null;
            readonly total: number;
          };
        };
      };
      /** @description request_invalid */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      readonly 401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          readonly "WWW-Authenticate"?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description read_model_unavailable */
      readonly 503: {
        headers: {
          /** @description Seconds. */
          readonly "Retry-After"?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  readonly retryDeadLetter: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description Named in the answer, the events and the log; made if left out. */
        readonly "X-Correlation-Id"?: string;
      };
      readonly path: {
        /** @description The user whose stream it is. */
        readonly userId: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description The user is not held back now. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/json": {
            /** @enum {string} */
            readonly result: "released" | "not_held_back";
            /** @description What the user is folded to now; null if nothing was done. */
            readonly revision: number | null;
            readonly userId: string;
          };
        };
      };
      /** @description request_invalid */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      readonly 401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          readonly "WWW-Authenticate"?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description user_unknown */
      readonly 404: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description user_held_back */
      readonly 409: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description event_store_unavailable, read_model_unavailable */
      readonly 503: {
        headers: {
          /** @description Seconds. */
          readonly "Retry-After"?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  readonly getVerifications: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description Named in the answer, the events and the log; made if left out. */
        readonly "X-Correlation-Id"?: string;
      };
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description The latest. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/json": {
            /** @description Newest first. */
            readonly verifications: readonly {
              readonly endedAt: string | null;
              readonly error: {
                readonly code: string;
                readonly message: string;
              } | null;
              /** Format: uuid */
              readonly id: string;
              readonly progress: {
                /** @description Events while reading and folding, users while comparing. */
                readonly done: number;
                readonly perSecond: number;
                /** @enum {string} */
                readonly phase: "reading" | "folding" | "comparing" | "swapping" | "copying";
                readonly remainingSeconds: number | null;
                /** @description Null where nobody knows. It may grow while the shop is open. */
                readonly total: number | null;
              } | null;
              readonly report: {
                /** @description Healthy, but not folded to the end of the log yet. */
                readonly behindUsers: number;
                /** @description More than the log holds: the projections belong to another log, or it lost events. */
                readonly checkpointAhead: boolean;
                readonly driftedUsers: number;
                /** @description The first 200: where, but not what, which is for support to see. */
                readonly drifts: readonly {
                  /** @enum {string} */
                  readonly kind: "missing" | "extra" | "wrong" | "duplicate";
                  /** @description The first field that differs; empty for the whole. */
                  readonly path: string;
                  /** @enum {string} */
                  readonly projection: "ownership" | "history";
                  /** @description The record that it is about; null for a document. */
                  readonly purchaseId: string | null;
                  readonly userId: string;
                }[];
                /** @description Stored more than once. */
                readonly duplicate: number;
                /** @description Of the log, that the comparison rests on. */
                readonly events: number;
                /** @description No event explains it. */
                readonly extra: number;
                /** @description Events that the stored projections say they are folded to. */
                readonly foldedTo: number;
                /** @description Waiting behind an event that cannot be read. */
                readonly heldBackUsers: number;
                /** @description The events have it, the store does not. */
                readonly missing: number;
                /** @description Of either side. */
                readonly users: number;
                /** @description Stored otherwise than the events say. */
                readonly wrong: number;
              } | null;
              readonly requestedBy: string;
              readonly startedAt: string;
              /**
               * @description drifted: see the report. Repair the users, or rebuild.
               * @enum {string}
               */
              readonly state: "running" | "cancelled" | "failed" | "clean" | "drifted";
            }[];
          };
        };
      };
      /** @description request_invalid */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      readonly 401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          readonly "WWW-Authenticate"?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  readonly startVerification: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description Named in the answer, the events and the log; made if left out. */
        readonly "X-Correlation-Id"?: string;
      };
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly "application/json": Record<string, never>;
      };
    };
    readonly responses: {
      /** @description Started. */
      readonly 202: {
        headers: {
          /** @description Where the job is told. */
          readonly Location?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/json": {
            readonly endedAt: string | null;
            readonly error: {
              readonly code: string;
              readonly message: string;
            } | null;
            /** Format: uuid */
            readonly id: string;
            readonly progress: {
              /** @description Events while reading and folding, users while comparing. */
              readonly done: number;
              readonly perSecond: number;
              /** @enum {string} */
              readonly phase: "reading" | "folding" | "comparing" | "swapping" | "copying";
              readonly remainingSeconds: number | null;
              /** @description Null where nobody knows. It may grow while the shop is open. */
              readonly total: number | null;
            } | null;
            readonly report: {
              /** @description Healthy, but not folded to the end of the log yet. */
              readonly behindUsers: number;
              /** @description More than the log holds: the projections belong to another log, or it lost events. */
              readonly checkpointAhead: boolean;
              readonly driftedUsers: number;
              /** @description The first 200: where, but not what, which is for support to see. */
              readonly drifts: readonly {
                /** @enum {string} */
                readonly kind: "missing" | "extra" | "wrong" | "duplicate";
                /** @description The first field that differs; empty for the whole. */
                readonly path: string;
                /** @enum {string} */
                readonly projection: "ownership" | "history";
                /** @description The record that it is about; null for a document. */
                readonly purchaseId: string | null;
                readonly userId: string;
              }[];
              /** @description Stored more than once. */
              readonly duplicate: number;
              /** @description Of the log, that the comparison rests on. */
              readonly events: number;
              /** @description No event explains it. */
              readonly extra: number;
              /** @description Events that the stored projections say they are folded to. */
              readonly foldedTo: number;
              /** @description Waiting behind an event that cannot be read. */
              readonly heldBackUsers: number;
              /** @description The events have it, the store does not. */
              readonly missing: number;
              /** @description Of either side. */
              readonly users: number;
              /** @description Stored otherwise than the events say. */
              readonly wrong: number;
            } | null;
            readonly requestedBy: string;
            readonly startedAt: string;
            /**
             * @description drifted: see the report. Repair the users, or rebuild.
             * @enum {string}
             */
            readonly state: "running" | "cancelled" | "failed" | "clean" | "drifted";
          };
        };
      };
      /** @description request_invalid, json_malformed */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      readonly 401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          readonly "WWW-Authenticate"?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description verification_running */
      readonly 409: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description body_too_large */
      readonly 413: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description content_type_unsupported */
      readonly 415: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  readonly getVerification: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description Named in the answer, the events and the log; made if left out. */
        readonly "X-Correlation-Id"?: string;
      };
      readonly path: {
        /** @description The job's id. */
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description As it is now. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/json": {
            readonly endedAt: string | null;
            readonly error: {
              readonly code: string;
              readonly message: string;
            } | null;
            /** Format: uuid */
            readonly id: string;
            readonly progress: {
              /** @description Events while reading and folding, users while comparing. */
              readonly done: number;
              readonly perSecond: number;
              /** @enum {string} */
              readonly phase: "reading" | "folding" | "comparing" | "swapping" | "copying";
              readonly remainingSeconds: number | null;
              /** @description Null where nobody knows. It may grow while the shop is open. */
              readonly total: number | null;
            } | null;
            readonly report: {
              /** @description Healthy, but not folded to the end of the log yet. */
              readonly behindUsers: number;
              /** @description More than the log holds: the projections belong to another log, or it lost events. */
              readonly checkpointAhead: boolean;
              readonly driftedUsers: number;
              /** @description The first 200: where, but not what, which is for support to see. */
              readonly drifts: readonly {
                /** @enum {string} */
                readonly kind: "missing" | "extra" | "wrong" | "duplicate";
                /** @description The first field that differs; empty for the whole. */
                readonly path: string;
                /** @enum {string} */
                readonly projection: "ownership" | "history";
                /** @description The record that it is about; null for a document. */
                readonly purchaseId: string | null;
                readonly userId: string;
              }[];
              /** @description Stored more than once. */
              readonly duplicate: number;
              /** @description Of the log, that the comparison rests on. */
              readonly events: number;
              /** @description No event explains it. */
              readonly extra: number;
              /** @description Events that the stored projections say they are folded to. */
              readonly foldedTo: number;
              /** @description Waiting behind an event that cannot be read. */
              readonly heldBackUsers: number;
              /** @description The events have it, the store does not. */
              readonly missing: number;
              /** @description Of either side. */
              readonly users: number;
              /** @description Stored otherwise than the events say. */
              readonly wrong: number;
            } | null;
            readonly requestedBy: string;
            readonly startedAt: string;
            /**
             * @description drifted: see the report. Repair the users, or rebuild.
             * @enum {string}
             */
            readonly state: "running" | "cancelled" | "failed" | "clean" | "drifted";
          };
        };
      };
      /** @description request_invalid */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      readonly 401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          readonly "WWW-Authenticate"?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description verification_unknown */
      readonly 404: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  readonly cancelVerification: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description Named in the answer, the events and the log; made if left out. */
        readonly "X-Correlation-Id"?: string;
      };
      readonly path: {
        /** @description The job's id. */
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description The job, which has ended. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/json": {
            readonly endedAt: string | null;
            readonly error: {
              readonly code: string;
              readonly message: string;
            } | null;
            /** Format: uuid */
            readonly id: string;
            readonly progress: {
              /** @description Events while reading and folding, users while comparing. */
              readonly done: number;
              readonly perSecond: number;
              /** @enum {string} */
              readonly phase: "reading" | "folding" | "comparing" | "swapping" | "copying";
              readonly remainingSeconds: number | null;
              /** @description Null where nobody knows. It may grow while the shop is open. */
              readonly total: number | null;
            } | null;
            readonly report: {
              /** @description Healthy, but not folded to the end of the log yet. */
              readonly behindUsers: number;
              /** @description More than the log holds: the projections belong to another log, or it lost events. */
              readonly checkpointAhead: boolean;
              readonly driftedUsers: number;
              /** @description The first 200: where, but not what, which is for support to see. */
              readonly drifts: readonly {
                /** @enum {string} */
                readonly kind: "missing" | "extra" | "wrong" | "duplicate";
                /** @description The first field that differs; empty for the whole. */
                readonly path: string;
                /** @enum {string} */
                readonly projection: "ownership" | "history";
                /** @description The record that it is about; null for a document. */
                readonly purchaseId: string | null;
                readonly userId: string;
              }[];
              /** @description Stored more than once. */
              readonly duplicate: number;
              /** @description Of the log, that the comparison rests on. */
              readonly events: number;
              /** @description No event explains it. */
              readonly extra: number;
              /** @description Events that the stored projections say they are folded to. */
              readonly foldedTo: number;
              /** @description Waiting behind an event that cannot be read. */
              readonly heldBackUsers: number;
              /** @description The events have it, the store does not. */
              readonly missing: number;
              /** @description Of either side. */
              readonly users: number;
              /** @description Stored otherwise than the events say. */
              readonly wrong: number;
            } | null;
            readonly requestedBy: string;
            readonly startedAt: string;
            /**
             * @description drifted: see the report. Repair the users, or rebuild.
             * @enum {string}
             */
            readonly state: "running" | "cancelled" | "failed" | "clean" | "drifted";
          };
        };
      };
      /** @description request_invalid */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      readonly 401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          readonly "WWW-Authenticate"?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description verification_unknown */
      readonly 404: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  readonly watchVerification: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description Named in the answer, the events and the log; made if left out. */
        readonly "X-Correlation-Id"?: string;
      };
      readonly path: {
        /** @description The job's id. */
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Events, as they happen. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "text/event-stream": string;
        };
      };
      /** @description request_invalid */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      readonly 401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          readonly "WWW-Authenticate"?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description verification_unknown */
      readonly 404: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  readonly purchaseFree: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description 1 to 255 printable ASCII characters, bare or quoted: the same key and content give the first answer again. */
        readonly "Idempotency-Key"?: string;
        /** @description Named in the answer, the events and the log; made if left out. */
        readonly "X-Correlation-Id"?: string;
      };
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly "application/json": {
          /** @description The price that the buyer was shown, in major units; refused if the catalogue's differs. */
          readonly amount?: number;
          readonly itemId: string;
          /** @enum {string} */
          readonly itemType: "course" | "test";
          /** @description The caller's id for the purchase: the same id and content give the first answer again. */
          readonly purchaseId?: string;
          /** @description For whom; needed from service and admin, and only ever itself from a user. */
          readonly userId?: string;
        };
      };
    };
    readonly responses: {
      /** @description The user owns the item already; the purchase that made it so. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/json": {
            readonly alreadyPurchased: boolean;
            /** @description In major units; null for an imported purchase, whose price nobody knows. */
            readonly amount: number | null;
            readonly courseId?: string;
            readonly currency: string | null;
            /** @description Null for an imported purchase, where nobody knows it. */
            readonly purchasedAt: string | null;
            readonly purchaseId: string;
            /** @description Read with minRevision set to this to see the purchase in a projection. */
            readonly revision: number;
            readonly testId?: string;
          } & (
            | {
                readonly courseId: unknown;
              }
            | {
                readonly testId: unknown;
              }
          );
        };
      };
      /** @description Recorded, now or by an earlier call with the same purchaseId or Idempotency-Key. */
      readonly 201: {
        headers: {
          /** @description `true` where an earlier call was answered again. */
          readonly "Idempotent-Replayed"?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/json": {
            readonly alreadyPurchased: boolean;
            /** @description In major units; null for an imported purchase, whose price nobody knows. */
            readonly amount: number | null;
            readonly courseId?: string;
            readonly currency: string | null;
            /** @description Null for an imported purchase, where nobody knows it. */
            readonly purchasedAt: string | null;
            readonly purchaseId: string;
            /** @description Read with minRevision set to this to see the purchase in a projection. */
            readonly revision: number;
            readonly testId?: string;
          } & (
            | {
                readonly courseId: unknown;
              }
            | {
                readonly testId: unknown;
              }
          );
        };
      };
      /** @description request_invalid, json_malformed */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      readonly 401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          readonly "WWW-Authenticate"?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description item_unknown */
      readonly 404: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description item_unavailable, price_changed, revision_conflict */
      readonly 409: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description body_too_large */
      readonly 413: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description content_type_unsupported */
      readonly 415: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description purchase_id_reused, not_free */
      readonly 422: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description event_store_unavailable, catalogue_invalid */
      readonly 503: {
        headers: {
          /** @description Seconds. */
          readonly "Retry-After"?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  readonly purchase: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description 1 to 255 printable ASCII characters, bare or quoted: the same key and content give the first answer again. */
        readonly "Idempotency-Key"?: string;
        /** @description Named in the answer, the events and the log; made if left out. */
        readonly "X-Correlation-Id"?: string;
      };
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly "application/json": {
          /** @description The price that the buyer was shown, in major units; refused if the catalogue's differs. */
          readonly amount?: number;
          readonly courseId?: string;
          readonly itemId?: string;
          /** @enum {string} */
          readonly itemType?: "course" | "test";
          readonly paymentId?: string;
          readonly paymentMethod?: string;
          /** @description The caller's id for the purchase: the same id and content give the first answer again. */
          readonly purchaseId?: string;
          readonly testId?: string;
          /** @description For whom; needed from service and admin, and only ever itself from a user. */
          readonly userId?: string;
        } & (
          | {
              readonly courseId: unknown;
            }
          | {
              readonly testId: unknown;
            }
          | {
              readonly itemId: unknown;
              readonly itemType: unknown;
            }
        );
      };
    };
    readonly responses: {
      /** @description The user owns the item already; the purchase that made it so. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/json": {
            readonly alreadyPurchased: boolean;
            /** @description In major units; null for an imported purchase, whose price nobody knows. */
            readonly amount: number | null;
            readonly courseId?: string;
            readonly currency: string | null;
            /** @description Null for an imported purchase, where nobody knows it. */
            readonly purchasedAt: string | null;
            readonly purchaseId: string;
            /** @description Read with minRevision set to this to see the purchase in a projection. */
            readonly revision: number;
            readonly testId?: string;
          } & (
            | {
                readonly courseId: unknown;
              }
            | {
                readonly testId: unknown;
              }
          );
        };
      };
      /** @description Recorded, now or by an earlier call with the same purchaseId or Idempotency-Key. */
      readonly 201: {
        headers: {
          /** @description `true` where an earlier call was answered again. */
          readonly "Idempotent-Replayed"?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/json": {
            readonly alreadyPurchased: boolean;
            /** @description In major units; null for an imported purchase, whose price nobody knows. */
            readonly amount: number | null;
            readonly courseId?: string;
            readonly currency: string | null;
            /** @description Null for an imported purchase, where nobody knows it. */
            readonly purchasedAt: string | null;
            readonly purchaseId: string;
            /** @description Read with minRevision set to this to see the purchase in a projection. */
            readonly revision: number;
            readonly testId?: string;
          } & (
            | {
                readonly courseId: unknown;
              }
            | {
                readonly testId: unknown;
              }
          );
        };
      };
      /** @description request_invalid, json_malformed */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      readonly 401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          readonly "WWW-Authenticate"?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden, checkout_required */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description item_unknown */
      readonly 404: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description item_unavailable, price_changed, revision_conflict */
      readonly 409: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description body_too_large */
      readonly 413: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description content_type_unsupported */
      readonly 415: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description purchase_id_reused, payment_missing */
      readonly 422: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description event_store_unavailable, catalogue_invalid */
      readonly 503: {
        headers: {
          /** @description Seconds. */
          readonly "Retry-After"?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  readonly checkPurchase: {
    readonly parameters: {
      readonly query?: {
        /** @description Exactly one of courseId or testId. */
        readonly courseId?: string;
        /** @description Wait, up to 2 seconds, until the projection has folded this revision of the user's stream. */
        readonly minRevision?: number;
        /** @description Exactly one of courseId or testId. */
        readonly testId?: string;
        /** @description Whose; needed from service, support and admin, and only ever itself from a user. */
        readonly userId?: string;
      };
      readonly header?: {
        /** @description Named in the answer, the events and the log; made if left out. */
        readonly "X-Correlation-Id"?: string;
      };
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Whether, and since when. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/json": {
            /** @description Whether the answer may be old: later events of this user wait behind one that cannot be folded. */
            readonly heldBack: boolean;
            /** @description Why; left out where heldBack is false. */
            readonly heldBackReason?: string;
            readonly owned: boolean;
            /** @description Null where it is not owned, or nobody knows the date. */
            readonly purchasedAt: string | null;
            /** @description The revision of the user's stream that the answer is folded to; null for a user who never bought anything. */
            readonly revision: number | null;
          };
        };
      };
      /** @description request_invalid */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      readonly 401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          readonly "WWW-Authenticate"?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description projection_behind, read_model_unavailable */
      readonly 503: {
        headers: {
          /** @description Seconds. */
          readonly "Retry-After"?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  readonly getSession: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description Named in the answer, the events and the log; made if left out. */
        readonly "X-Correlation-Id"?: string;
      };
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description As it is now. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/json": {
            /** @description Null where nobody is signed in. */
            readonly session: {
              /**
               * Format: date-time
               * @description Until then the cookie is good.
               */
              readonly expiresAt: string;
              /** @enum {string} */
              readonly role: "user" | "service" | "support" | "analyst" | "admin";
              readonly userId: string;
            } | null;
          };
        };
      };
      /** @description request_invalid */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  readonly signIn: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description Named in the answer, the events and the log; made if left out. */
        readonly "X-Correlation-Id"?: string;
      };
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly "application/json": {
          /** @description A one-time code, from the link of npm start. */
          readonly code?: string;
          /** @description A token, as for the Authorization header. */
          readonly token?: string;
        } & (
          | {
              readonly token: unknown;
            }
          | {
              readonly code: unknown;
            }
        );
      };
    };
    readonly responses: {
      /** @description Signed in. */
      readonly 200: {
        headers: {
          /** @description The session: HttpOnly, SameSite=Strict. */
          readonly "Set-Cookie"?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/json": {
            /** @description Null where nobody is signed in. */
            readonly session: {
              /**
               * Format: date-time
               * @description Until then the cookie is good.
               */
              readonly expiresAt: string;
              /** @enum {string} */
              readonly role: "user" | "service" | "support" | "analyst" | "admin";
              readonly userId: string;
            } | null;
          };
        };
      };
      /** @description request_invalid, json_malformed */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      readonly 401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          readonly "WWW-Authenticate"?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description body_too_large */
      readonly 413: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description content_type_unsupported */
      readonly 415: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  readonly signOut: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description Named in the answer, the events and the log; made if left out. */
        readonly "X-Correlation-Id"?: string;
      };
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Signed out. */
      readonly 200: {
        headers: {
          /** @description The session: HttpOnly, SameSite=Strict. */
          readonly "Set-Cookie"?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/json": {
            /** @description Null where nobody is signed in. */
            readonly session: {
              /**
               * Format: date-time
               * @description Until then the cookie is good.
               */
              readonly expiresAt: string;
              /** @enum {string} */
              readonly role: "user" | "service" | "support" | "analyst" | "admin";
              readonly userId: string;
            } | null;
          };
        };
      };
      /** @description request_invalid */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  readonly getStatus: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description Named in the answer, the events and the log; made if left out. */
        readonly "X-Correlation-Id"?: string;
      };
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description As it is now. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/json": {
            readonly eventStore: {
              /**
               * @description Why head and count are not known, if the store cannot be reached.
               * @enum {string}
               */
              readonly error?:
                | "request_invalid"
                | "json_malformed"
                | "body_too_large"
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
                | "purchase_unknown"
                | "user_unknown"
                | "user_held_back"
                | "revision_conflict"
                | "event_id_reused"
                | "projection_behind"
                | "event_invalid"
                | "stream_gap"
                | "stream_deleted"
                | "checkpoint_moved"
                | "checkpoint_ahead"
                | "rebuild_running"
                | "rebuild_unknown"
                | "verification_running"
                | "verification_unknown"
                | "event_store_unavailable"
                | "read_model_unavailable"
                | "catalogue_invalid"
                | "schema_newer"
                | "config_invalid"
                | "source_invalid"
                | "internal_error";
              /** @description Null where the store cannot say. */
              readonly eventCount: number | null;
              /** @description Opaque: only equality means anything. */
              readonly head: string | null;
              readonly kind: string;
            };
            readonly node: string;
            readonly projector: {
              /** @description Users that wait behind an event that cannot be read. */
              readonly deadLetters: number;
              readonly eventCount: number;
              readonly eventsPerSecond: number;
              /** @description Opaque: only equality means anything. */
              readonly head: string | null;
              /** @description Null where the log cannot say. */
              readonly lagEvents: number | null;
              readonly lagSeconds: number;
              readonly lastError: {
                readonly at: string;
                /** @enum {string} */
                readonly code:
                  | "request_invalid"
                  | "json_malformed"
                  | "body_too_large"
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
                  | "purchase_unknown"
                  | "user_unknown"
                  | "user_held_back"
                  | "revision_conflict"
                  | "event_id_reused"
                  | "projection_behind"
                  | "event_invalid"
                  | "stream_gap"
                  | "stream_deleted"
                  | "checkpoint_moved"
                  | "checkpoint_ahead"
                  | "rebuild_running"
                  | "rebuild_unknown"
                  | "verification_running"
                  | "verification_unknown"
                  | "event_store_unavailable"
                  | "read_model_unavailable"
                  | "catalogue_invalid"
                  | "schema_newer"
                  | "config_invalid"
                  | "source_invalid"
                  | "internal_error";
                readonly message: string;
              } | null;
              /** @description Opaque: only equality means anything. */
              readonly position: string | null;
              /** @enum {string} */
              readonly state: "catching_up" | "live" | "waiting" | "stopped";
            };
            readonly readModel: {
              readonly kind: string;
            };
            /** @description The running check that what users own is exactly their unrevoked history. */
            readonly sampler: {
              /** @description Some of them. */
              readonly driftedUsers: readonly string[];
              /** @description When all users were last found in step, UTC. */
              readonly lastCleanPassAt: string | null;
              /** @description The two accounts of the same purchases, as the last whole walk has counted them. */
              readonly totals: {
                /** @description When the walk over all users ended, UTC; null while the first is under way. */
                readonly countedAt: string | null;
                /** @description Records of the history projection that are not revoked. */
                readonly history: number;
                /** @description Items that the ownership projection names. */
                readonly ownership: number;
                readonly users: number;
              };
              readonly usersDrifted: number;
              /** @description The most that it looks at in a second; 0: it is switched off, and the rest says nothing. */
              readonly usersPerSecond: number;
              readonly usersSampled: number;
            };
            readonly uptimeSeconds: number;
            readonly version: string;
          };
        };
      };
      /** @description request_invalid */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      readonly 401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          readonly "WWW-Authenticate"?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  readonly getUserDiff: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description Named in the answer, the events and the log; made if left out. */
        readonly "X-Correlation-Id"?: string;
      };
      readonly path: {
        /** @description The user whose stream it is. */
        readonly userId: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description As it is now. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/json": {
            /** @description Events that are not folded yet. */
            readonly behindBy: number;
            readonly differenceCount: number;
            /** @description At most 500; null is also what is not there. */
            readonly differences: readonly {
              readonly expected: unknown;
              readonly path: string;
              readonly stored: unknown;
            }[];
            /** @description What the stored models say; null where they say nothing. */
            readonly foldedTo: {
              readonly history: number | null;
              readonly ownership: number | null;
            };
            /** @description Whether the answer may be old: later events of this user wait behind one that cannot be folded. */
            readonly heldBack: boolean;
            /** @description Why; left out where heldBack is false. */
            readonly heldBackReason?: string;
            /** @description The stream's last; null if it has no event. */
            readonly revision: number | null;
            /**
             * @description behind: right as far as it is folded, but the stream has more.
             * @enum {string}
             */
            readonly state: "in_step" | "behind" | "drifted";
            readonly userId: string;
          };
        };
      };
      /** @description request_invalid */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      readonly 401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          readonly "WWW-Authenticate"?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description user_unknown */
      readonly 404: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description event_store_unavailable, read_model_unavailable */
      readonly 503: {
        headers: {
          /** @description Seconds. */
          readonly "Retry-After"?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  readonly getUserEvents: {
    readonly parameters: {
      readonly query?: {
        /** @description Go on after this revision, in the order asked for: the nextAfter of the page before. */
        readonly after?: number;
        /** @description The most events to answer with; 50 if left out. */
        readonly limit?: number;
        /** @description Which comes first; oldest if left out. */
        readonly order?: "oldest" | "newest";
      };
      readonly header?: {
        /** @description Named in the answer, the events and the log; made if left out. */
        readonly "X-Correlation-Id"?: string;
      };
      readonly path: {
        /** @description The user whose stream it is. */
        readonly userId: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description One page. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/json": {
            readonly events: readonly {
              /** @description As it stands in the log; the raw text where it is not JSON. */
              readonly data: unknown;
              /** @description Why it cannot be read or folded; null if all is well. */
              readonly error: {
                readonly code: string;
                readonly message: string;
              } | null;
              readonly eventId: string;
              readonly metadata: unknown;
              /** @description When the log accepted it, UTC. */
              readonly recordedAt: string;
              readonly revision: number;
              readonly type: string;
              /** @description Whether the projections leave it out, because an earlier event holds it back. */
              readonly waits: boolean;
              /** @description What happened; null where the event cannot be read. */
              readonly words: string | null;
            }[];
            /** @description Whether the answer may be old: later events of this user wait behind one that cannot be folded. */
            readonly heldBack: boolean;
            /** @description Why; left out where heldBack is false. */
            readonly heldBackReason?: string;
            /** @description Where the next page goes on; null on the last one. */
            readonly nextAfter: number | null;
            readonly userId: string;
          };
        };
      };
      /** @description request_invalid */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      readonly 401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          readonly "WWW-Authenticate"?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description user_unknown */
      readonly 404: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description event_store_unavailable, read_model_unavailable */
      readonly 503: {
        headers: {
          /** @description Seconds. */
          readonly "Retry-After"?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  readonly watchUserEvents: {
    readonly parameters: {
      readonly query?: {
        /** @description The last revision that is known already; all events if left out. */
        readonly after?: number;
      };
      readonly header?: {
        /** @description Named in the answer, the events and the log; made if left out. */
        readonly "X-Correlation-Id"?: string;
      };
      readonly path: {
        /** @description The user whose stream it is. */
        readonly userId: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Events, as they happen. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "text/event-stream": string;
        };
      };
      /** @description request_invalid */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      readonly 401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          readonly "WWW-Authenticate"?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description user_unknown */
      readonly 404: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description event_store_unavailable */
      readonly 503: {
        headers: {
          /** @description Seconds. */
          readonly "Retry-After"?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  readonly repairUser: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description Named in the answer, the events and the log; made if left out. */
        readonly "X-Correlation-Id"?: string;
      };
      readonly path: {
        /** @description The user whose stream it is. */
        readonly userId: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly "application/json": {
          /** @description Look, but write nothing; false if left out. */
          readonly dryRun?: boolean;
          /** @description For the audit log. */
          readonly reason: string;
        };
      };
    };
    readonly responses: {
      /** @description What was found, and done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/json": {
            /** @description What the events say. */
            readonly after: {
              /** @description Owned ones; null where there is no list of them. */
              readonly courses: number | null;
              readonly records: number;
              readonly tests: number | null;
              readonly unrevokedRecords: number;
            };
            readonly before: {
              /** @description Owned ones; null where there is no list of them. */
              readonly courses: number | null;
              readonly records: number;
              readonly tests: number | null;
              readonly unrevokedRecords: number;
            };
            readonly differenceCount: number;
            /** @description What had drifted, at most 500; null is also what is not there. */
            readonly differences: readonly {
              readonly expected: unknown;
              /** @enum {string} */
              readonly kind: "missing" | "extra" | "wrong" | "duplicate";
              /** @description The first field that differs; empty for the whole. */
              readonly path: string;
              /** @enum {string} */
              readonly projection: "ownership" | "history";
              /** @description The record that it is about; null for a document. */
              readonly purchaseId: string | null;
              readonly stored: unknown;
            }[];
            readonly dryRun: boolean;
            /** @description Whether anything was written. */
            readonly repaired: boolean;
            readonly userId: string;
          };
        };
      };
      /** @description request_invalid, json_malformed */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      readonly 401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          readonly "WWW-Authenticate"?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description user_unknown */
      readonly 404: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description body_too_large */
      readonly 413: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description content_type_unsupported */
      readonly 415: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description event_store_unavailable, read_model_unavailable */
      readonly 503: {
        headers: {
          /** @description Seconds. */
          readonly "Retry-After"?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  readonly revokePurchase: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description Named in the answer, the events and the log; made if left out. */
        readonly "X-Correlation-Id"?: string;
      };
      readonly path: {
        /** @description The user whose stream it is. */
        readonly userId: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly "application/json": {
          /** @description For people; kept in the event, at most 2000 characters. */
          readonly note?: string;
          readonly purchaseId: string;
          /** @enum {string} */
          readonly reason: "refund" | "chargeback" | "correction";
        };
      };
    };
    readonly responses: {
      /** @description It was revoked before; how it was then. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/json": {
            readonly after: {
              readonly courses: readonly string[];
              readonly tests: readonly string[];
            };
            /** @description What the user owned before it. */
            readonly before: {
              readonly courses: readonly string[];
              readonly tests: readonly string[];
            };
            readonly item: {
              readonly id: string;
              /** @enum {string} */
              readonly kind: "course" | "test";
            };
            readonly note: string;
            readonly purchaseId: string;
            /** @enum {string} */
            readonly reason: "refund" | "chargeback" | "correction";
            /** @description Of the event. Read with minRevision set to this to see it in a projection. */
            readonly revision: number;
            /** Format: date-time */
            readonly revokedAt: string;
            readonly revokedBy: {
              readonly id: string;
              readonly role: string;
            };
            readonly userId: string;
          };
        };
      };
      /** @description Recorded. */
      readonly 201: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/json": {
            readonly after: {
              readonly courses: readonly string[];
              readonly tests: readonly string[];
            };
            /** @description What the user owned before it. */
            readonly before: {
              readonly courses: readonly string[];
              readonly tests: readonly string[];
            };
            readonly item: {
              readonly id: string;
              /** @enum {string} */
              readonly kind: "course" | "test";
            };
            readonly note: string;
            readonly purchaseId: string;
            /** @enum {string} */
            readonly reason: "refund" | "chargeback" | "correction";
            /** @description Of the event. Read with minRevision set to this to see it in a projection. */
            readonly revision: number;
            /** Format: date-time */
            readonly revokedAt: string;
            readonly revokedBy: {
              readonly id: string;
              readonly role: string;
            };
            readonly userId: string;
          };
        };
      };
      /** @description request_invalid, json_malformed */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      readonly 401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          readonly "WWW-Authenticate"?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description user_unknown, purchase_unknown */
      readonly 404: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description user_held_back, revision_conflict */
      readonly 409: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description body_too_large */
      readonly 413: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description content_type_unsupported */
      readonly 415: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description event_store_unavailable */
      readonly 503: {
        headers: {
          /** @description Seconds. */
          readonly "Retry-After"?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  readonly getUserState: {
    readonly parameters: {
      readonly query?: {
        /** @description a revision, e.g. 3, or a time with its zone, e.g. 2026-01-31T12:00:00Z or 2026-01-31T20:00:00+08:00; the present if left out. A + has to be sent as %2B. */
        readonly at?: string;
      };
      readonly header?: {
        /** @description Named in the answer, the events and the log; made if left out. */
        readonly "X-Correlation-Id"?: string;
      };
      readonly path: {
        /** @description The user whose stream it is. */
        readonly userId: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Folded from the events, not read from a projection. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/json": {
            readonly courses: readonly {
              readonly courseId: string;
              readonly purchasedAt: string | null;
            }[];
            /** @description The last event that counted; null before the first. */
            readonly revision: number | null;
            /** @description Why events up to there are left out: one of them cannot be read or folded. */
            readonly stopped: {
              readonly code: string;
              readonly message: string;
            } | null;
            readonly tests: readonly {
              readonly purchasedAt: string | null;
              readonly testId: string;
            }[];
            readonly userId: string;
          };
        };
      };
      /** @description request_invalid */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description unauthenticated */
      readonly 401: {
        headers: {
          /** @description How to show who is calling, RFC 6750. */
          readonly "WWW-Authenticate"?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description forbidden */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description user_unknown */
      readonly 404: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description internal_error */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description event_store_unavailable */
      readonly 503: {
        headers: {
          /** @description Seconds. */
          readonly "Retry-After"?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  readonly getHealth: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description Named in the answer, the events and the log; made if left out. */
        readonly "X-Correlation-Id"?: string;
      };
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description It is. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/json": {
            /** @constant */
            readonly status: "ok";
          };
        };
      };
      /** @description internal_error */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  readonly getMetrics: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description Named in the answer, the events and the log; made if left out. */
        readonly "X-Correlation-Id"?: string;
      };
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Counters, gauges and histograms. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "text/plain": string;
        };
      };
      /** @description internal_error */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  readonly getReadiness: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description Named in the answer, the events and the log; made if left out. */
        readonly "X-Correlation-Id"?: string;
      };
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description They can. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/json": {
            /** @constant */
            readonly status: "ready";
          };
        };
      };
      /** @description internal_error */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description They cannot, for these reasons. */
      readonly 503: {
        headers: {
          /** @description Seconds. */
          readonly "Retry-After"?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly "application/json": {
            /** @enum {string} */
            readonly projector: "catching_up" | "live" | "waiting" | "stopped";
            readonly reasons: readonly (
              | "request_invalid"
              | "json_malformed"
              | "body_too_large"
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
              | "purchase_unknown"
              | "user_unknown"
              | "user_held_back"
              | "revision_conflict"
              | "event_id_reused"
              | "projection_behind"
              | "event_invalid"
              | "stream_gap"
              | "stream_deleted"
              | "checkpoint_moved"
              | "checkpoint_ahead"
              | "rebuild_running"
              | "rebuild_unknown"
              | "verification_running"
              | "verification_unknown"
              | "event_store_unavailable"
              | "read_model_unavailable"
              | "catalogue_invalid"
              | "schema_newer"
              | "config_invalid"
              | "source_invalid"
              | "internal_error"
            )[];
            /** @constant */
            readonly status: "not_ready";
          };
        };
      };
    };
  };
}
