import { describe, expect, it } from "@jest/globals";
import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { readClientSecret } from "../../src/api/http/auth/oidc/derived-keys.js";
import { readConfig, settingNames } from "../../src/config.js";
import { commandLineNames } from "../../src/environment.js";
import { LedgerError } from "../../src/errors.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const example = readFileSync(new URL("../../.env.example", import.meta.url), "utf8");

function problemsOf(environment: Readonly<Record<string, string>>): Record<string, string> {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof LedgerError && error.code === "config_invalid") {
      return Object.fromEntries(error.problems.map(({ path, message }) => [path, message]));
    }
    throw error;
  }
  return {};
}

describe(".env.example", () => {
  it("names every setting that the program reads, and no others", () => {
    const named = [...example.matchAll(/^#?([A-Z][A-Z_]*)=/gm)].map(([, name]) => name);
    expect(named.sort()).toEqual([...settingNames, ...commandLineNames].sort());
  });

  it("has the defaults", () => {
    const { catalogueFile: _, ...given } = readConfig(parseEnv(example));
    const { catalogueFile: __, ...defaults } = readConfig({});
    expect(given).toEqual(defaults);
  });
});

describe("the settings", () => {
  it("listen on this machine only, by default", () => {
    expect(readConfig({})).toMatchObject({
      port: 3000,
      host: "127.0.0.1",
      auth: { kind: "local" },
      logLevel: "info",
    });
  });

  it("count an empty value as none", () => {
    expect(readConfig({ PORT: "", JWT_SECRET: " ", EVENTSTORE_URL: "" })).toEqual(readConfig({}));
  });

  it("tell every problem at once", () => {
    const problems = problemsOf({
      PORT: "70000",
      LOG_LEVEL: "loud",
      JWT_SECRET: "too short",
      EVENTSTORE_URL: "http://localhost:2113",
      EVENTSTORE_PREFIX: "$all",
      EVENTSTORE_TIMEOUT_MS: "5",
      READMODEL_URL: "mongodb://localhost",
      READMODEL_PREFIX: "a prefix",
      SAMPLE_CPU_PERCENT: "-1",
    });
    expect(Object.keys(problems).sort()).toEqual([
      "EVENTSTORE_PREFIX",
      "EVENTSTORE_TIMEOUT_MS",
      "EVENTSTORE_URL",
      "JWT_SECRET",
      "LOG_LEVEL",
      "PORT",
      "READMODEL_PREFIX",
      "READMODEL_URL",
      "SAMPLE_CPU_PERCENT",
    ]);
  });

  it("tell what settings say of each other together with what is wrong by itself", () => {
    expect(Object.keys(problemsOf({ PORT: "abc", HOST: "0.0.0.0" })).sort()).toEqual(["HOST", "PORT"]);
    const both = {
      LOG_LEVEL: "loud",
      JWT_SECRET: "x".repeat(32),
      JWKS_URL: "https://login.shop.example/jwks.json",
    };
    expect(Object.keys(problemsOf(both)).sort()).toEqual(["JWKS_URL", "LOG_LEVEL"]);
    expect(problemsOf({ PORT: "abc" })).not.toHaveProperty("HOST");
  });

  it("choose where the log is", () => {
    expect(readConfig({}).eventStore).toEqual({ kind: "embedded" });
    const settings = {
      EVENTSTORE_URL: "esdb+discover://cluster.shop.example?nodePreference=leader",
      EVENTSTORE_PREFIX: "shop1.",
      EVENTSTORE_TIMEOUT_MS: "2000",
    };
    expect(readConfig(settings).eventStore).toMatchObject({
      kind: "eventstoredb",
      url: { shown: "esdb+discover://cluster.shop.example:2113", discover: true },
      prefix: "shop1.",
      timeoutMs: 2000,
    });
  });

  it.each(["$ce-", "shop 1", "purchases-", "a.purchases-", "x".repeat(65)])(
    "refuse the prefix %s",
    (EVENTSTORE_PREFIX) => {
      expect(problemsOf({ EVENTSTORE_URL: "esdb://h", EVENTSTORE_PREFIX })).toHaveProperty(
        "EVENTSTORE_PREFIX",
      );
    },
  );

  it("refuse a prefix without a server", () => {
    expect(problemsOf({ EVENTSTORE_PREFIX: "shop1." })).toHaveProperty("EVENTSTORE_PREFIX");
  });

  it("keep the read models in the data folder, or in a MongoDB database", () => {
    expect(readConfig({}).readModel).toBeUndefined();
    const url = "mongodb://user:secret@one.shop.example:27018,two.shop.example/ledger?replicaSet=shop&w=2";
    expect(readConfig({ READMODEL_URL: url }).readModel).toEqual({ url, prefix: "ledger_" });
    expect(
      readConfig({ READMODEL_URL: "mongodb+srv://shop.example/ledger", READMODEL_PREFIX: "x-" }),
    ).toMatchObject({
      readModel: { prefix: "x-" },
    });
  });

  it("take the catalogue from a file, or from the shop's database with the currency of its prices", () => {
    const url = "mongodb://reader:secret@shop.example/shop";
    expect(readConfig({}).shopCatalogue).toBeUndefined();
    const settings = { CATALOGUE_URL: url, CATALOGUE_CURRENCY: "MNT" };
    expect(readConfig(settings).shopCatalogue).toEqual({ url, currency: "MNT" });
    expect(problemsOf({ ...settings, CATALOGUE_FILE: "x.json" })).toHaveProperty("CATALOGUE_URL");
    expect(problemsOf({ CATALOGUE_URL: url })).toHaveProperty("CATALOGUE_CURRENCY");
    expect(problemsOf({ CATALOGUE_CURRENCY: "EUR" })).toHaveProperty("CATALOGUE_CURRENCY");
    expect(problemsOf({ ...settings, CATALOGUE_CURRENCY: "EURO" })).toHaveProperty("CATALOGUE_CURRENCY");
    expect(problemsOf({ ...settings, CATALOGUE_URL: "mongodb://reader:secret@shop.example" })).toEqual({
      CATALOGUE_URL: expect.not.stringContaining("secret"),
    });
  });

  it("keep the shop's accounts only where all is said of them", () => {
    const settings = {
      ADOPT_URL: "mongodb://ledger:secret@shop.example/shop",
      ADOPT_USERS_COLLECTION: "users",
      ADOPT_PURCHASES_COLLECTION: "purchases",
    };
    expect(readConfig({}).adopt).toBeUndefined();
    expect(readConfig({ ...settings, READMODEL_PREFIX: "x_" }).adopt).toEqual({
      url: settings.ADOPT_URL,
      usersCollection: "users",
      purchasesCollection: "purchases",
      checkpointCollection: "x_adopted",
    });
    expect(Object.keys(problemsOf({ ADOPT_URL: settings.ADOPT_URL })).sort()).toEqual([
      "ADOPT_PURCHASES_COLLECTION",
      "ADOPT_USERS_COLLECTION",
    ]);
    expect(problemsOf({ ...settings, ADOPT_USERS_COLLECTION: "$users" })).toHaveProperty(
      "ADOPT_USERS_COLLECTION",
    );
  });

  it.each([
    "mongodb://localhost",
    "mongodb://localhost/",
    "mongodb://localhost/?w=1",
    "localhost/ledger",
    "http://x/y",
  ])("refuse to guess what %s means, and do not repeat it", (url) => {
    expect(problemsOf({ READMODEL_URL: url })).toHaveProperty(
      "READMODEL_URL",
      expect.not.stringContaining(url),
    );
  });

  it.each(["abc", "1.5", "-1", "65536", "0x10g"])("refuse the port %s", (port) => {
    expect(problemsOf({ PORT: port })).toHaveProperty("PORT");
  });

  it.each(["0.0.0.0", "::", "192.0.2.1", "ledger.shop.example", "127.0.0.1.example.com"])(
    "refuse to let others in at %s without a secret",
    (host) => {
      expect(problemsOf({ HOST: host })).toHaveProperty("HOST");
      expect(problemsOf({ HOST: host, JWT_SECRET: "x".repeat(32) })).toEqual({});
      expect(problemsOf({ HOST: host, JWKS_URL: "https://login.shop.example/jwks.json" })).toEqual({});
      expect(problemsOf({ HOST: host, LOCAL_TOKENS: "true" })).toEqual({});
      expect(problemsOf({ HOST: host, LOCAL_TOKENS: "yes" })).toHaveProperty("LOCAL_TOKENS");
    },
  );

  it.each(["127.0.0.1", "127.1.2.3", "::1", "localhost"])("know %s as this machine", (host) => {
    expect(problemsOf({ HOST: host })).toEqual({});
  });

  it("take a secret or a key set, not both", () => {
    expect(
      problemsOf({ JWT_SECRET: "x".repeat(32), JWKS_URL: "https://login.shop.example/jwks.json" }),
    ).toHaveProperty("JWKS_URL");
    expect(problemsOf({ JWKS_URL: "file:///etc/passwd" })).toHaveProperty("JWKS_URL");
  });
});

describe("the settings of the EventStoreDB door", () => {
  const open = { EVENTSTOREDB_DOOR_PORT: "2113" };

  it("leave it closed by default; a port opens it, on this machine only", () => {
    expect(readConfig({}).eventStoreDbDoor).toBeUndefined();
    expect(readConfig(open).eventStoreDbDoor).toEqual({
      port: 2113,
      host: "127.0.0.1",
      credentials: undefined,
      tls: undefined,
    });
    expect(problemsOf({ EVENTSTOREDB_DOOR_HOST: "0.0.0.0" })).toEqual({});
  });

  it.each(["abc", "-1", "65536", "2113x"])("refuse the port %s", (port) => {
    expect(problemsOf({ EVENTSTOREDB_DOOR_PORT: port })).toHaveProperty("EVENTSTOREDB_DOOR_PORT");
  });

  it("let others in with credentials only", () => {
    const everywhere = { ...open, EVENTSTOREDB_DOOR_HOST: "0.0.0.0" };
    expect(problemsOf(everywhere)).toHaveProperty("EVENTSTOREDB_DOOR_HOST");
    const guarded = { ...everywhere, EVENTSTOREDB_DOOR_CREDENTIALS: "shop:a:b" };
    expect(readConfig(guarded).eventStoreDbDoor?.credentials).toEqual({ username: "shop", password: "a:b" });
    expect(problemsOf({ ...guarded, EVENTSTOREDB_DOOR_CREDENTIALS: "shop" })).toHaveProperty(
      "EVENTSTOREDB_DOOR_CREDENTIALS",
    );
  });

  it("take a certificate with its key, not one of them", () => {
    const certificate = { ...open, EVENTSTOREDB_DOOR_TLS_CERTIFICATE: "/etc/door.pem" };
    const key = { ...open, EVENTSTOREDB_DOOR_TLS_KEY: "/etc/door.key" };
    expect(problemsOf(certificate)).toHaveProperty("EVENTSTOREDB_DOOR_TLS_KEY");
    expect(problemsOf(key)).toHaveProperty("EVENTSTOREDB_DOOR_TLS_CERTIFICATE");
    expect(readConfig({ ...certificate, ...key }).eventStoreDbDoor?.tls).toEqual({
      certificateFile: "/etc/door.pem",
      keyFile: "/etc/door.key",
    });
  });

  it("open the embedded log only", () => {
    expect(problemsOf({ ...open, EVENTSTORE_URL: "esdb://localhost:2113" })).toHaveProperty(
      "EVENTSTOREDB_DOOR_PORT",
    );
  });
});

describe("the settings of single sign-on", () => {
  const complete = {
    OIDC_ISSUER: "https://login.shop.example/realms/shop",
    OIDC_CLIENT_ID: "ledger",
    OIDC_CLIENT_SECRET: "s".repeat(32),
    PUBLIC_URL: "https://ledger.shop.example",
  };

  it("are off by default, and otherwise take the provider's names for roles", () => {
    expect(readConfig({}).oidc).toBeUndefined();
    expect(readConfig({ PUBLIC_URL: complete.PUBLIC_URL }).oidc).toBeUndefined();
    const { oidc } = readConfig({ ...complete, OIDC_ROLES: "CN=help,OU=shop=support; chiefs = admin;" });
    expect(oidc).toMatchObject({
      issuer: new URL(complete.OIDC_ISSUER),
      clientSecret: { text: complete.OIDC_CLIENT_SECRET },
      scopes: "openid profile email",
      userClaim: "sub",
      rolesClaim: "roles",
      sessionMinutes: undefined,
      roles: new Map([
        ["CN=help,OU=shop", "support"],
        ["chiefs", "admin"],
      ]),
    });
    const { roles } = readConfig(complete).oidc!;
    expect([...roles.keys()]).toEqual(["user", "analyst", "support", "admin"]);
  });

  it("allow http on this machine only", () => {
    for (const origin of ["http://localhost:8080", "http://127.0.0.1:8080", "http://[::1]:8080"])
      expect(problemsOf({ ...complete, OIDC_ISSUER: origin, PUBLIC_URL: origin })).toEqual({});
    const plain = { OIDC_ISSUER: "http://login.shop.example", PUBLIC_URL: "http://127.0.0.1.shop.example" };
    expect(Object.keys(problemsOf({ ...complete, ...plain })).sort()).toEqual(["OIDC_ISSUER", "PUBLIC_URL"]);
  });

  it.each([
    ["OIDC_CLIENT_SECRET", "x".repeat(31)],
    ["OIDC_CLIENT_AUTHENTICATION", "none"],
    ["PUBLIC_URL", "https://ledger.shop.example/console"],
    ["OIDC_ISSUER", "https://login.shop.example/?tenant=1"],
    ["OIDC_SCOPES", "profile"],
    ["OIDC_ROLES", "checkout=service"],
    ["OIDC_ROLES", "=admin"],
    ["OIDC_ROLES", "admins"],
    ["OIDC_SESSION_MINUTES", "0"],
    ["OIDC_CLIENT_SECRET_FILE", "/run/secrets/one-too-many"],
  ])("do not allow %s to be %s", (name, value) => {
    expect(Object.keys(problemsOf({ ...complete, [name]: value }))).toEqual([name]);
  });

  it.each(["OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "PUBLIC_URL"] as const)(
    "name %s if it is missing",
    (name) => {
      const { [name]: _, ...rest } = complete;
      expect(Object.keys(problemsOf(rest))).toEqual([name]);
    },
  );

  it("take the secret from a file, which must hold a long one", async () => {
    const { path, remove } = await temporaryFolder();
    try {
      const file = join(path, "secret");
      const { OIDC_CLIENT_SECRET: _, ...rest } = complete;
      const oidc = readConfig({ ...rest, OIDC_CLIENT_SECRET_FILE: file }).oidc!;
      await expect(readClientSecret(oidc)).rejects.toMatchObject({ code: "config_invalid" });
      await writeFile(file, "short\n");
      await expect(readClientSecret(oidc)).rejects.toMatchObject({ code: "config_invalid" });
      await writeFile(file, `${"s".repeat(32)}\n`);
      expect(await readClientSecret(oidc)).toBe("s".repeat(32));
    } finally {
      await remove();
    }
  });
});
