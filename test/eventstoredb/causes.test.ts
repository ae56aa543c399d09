import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import statuses from "@eventstore/db-client/generated/status_pb.js";
import shared from "@eventstore/db-client/generated/shared_pb.js";
import streams, { type BatchAppendReq } from "@eventstore/db-client/generated/streams_pb.js";
import streamsServices from "@eventstore/db-client/generated/streams_grpc_pb.js";
import { Metadata, Server, ServerCredentials, status } from "@grpc/grpc-js";
import any from "google-protobuf/google/protobuf/any_pb.js";
import type { StoreCause } from "../../src/errors.js";
import { createHealthMonitor } from "../../src/health/health.js";
import { watchAppends } from "../../src/health/watch-appends.js";
import { createProjector } from "../../src/projections/live/projector.js";
import type { EventStore } from "../../src/stores/event-store/event-store.js";
import { toServerFailure } from "../../src/stores/event-store/eventstoredb/failures.js";
import { openSqliteReadModel } from "../../src/stores/read-model/sqlite/sqlite-read-model.js";
import { openOn, portOf, testServers, type EventStoreServer } from "../support/event-store-door.js";
import { courses, stream, toNewEvent } from "../support/events.js";
import { eventually } from "../support/eventually.js";
import { runLedger } from "../support/run-ledger.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const beside = (name: string): string => fileURLToPath(new URL(`../door/support/${name}`, import.meta.url));
const authority = beside("localhost-certificate.pem");

/** A server with TLS that lets nobody do anything: what it refuses, and how, is as EventStoreDB does it. */
async function startRefusing() {
  const server = new Server();
  const headers = (exception?: string): Metadata => {
    const metadata = new Metadata();
    if (exception !== undefined) metadata.set("exception", exception);
    return metadata;
  };
  type Call = { readonly metadata: Metadata; emit(event: "error", error: unknown): unknown };
  const refuse = (call: Call): void => {
    const isUnknown = call.metadata.get("authorization").length > 0;
    const error = isUnknown
      ? { code: status.UNAUTHENTICATED, details: "Unauthenticated", metadata: headers() }
      : { code: status.PERMISSION_DENIED, details: "Access Denied", metadata: headers("access-denied") };
    call.emit("error", Object.assign(new Error(error.details), error));
  };
  server.addService(streamsServices.StreamsService, {
    read: refuse,
    batchAppend: (call: {
      on(event: "data", take: (request: BatchAppendReq) => void): void;
      write(response: InstanceType<typeof streams.BatchAppendResp>): void;
    }) => {
      call.on("data", (request) => {
        const details = new any.Any();
        details.pack(new shared.AccessDenied().serializeBinary(), "event_store.client.AccessDenied");
        call.write(
          new streams.BatchAppendResp()
            .setCorrelationId(request.getCorrelationId())
            .setError(new statuses.Status().setMessage("Access Denied").setDetails(details)),
        );
      });
    },
    append: refuse,
    delete: refuse,
    tombstone: refuse,
  });
  const credentials = ServerCredentials.createSsl(null, [
    { cert_chain: readFileSync(authority), private_key: readFileSync(beside("localhost-key.pem")) },
  ]);
  const bind = (address: string): Promise<number> =>
    new Promise((resolve, reject) => {
      server.bindAsync(`${address}:0`, credentials, (error, bound) => {
        if (error === null) resolve(bound);
        else reject(error);
      });
    });
  const port = await bind("127.0.0.1");
  // An address of this machine that the certificate does not name.
  const otherPort = await bind("127.0.0.2");
  return {
    port,
    otherPort,
    close: () => {
      server.forceShutdown();
    },
  };
}

describe("a failure is named by its cause", () => {
  let refusing: Awaited<ReturnType<typeof startRefusing>>;
  let door: EventStoreServer;

  beforeAll(async () => {
    refusing = await startRefusing();
    const [first] = testServers;
    if (first === undefined) throw new Error("A door.");
    door = await first.start();
  });
  afterAll(async () => {
    refusing.close();
    await door.close();
  });

  const trusted = (rest = ""): string =>
    `esdb://${rest}localhost:${refusing.port}?tlsCAFile=${encodeURIComponent(authority)}`;
  const causes: readonly (readonly [string, () => string, RegExp, StoreCause])[] = [
    [
      "another authority",
      () => `esdb://localhost:${refusing.port}`,
      /authority that is not trusted.*tlsCAFile/,
      "certificate_untrusted",
    ],
    [
      "another host name",
      () => trusted().replace(`localhost:${refusing.port}`, `127.0.0.2:${refusing.otherPort}`),
      /certificate for another host name/,
      "certificate_of_other_host",
    ],
    [
      "a refused connection",
      () => "esdb://127.0.0.1:1?tls=false",
      /refuses the connection/,
      "connection_refused",
    ],
    [
      "an unknown host",
      () => "esdb://nowhere.invalid:2113?tls=false",
      /host name that is unknown/,
      "host_unknown",
    ],
    [
      "plain text to a server with TLS",
      () => `esdb://127.0.0.1:${refusing.port}?tls=false`,
      /ends each connection at once: if it requires TLS, connect with tls=true/,
      "connection_ended",
    ],
    [
      "TLS to a server without it",
      () => `esdb://127.0.0.1:${portOf(door.url)}`,
      /does not speak TLS: connect with tls=false/,
      "server_without_tls",
    ],
    [
      "a wrong password",
      () => trusted("ledger:wrong@"),
      /does not accept the user and password/,
      "credentials_rejected",
    ],
    ["no right to read $all", () => trusted(), /does not allow the user .* to read \$all/, "access_denied"],
  ];

  const within = async (url: string, work: (store: EventStore) => Promise<unknown>): Promise<unknown> => {
    const store = openOn(url, "", 1500);
    try {
      return await work(store);
    } finally {
      await store.close();
    }
  };

  it.each(causes)("%s", async (_what, url, words, cause) => {
    await within(url(), (store) =>
      expect(store.head()).rejects.toMatchObject({
        code: "event_store_unavailable",
        message: expect.stringMatching(words) as unknown,
        details: { cause },
      }),
    );
  });

  it.each(causes)("%s is named by the health of a server", async (_what, url, words, cause) => {
    const folder = await temporaryFolder();
    const readModel = await openSqliteReadModel({ path: `${folder.path}/read-model.db` });
    await within(url(), async (eventStore) => {
      const now = (): Date => new Date();
      const projector = createProjector({ eventStore, readModel });
      const appends = watchAppends(eventStore, now);
      const health = createHealthMonitor({ eventStore, readModel, appends, projector, now });
      projector.start();
      health.start();
      await eventually("it says why", () => health.health().causes.includes(cause));
      await eventually("the projector does", () => words.test(projector.status().lastError?.message ?? ""));
      health.stop();
      await projector.stop();
    });
    await readModel.close();
    await folder.remove();
  });

  it("another host name, by the words of Node.js", () => {
    const error = Object.assign(new Error("no connection"), {
      code: status.UNAVAILABLE,
      details:
        "Last error: Error: Hostname/IP does not match certificate's altnames: Host: a. is not cert's CN: b",
      metadata: new Metadata(),
    });
    expect(toServerFailure(error)).toMatchObject({
      kind: "no_connection",
      message: "shows a certificate for another host name",
    });
  });

  it("no right to write", async () => {
    await within(trusted(), (store) =>
      expect(
        store.append(stream("u-1"), courses("u-1", 1).map(toNewEvent), "no-stream"),
      ).rejects.toMatchObject({
        code: "event_store_unavailable",
        message: expect.stringMatching(
          /does not allow the user .* to write to stream purchases-u-1/,
        ) as unknown,
      }),
    );
  });

  it("no right to write, without an append", async () => {
    await within(trusted(), (store) =>
      expect(store.tryWriting()).rejects.toMatchObject({
        code: "event_store_unavailable",
        details: { cause: "access_denied" },
      }),
    );
  });

  it("in the projector's last error", async () => {
    const folder = await temporaryFolder();
    const readModel = await openSqliteReadModel({ path: `${folder.path}/read-model.db` });
    await within(trusted(), async (eventStore) => {
      const projector = createProjector({ eventStore, readModel });
      projector.start();
      await eventually("it says why", () => projector.status().lastError !== undefined);
      expect(projector.status().lastError?.message).toMatch(/to read \$all/);
      await projector.stop();
    });
    await readModel.close();
    await folder.remove();
  });

  it.each([
    ["status", trusted],
    ["verify", trusted],
    ["status", () => "esdb://127.0.0.1:1?tls=false"],
  ])(
    "on the command line, without a warning of Node.js, and with the same code: %s",
    async (command, url) => {
      const folder = await temporaryFolder();
      const { code, stderr } = await runLedger([command], {
        ...{ DATA_DIR: folder.path, EVENTSTORE_URL: url().replace("localhost:", "127.0.0.1:") },
        EVENTSTORE_TIMEOUT_MS: "1500",
      });
      expect(code).toBe(3);
      expect(stderr).toMatch(/to read \$all|refuses the connection/);
      expect(stderr).not.toContain("DEP0123");
      await folder.remove();
    },
  );

  it.each(
    [
      ...["status", "verify", "repair", "rebuild", "rebuild --anew", "replay u-1", "find u-1", "audit"],
      ...["export events", "export ownership", "figures", "close 2026-01", "backup COPIES"],
      ...["revoke u-1 p-1 --reason refund --yes", "grant u-1 course algebra-1 --reason gift"],
    ].map((line) => [line]),
  )("on the command line, by each command that needs the log: %s", async (line) => {
    const folder = await temporaryFolder();
    const copies = `${folder.path}/copies`;
    const { code, stderr } = await runLedger(line.replace("COPIES", copies).split(" "), {
      ...{ DATA_DIR: folder.path, EVENTSTORE_URL: "esdb://127.0.0.1:1?tls=false" },
      EVENTSTORE_TIMEOUT_MS: "1000",
    });
    expect({ code, stderr }).toEqual({ code: 3, stderr: expect.stringContaining("refuses the connection") });
    expect(existsSync(copies)).toBe(false);
    await folder.remove();
  });
});
