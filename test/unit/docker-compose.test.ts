import { describe, expect, it } from "@jest/globals";
import { readFileSync } from "node:fs";
import { isSeq, parse, Scalar, type CollectionTag } from "yaml";
import { readConfig, settingNames } from "../../src/config.js";

const read = (file: string): string => readFileSync(new URL(`../../${file}`, import.meta.url), "utf8");

interface Service {
  readonly image?: string;
  readonly profiles?: readonly string[];
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly command?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string; readonly required?: boolean }>>;
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

/** What Compose's tag `!reset` leaves of a list of the file before. */
const reset: CollectionTag = {
  tag: "!reset",
  collection: "seq",
  resolve: (value) => {
    if (!isSeq(value) || value.items.length > 0) throw new Error("Only an empty list is expected here.");
    return new Scalar("reset");
  },
};
const parseCompose = (file: string): Compose =>
  parse(read(file), { merge: true, customTags: [reset] }) as Compose;
const compose = parseCompose("docker-compose.yml");
const override = parseCompose("docker-compose.override.yml");
const cluster = parseCompose("docker-compose.cluster.yml");
const composes: readonly (readonly [string, Compose])[] = [
  ["docker-compose.yml", compose],
  ["docker-compose.cluster.yml", cluster],
];

describe.each(composes)("%s", (_, { services, volumes }) => {
  it("publishes every port on this machine only", () => {
    for (const port of Object.values(services).flatMap(({ ports = [] }) => ports))
      expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  it("keeps data in named volumes, and declares no others", () => {
    const used = Object.values(services).flatMap((service) =>
      (service.volumes ?? []).map((volume) => volume.split(":")[0]),
    );
    expect(new Set(used)).toEqual(new Set(Object.keys(volumes)));
  });

  it("takes images of a version", () => {
    for (const { image = "purchase-ledger" } of Object.values(services))
      expect(image).toMatch(/^purchase-ledger$|:\d[\w.-]*\}?$/);
  });
});

describe("docker-compose.yml", () => {
  const ledger = compose.services.ledger!;

  it("starts with nothing set: it makes its own secret, as only this machine reaches its port", () => {
    const { environment = {}, ports = [] } = ledger;
    expect(ports.every((port) => port.startsWith("127.0.0.1:"))).toBe(true);
    const unset = Object.fromEntries(
      Object.entries(environment).map(([name, value]) => [name, value.replace(/\$\{\w+:-(.*)\}/, "$1")]),
    );
    expect(readConfig({ ...unset, HOST: "0.0.0.0" }).auth).toEqual({ kind: "local" });
    expect(readConfig({ ...unset, HOST: "0.0.0.0", JWT_SECRET: "x".repeat(32) }).auth.kind).toBe("secret");
  });

  it("keeps the data folder of the image in a named volume", () => {
    const [volume, target] = ledger.volumes![0]!.split(":");
    expect(Object.keys(compose.volumes)).toContain(volume);
    expect(read("Dockerfile")).toContain(`DATA_DIR=${target}`);
  });

  it("starts nothing but the ledger without a profile", () => {
    const unasked = Object.entries(compose.services).filter(([, { profiles = [] }]) => profiles.length === 0);
    expect(unasked.map(([name]) => name)).toEqual(["ledger"]);
  });

  it.each(["eventstoredb", "mongodb"])("has %s in its profile, healthy before the ledger starts", (name) => {
    const service = compose.services[name]!;
    expect(service.profiles).toEqual([name]);
    expect(service.healthcheck?.test.length).toBeGreaterThan(1);
    expect(ledger.depends_on?.[name]).toEqual({ condition: "service_healthy", required: false });
  });

  it("passes on only settings that the program reads", () => {
    for (const name of Object.keys(ledger.environment ?? {})) expect(settingNames).toContain(name);
    expect(ledger.environment?.EVENTSTORE_URL).toBe("${EVENTSTORE_URL:-}");
  });
});

describe("docker-compose.override.yml, which `docker compose up` reads by itself", () => {
  it("starts every server without its profile", () => {
    const inProfiles = Object.entries(compose.services).filter(
      ([, { profiles = [] }]) => profiles.length > 0,
    );
    expect(inProfiles.map(([name]) => name)).toEqual(["eventstoredb", "mongodb"]);
    for (const [name] of inProfiles) expect(override.services[name]).toEqual({ profiles: "reset" });
  });

  it("has the ledger use them, unless it is told otherwise", () => {
    const { environment = {}, ...others } = override.services.ledger!;
    expect(others).toEqual({});
    const settings = (set: Readonly<Record<string, string>>) =>
      Object.fromEntries(
        Object.entries(environment).map(([name, value]) => [
          name,
          // `-` alone: what is set to nothing stays nothing.
          value.replace(/^\$\{(\w+)-(.*)\}$/, (_, variable: string, unset: string) => set[variable] ?? unset),
        ]),
      );
    const { eventStore, readModel } = readConfig(settings({}));
    expect(eventStore).toMatchObject({
      kind: "eventstoredb",
      url: { hosts: [{ address: "eventstoredb", port: 2113 }] },
    });
    expect(readModel).toMatchObject({ url: "mongodb://mongodb/ledger" });
    const embedded = readConfig(settings({ EVENTSTORE_URL: "", READMODEL_URL: "" }));
    expect(embedded.eventStore.kind).toBe("embedded");
    expect(embedded.readModel).toBeUndefined();
  });
});

describe("docker-compose.cluster.yml", () => {
  const nodes = Object.keys(cluster.services).filter((name) => name.startsWith("node"));

  it("has three nodes that know each other and speak TLS", () => {
    expect(nodes).toEqual(["node1", "node2", "node3"]);
    for (const node of nodes) {
      const environment = cluster.services[node]?.environment ?? {};
      const others = nodes.filter((name) => name !== node).map((name) => `${name}:2113`);
      expect(environment).toMatchObject({
        EVENTSTORE_CLUSTER_SIZE: String(nodes.length),
        EVENTSTORE_GOSSIP_SEED: others.join(","),
        EVENTSTORE_NODE_HOST_ADVERTISE_AS: node,
        EVENTSTORE_CERTIFICATE_FILE: `/certs/${node}/node.crt`,
        EVENTSTORE_CERTIFICATE_PRIVATE_KEY_FILE: `/certs/${node}/node.key`,
        EVENTSTORE_DEFAULT_ADMIN_PASSWORD: expect.stringMatching(
          /^\$\{EVENTSTORE_ADMIN_PASSWORD:\?.+\}$/,
        ) as unknown,
      });
      expect(environment).not.toHaveProperty("EVENTSTORE_INSECURE");
      expect(cluster.services[node]?.healthcheck?.test.join(" ")).toContain("https://");
    }
  });

  it("makes a certificate for each node", () => {
    const script = cluster.services["eventstoredb-certificates"]?.command?.join("\n");
    expect(script).toContain(`for node in ${nodes.join(" ")};`);
  });

  it("has the ledger know every node, verify them, and not see their keys", () => {
    const { environment, volumes, depends_on: needs } = cluster.services.ledger!;
    const url = environment?.EVENTSTORE_URL?.replace("${EVENTSTORE_ADMIN_PASSWORD}", "secret") ?? "";
    const config = readConfig({ EVENTSTORE_URL: url });
    if (config.eventStore.kind !== "eventstoredb") throw new Error("A URL.");
    const { hosts, options } = config.eventStore.url;
    expect(hosts.map(({ address }) => address)).toEqual(nodes);
    expect(options).toEqual({ tls: true, tlsCAFile: "/authority/ca.crt" });
    expect(volumes).toEqual(["eventstoredb-authority:/authority:ro"]);
    expect(Object.keys(needs ?? {})).toEqual(nodes);
  });
});

describe("Dockerfile", () => {
  const lastStage = read("Dockerfile")
    .split(/^FROM /m)
    .at(-1)!;

  it("does not run as root", () => {
    expect(lastStage).toMatch(/^USER node$/m);
  });

  it("asks /healthz whether the server is well", () => {
    expect(lastStage).toMatch(/^HEALTHCHECK [^]*\/healthz/m);
  });

  it("starts the server without npm, which would stand between it and signals", () => {
    expect(lastStage).toMatch(/^CMD \["node", .*"dist\/main\.js"\]$/m);
  });

  it("copies only what is let through to the build", () => {
    const allowed = read(".dockerignore").match(/(?<=^!).+$/gm) ?? [];
    const copied = [...read("Dockerfile").matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, files]) =>
      files!.split(" "),
    );
    expect(allowed.toSorted()).toEqual(copied.toSorted());
  });
});
