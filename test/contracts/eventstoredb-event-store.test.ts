import { afterAll, beforeAll, describe } from "@jest/globals";
import { freshPrefix, openOn, testServers, type EventStoreServer } from "../support/event-store-door.js";
import { eventStoreContract } from "./event-store-contract.js";

describe.each(testServers)("$name", ({ name, start }) => {
  let server: EventStoreServer;

  beforeAll(async () => {
    server = await start();
  });

  afterAll(async () => {
    await server.close();
  });

  eventStoreContract(
    `eventstoredb, on ${name}`,
    () => {
      const prefix = freshPrefix();
      return Promise.resolve({
        open: () => Promise.resolve(openOn(server.url, prefix)),
        cleanUp: () => Promise.resolve(),
      });
    },
    {
      appendTogether: "the protocol has no append to several streams",
      staleRepeats:
        "the server says that it has written what stands in the stream already, in the same place with the same ids",
    },
  );
});
