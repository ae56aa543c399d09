import { describe, expect, it } from "@jest/globals";
import { readFileSync } from "node:fs";
import { parse } from "yaml";

const read = (file: string): string => readFileSync(new URL(`../../${file}`, import.meta.url), "utf8");

interface Compose {
  readonly services: Readonly<
    Record<
      string,
      {
        readonly ports: readonly string[];
        readonly volumes: readonly string[];
        readonly environment: Readonly<Record<string, string>>;
      }
    >
  >;
  readonly volumes: Readonly<Record<string, unknown>>;
}

describe("docker-compose.yml", () => {
  const compose = parse(read("docker-compose.yml")) as Compose;
  const ledger = compose.services.ledger!;

  it("publishes every port on this machine only", () => {
    const ports = Object.values(compose.services).flatMap((service) => service.ports);
    expect(ports).not.toHaveLength(0);
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  it("demands a secret, because the container listens on all addresses", () => {
    expect(ledger.environment.JWT_SECRET).toMatch(/^\$\{JWT_SECRET:\?.+\}$/);
  });

  it("keeps the data folder of the image in a named volume", () => {
    const [volume, target] = ledger.volumes[0]!.split(":");
    expect(Object.keys(compose.volumes)).toContain(volume);
    expect(read("Dockerfile")).toContain(`DATA_DIR=${target}`);
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
