import { describe, expect, it } from "@jest/globals";
import * as driver from "mongodb";
import { MongoClient, MongoNetworkError } from "mongodb";
import { toProblem } from "../../src/api/http/problem-details.js";
import { createReplaceableClient } from "../../src/stores/mongodb/replaceable-client.js";
import { translate } from "../../src/stores/read-model/mongodb/failures.js";

const context = { instance: "/api/profile/purchased-courses", correlationId: "c-1" };
const answerTo = (error: unknown) => toProblem(translate(error, "db.example:27017"), context);
const isAway = {
  status: 503,
  headers: { "Retry-After": expect.any(String) as unknown },
  body: { code: "read_model_unavailable" },
};

/** Made without their constructors, which want all kinds of things: what counts is what they are. */
const errorsOfTheDriver = Object.entries(driver)
  .filter(([name]) => /^Mongo.*Error$/.test(name))
  .map(
    ([name, Class]) =>
      [name, Object.create((Class as unknown as ErrorConstructor).prototype) as Error] as const,
  );

describe("an error of the MongoDB driver", () => {
  it("has classes that this test finds", () => {
    expect(errorsOfTheDriver.length).toBeGreaterThan(30);
  });

  it.each(errorsOfTheDriver)("%s is answered with 503, and never with 500", (_, error) => {
    expect(answerTo(error)).toMatchObject(isAway);
  });

  it.each([6, 7, 13, 18, 50, 64, 89, 91, 134, 175, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436])(
    "that the server gives with code %s is answered with 503",
    (code) => {
      const error = new driver.MongoServerError({ code, errmsg: "no", ok: 0 });
      expect(answerTo(error)).toMatchObject(isAway);
    },
  );

  it.each([
    [13, "does not allow this user to do it"],
    [18, "rejects the credentials"],
    [121, "refuses a document by its own validation rules"],
    [8000, "rejects the credentials, or does not allow this user to do it"],
  ])("of code %i says what to look at: it %s", (code, trouble) => {
    const error = new driver.MongoServerError({ code, errmsg: "no", ok: 0 });
    expect(translate(error, "db.example:27017")).toMatchObject({
      code: "read_model_unavailable",
      message: `MongoDB at db.example:27017 ${trouble}.`,
    });
  });
});

describe("the error of a socket, which the driver passes on", () => {
  const codes = [
    ...["ECONNRESET", "ECONNREFUSED", "ECONNABORTED", "EPIPE", "EPROTO", "ETIMEDOUT", "EHOSTUNREACH"],
    ...["ENETDOWN", "ENOTCONN", "ENOTFOUND", "EAI_AGAIN", "ESHUTDOWN", "ECANCELED"],
    ...["ERR_STREAM_DESTROYED", "ERR_STREAM_PREMATURE_CLOSE", "ERR_SOCKET_CLOSED", "ERR_SSL_BAD_RECORD_MAC"],
  ];
  const broken = (code: string): Error => Object.assign(new Error(`write ${code}`), { code });
  const clientThatPrepares = (prepare: () => Promise<undefined>) =>
    createReplaceableClient({ create: () => new MongoClient("mongodb://127.0.0.1:1"), prepare });

  it.each(codes)("%s is one of the network, for all calls that wait for a new client", async (code) => {
    const { run } = clientThatPrepares(() => Promise.reject(broken(code)));
    const calls = await Promise.allSettled(Array.from({ length: 8 }, () => run(() => Promise.resolve(1))));
    for (const call of calls) {
      expect(call).toMatchObject({ status: "rejected", reason: expect.any(MongoNetworkError) });
      expect(answerTo((call as PromiseRejectedResult).reason)).toMatchObject(isAway);
    }
  });

  it.each(codes)("%s is one of the network, during a call", async (code) => {
    const { run, close } = clientThatPrepares(() => Promise.resolve(undefined));
    const call = run(() => Promise.reject(broken(code)));
    await expect(call).rejects.toThrow(MongoNetworkError);
    await close();
  });

  it("is not made of an error of the program", async () => {
    const { run, close } = clientThatPrepares(() => Promise.resolve(undefined));
    const bug = new TypeError("x is undefined");
    await expect(run(() => Promise.reject(bug))).rejects.toBe(bug);
    expect(answerTo(bug)).toMatchObject({ status: 500 });
    await close();
  });
});
