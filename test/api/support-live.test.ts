import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { append, coursePurchased, courses } from "../support/events.js";
import { aUser, startApi, type RunningApi } from "./support/start-api.js";

const support = { role: "support", id: "sue" } as const;

describe("a user's events, live", () => {
  let api: RunningApi;
  beforeEach(async () => {
    api = await startApi();
    await append(api.eventStore, ...courses("u-1", 3));
  });
  afterEach(() => api.close());

  /** Reads one event after the other, as a page does. */
  async function watch(query = "") {
    const left = new AbortController();
    const response = await fetch(`${api.url}/api/support/users/u-1/events/live${query}`, {
      headers: { Authorization: `Bearer ${await api.tokenFor(support)}` },
      signal: left.signal,
    });
    expect(response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    const next = async (): Promise<Readonly<Record<string, unknown>> | undefined> => {
      while (!text.includes("\n\n")) {
        const { value, done } = await reader.read();
        if (done) return undefined;
        text += value;
      }
      const [event = ""] = text.split("\n\n", 1);
      text = text.slice(event.length + 2);
      expect(event.startsWith("event: event\ndata: ")).toBe(true);
      return JSON.parse(event.slice(event.indexOf("{"))) as Readonly<Record<string, unknown>>;
    };
    return { next, leave: () => left.abort() };
  }

  it("begin after what is known, and go on with what comes, of this user only", async () => {
    const { next, leave } = await watch("?after=1");
    expect(await next()).toMatchObject({ revision: 2, type: "CoursePurchased", error: null });
    await append(api.eventStore, coursePurchased("u-2", "p-other", "c-1"));
    await api.buy(aUser("u-1"), { itemType: "course", itemId: "c-free", amount: 0 });
    expect(await next()).toMatchObject({ revision: 3, data: { courseId: "c-free" } });
    leave();
  });

  it("end when the server closes, and hold it up for nobody", async () => {
    const { next } = await watch();
    for (const revision of [0, 1, 2]) expect(await next()).toMatchObject({ revision });
    const closed = api.close();
    expect(await next()).toBeUndefined();
    await closed;
    api = await startApi();
  });

  it("are for support, and of a user whom the log knows", async () => {
    const path = "/api/support/users/u-1/events/live";
    expect((await api.call(path, { as: { role: "analyst", id: "ana" } })).status).toBe(403);
    expect((await api.call(path.replace("u-1", "nobody"), { as: support })).status).toBe(404);
    expect((await api.call(`${path}?after=-1`, { as: support })).status).toBe(400);
  });
});
