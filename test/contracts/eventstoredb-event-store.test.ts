import { afterAll, beforeAll } from "@jest/globals";
import { freshPrefix, openOn, startDoor, type EventStoreServer } from "../support/event-store-door.js";
import { eventStoreContract } from "./event-store-contract.js";

let door: EventStoreServer;

beforeAll(async () => {
  door = await startDoor();
});

afterAll(async () => {
  await door.close();
});

eventStoreContract("eventstoredb, on the door", () => {
  const prefix = freshPrefix();
  return Promise.resolve({
    open: () => Promise.resolve(openOn(door.url, prefix)),
    cleanUp: () => Promise.resolve(),
  });
});
