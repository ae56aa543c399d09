import type { StoreCause } from "../../../errors.js";
import type { EventStoreHost } from "../../../event-store-url.js";

/** The gRPC status codes that a server or a connection answers with. */
const status = {
  CANCELLED: 1,
  UNKNOWN: 2,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  ABORTED: 10,
  UNAVAILABLE: 14,
  UNAUTHENTICATED: 16,
} as const;

/** An error of a gRPC call. */
interface ServiceError extends Error {
  readonly code: number;
  readonly details: string;
  readonly metadata: { getMap(): Readonly<Record<string, unknown>> };
}

/**
 * How a call failed.
 *
 * - `unavailable`: the outcome is not known. The same call may succeed soon.
 * - `cut_off`: the same, because this program has closed the connection.
 * - `not_ready`: the server answers, but cannot serve the call now.
 * - `late`: the server did not write in time, or takes the deadline for past.
 * - `no_connection`: no connection is possible until a person changes something.
 * - `no_such_position`: no record begins at the position.
 * - The others: the server has refused the call.
 */
export type FailureKind =
  | "unavailable"
  | "cut_off"
  | "not_ready"
  | "late"
  | "no_connection"
  | "not_leader"
  | "no_such_position"
  | "stream_deleted"
  | "wrong_revision"
  | "too_large"
  | "access_denied"
  | "unauthenticated"
  | "other";

export interface FailureFacts {
  readonly cause?: unknown;
  /** The name of the cause, if it is known. */
  readonly named?: StoreCause | undefined;
  /** For `not_leader`: the address of the leader. */
  readonly leader?: EventStoreHost;
  /** For `wrong_revision`: the revision of the stream; undefined if there is no stream. */
  readonly actual?: number | undefined;
}

const causeOfKind: Readonly<Partial<Record<FailureKind, StoreCause>>> = {
  access_denied: "access_denied",
  unauthenticated: "credentials_rejected",
};

/** A failed call to the server. The message is the end of a sentence whose subject is the server. */
export class ServerFailure extends Error {
  readonly kind: FailureKind;
  readonly named: StoreCause | undefined;
  readonly leader: EventStoreHost | undefined;
  readonly actual: number | undefined;

  constructor(kind: FailureKind, message: string, { cause, named, leader, actual }: FailureFacts = {}) {
    super(message, { cause });
    this.kind = kind;
    this.named = named ?? causeOfKind[kind];
    this.leader = leader;
    this.actual = actual;
  }
}

/** Whether an error is a {@link ServerFailure} of one of these kinds. */
export const isFailure = (error: unknown, ...kinds: readonly FailureKind[]): error is ServerFailure =>
  error instanceof ServerFailure && kinds.includes(error.kind);

/** Whether the same call may succeed later. */
export const isPassing = (error: unknown): boolean =>
  isFailure(error, "unavailable", "cut_off", "not_ready", "late", "not_leader");

type NamedFailure = readonly [kind: FailureKind, message: string, named?: StoreCause | undefined];

const exceptionKinds: ReadonlyMap<unknown, NamedFailure> = new Map([
  ["not-leader", ["not_leader", "is not the cluster's leader"]],
  ["stream-deleted", ["stream_deleted", "says that the stream is deleted"]],
  ["access-denied", ["access_denied", "does not allow it to the user of the connection string"]],
  ["wrong-expected-version", ["wrong_revision", "says that the stream is at another revision"]],
  ["maximum-append-size-exceeded", ["too_large", "does not take so much in one append"]],
]);

/** Causes of failed connections, found by the messages of Node.js, OpenSSL and gRPC. */
const connectionCauses: readonly (readonly [RegExp, FailureKind, string, StoreCause])[] = [
  [
    /altnames|ALTNAME/,
    "no_connection",
    "shows a certificate for another host name",
    "certificate_of_other_host",
  ],
  [
    /certificate has expired|CERT_HAS_EXPIRED/,
    "no_connection",
    "shows a certificate that has expired",
    "certificate_expired",
  ],
  [
    /self[- ]signed|unable to (?:verify|get)|UNABLE_TO_/i,
    "no_connection",
    "shows a certificate of an authority that is not trusted: name the authority with tlsCAFile",
    "certificate_untrusted",
  ],
  [
    /wrong version number|packet length too long|WRONG_VERSION_NUMBER|EPROTO/i,
    "no_connection",
    "does not speak TLS: connect with tls=false",
    "server_without_tls",
  ],
  [/ENOTFOUND|EAI_|Name resolution failed/, "unavailable", "has a host name that is unknown", "host_unknown"],
  [/ECONNREFUSED/, "unavailable", "refuses the connection", "connection_refused"],
  // A server that accepts only TLS does this to a client without TLS.
  [
    /Last error: Failed to connect|Last error:.*ECONNRESET|Protocol error/,
    "unavailable",
    "ends each connection at once: if it requires TLS, connect with tls=true",
    "connection_ended",
  ],
];

/** Turns a gRPC error into a failure. */
export function toServerFailure(error: unknown): ServerFailure {
  if (error instanceof ServerFailure) return error;
  if (!isServiceError(error))
    return new ServerFailure("other", `cannot be used: ${String(error)}`, { cause: error });
  const headers = error.metadata.getMap();
  const [kind, message, named] = exceptionKinds.get(headers.exception) ?? byStatus(error);
  const address = headers["leader-endpoint-host"];
  const leader =
    kind === "not_leader" && typeof address === "string"
      ? { leader: { address, port: Number(headers["leader-endpoint-port"]) } }
      : {};
  return new ServerFailure(kind, message, { cause: error, named, ...leader });
}

/** In the words of a read, of one with a filter, and of a subscription; they differ between versions. */
const noSuchPosition =
  /Unexpected ReadAllResult|Unexpected FilteredReadAllResult: InvalidPosition|read from an invalid position/;

function byStatus({ code, details }: ServiceError): NamedFailure {
  switch (code) {
    case status.UNAUTHENTICATED:
      return ["unauthenticated", "does not accept the user and password of the connection string"];
    case status.PERMISSION_DENIED:
      return ["access_denied", "does not allow it to the user of the connection string"];
    case status.UNAVAILABLE: {
      const [, kind, message, named] = connectionCauses.find(([words]) => words.test(details)) ?? [];
      return [kind ?? "unavailable", message ?? "cannot be reached", named];
    }
    case status.CANCELLED:
      return details === "Cancelled on client"
        ? ["cut_off", "did not answer"]
        : ["unavailable", "has ended the call"];
    case status.DEADLINE_EXCEEDED:
    case status.RESOURCE_EXHAUSTED:
    case status.ABORTED:
      return ["unavailable", "has ended the call"];
    case status.UNKNOWN:
    case status.INVALID_ARGUMENT:
      if (noSuchPosition.test(details)) return ["no_such_position", "has no record at the position"];
      return code === status.UNKNOWN ? ["not_ready", "cannot serve the call now"] : refused(code);
    default:
      // HTTP/2 errors, and writes to a stream that Node.js has closed.
      return /write after end|INTERNAL_ERROR|GOAWAY|ECONNRESET/.test(details)
        ? ["unavailable", "has ended the connection"]
        : refused(code);
  }
}

const refused = (code: number): NamedFailure => ["other", `cannot be used (gRPC status ${code})`];

/** Checks the fields and not the class: there may be several copies of the gRPC package. */
const isServiceError = (error: unknown): error is ServiceError =>
  error instanceof Error && "code" in error && "details" in error && "metadata" in error;
