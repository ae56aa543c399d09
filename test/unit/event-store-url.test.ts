import { describe, expect, it } from "@jest/globals";
import { inspect } from "node:util";
import { readConfig } from "../../src/config.js";
import { isLedgerError } from "../../src/errors.js";
import { isEventStoreUrl, parseEventStoreUrl, type EventStoreUrl } from "../../src/event-store-url.js";
import { createConnection } from "../../src/stores/event-store/eventstoredb/connection.js";

function parsed(text: string): EventStoreUrl {
  const result = parseEventStoreUrl(text);
  if (isEventStoreUrl(result)) return result;
  throw new Error(JSON.stringify(result));
}
function problems(text: string): readonly string[] {
  const result = parseEventStoreUrl(text);
  return isEventStoreUrl(result) ? [] : result.map(({ path, message }) => `${path} ${message}`.trim());
}

describe("the connection string", () => {
  it.each([
    ["esdb://localhost", { discover: false, hosts: [{ address: "localhost", port: 2113 }], options: {} }],
    ["kurrentdb://db.example:2114/", { hosts: [{ address: "db.example", port: 2114 }] }],
    ["esdb://127.0.0.1:2113?tls=false", { options: { tls: false } }],
    [
      "esdb://a:1,b:2,c?nodePreference=follower&gossipTimeout=3",
      {
        hosts: [
          { address: "a", port: 1 },
          { address: "b", port: 2 },
          { address: "c", port: 2113 },
        ],
        options: { nodePreference: "follower", gossipTimeout: 3 },
      },
    ],
    ["esdb+discover://cluster.example", { discover: true }],
    ["kurrentdb+discover://cluster.example", { discover: true }],
    [
      "esdb://h?TlsCaFile=%2Fetc%2Fca.crt&NODE_PREFERENCE=readOnlyReplica&keepAliveInterval=-1&defaultDeadline=500",
      {
        options: {
          tlsCAFile: "/etc/ca.crt",
          nodePreference: "read_only_replica",
          keepAliveInterval: -1,
          defaultDeadline: 500,
        },
      },
    ],
    ["esdb://h?tlsVerifyCert=true&throwOnAppendFailure=true", { options: {} }],
  ])("%s is understood", (text, expected) => {
    expect(parsed(text)).toMatchObject(expected);
  });

  it("has user and password percent-encoded", () => {
    expect(parsed("esdb://led%3Ager:p%40ss%3A%2F%3Fword@h").credentials()).toEqual({
      username: "led:ger",
      password: "p@ss:/?word",
    });
    expect(parsed("esdb://h").credentials()).toBeUndefined();
  });

  it.each([
    ["http://h", "must have the form"],
    ["esdb:h", "must have the form"],
    ["esdb://", "must have the form"],
    ["esdb://h:99999", "host must be name or name:port"],
    ["esdb://h,b c", "host must be name or name:port"],
    ["esdb://u:%zz@h", "user and password must be percent-encoded"],
    ["esdb://h?tls=maybe", "tls must be true or false"],
    ["esdb://h?tlsVerifyCert=false", "tlsVerifyCert must be true"],
    ["esdb://h?defaultDeadline=0", "defaultDeadline must be a whole number from 1"],
    ["esdb://h?nodePreference=best", "nodePreference must be one of leader, follower"],
    ["esdb://h?userCertFile=%2Fa", "userCertFile and userKeyFile belong together"],
    ["esdb://h?colour=red", "colour is not an option"],
    ["esdb://h?tls", "tls must have a value"],
  ])("%s is refused: %s", (text, problem) => {
    expect(problems(text)).toHaveLength(1);
    expect(problems(text)[0]).toContain(problem);
  });

  it("tells every problem at once", () => {
    expect(problems("esdb://h:0x1?tls=maybe&colour=red&defaultDeadline=-1")).toHaveLength(4);
  });
});

describe("the password", () => {
  const secret = "correct-horse";

  it("is in nothing that can be shown of the settings", () => {
    const config = readConfig({ EVENTSTORE_URL: `esdb://ledger:${secret}@h:2113?tls=true` });
    for (const shown of [JSON.stringify(config), inspect(config, { depth: 9, showHidden: true })])
      expect(shown).not.toContain(secret);
    if (config.eventStore.kind !== "eventstoredb") throw new Error("a URL");
    expect(config.eventStore.url.shown).toBe("esdb://h:2113");
    expect(config.eventStore.url.credentials()?.password).toBe(secret);
  });

  it.each([
    `esdb://ledger:${secret}@h?tls=maybe`,
    `esdb://ledger:${secret}@h?colour=red&${secret}`,
    `esdb://ledger:${secret}@`,
    `esdb://ledger:${secret}`,
    `esdb://ledger:${secret}@h:x`,
    `esdb//ledger:${secret}@h`,
    `esdb://ledger:p@${secret}@h`,
    `esdb://ledger:%zz${secret}@h`,
    `esdb://h?x&user:${secret}=1`,
  ])("is in no message about %s", (url) => {
    try {
      readConfig({ EVENTSTORE_URL: url });
    } catch (error) {
      if (!isLedgerError(error, "config_invalid")) throw error;
      expect(error.problems.length).toBeGreaterThan(0);
      expect(inspect(error, { depth: 9 })).not.toContain(secret);
      return;
    }
    throw new Error("It was accepted.");
  });

  it("is in no error of a certificate that cannot be read", () => {
    const url = parsed(`esdb://ledger:${secret}@h?tlsCAFile=%2Fnowhere%2Fca.crt`);
    expect(() => createConnection(url, 1000)).toThrow("/nowhere/ca.crt");
    try {
      createConnection(url, 1000);
    } catch (error) {
      expect(isLedgerError(error, "config_invalid")).toBe(true);
      expect(inspect(error, { depth: 9 })).not.toContain(secret);
    }
  });
});
