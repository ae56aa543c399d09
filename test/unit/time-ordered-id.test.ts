import { expect, it } from "@jest/globals";
import { setTimeout as sleep } from "node:timers/promises";
import { validate, version } from "uuid";
import { timeOrderedId } from "../../src/time-ordered-id.js";

it("makes UUIDs of version 7 that begin with the time", () => {
  const before = Date.now();
  const id = timeOrderedId();
  const after = Date.now();

  expect(validate(id)).toBe(true);
  expect(version(id)).toBe(7);
  const milliseconds = Number.parseInt(id.replace("-", "").slice(0, 12), 16);
  expect(milliseconds).toBeGreaterThanOrEqual(before);
  expect(milliseconds).toBeLessThanOrEqual(after);
});

it("sorts the ids of later milliseconds behind earlier ones", async () => {
  const ids: string[] = [];
  for (let made = 0; made < 5; made++) {
    ids.push(timeOrderedId());
    await sleep(2);
  }

  expect(ids.toSorted()).toEqual(ids);
});

it("does not make an id twice", () => {
  const ids = Array.from({ length: 20_000 }, timeOrderedId);

  expect(new Set(ids).size).toBe(ids.length);
});
