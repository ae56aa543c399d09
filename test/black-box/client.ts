import { setTimeout as sleep } from "node:timers/promises";
import type { Findings } from "./findings.js";

export interface Caller {
  readonly role: "user" | "service" | "support" | "analyst";
  readonly id: string;
}

export interface Answer<Body = Readonly<Record<string, unknown>>> {
  readonly status: number;
  readonly body: Body;
}

export interface CallOptions {
  readonly as: Caller;
  readonly body?: object;
  readonly key?: string | undefined;
}

export interface Client {
  /** Calls any of the servers, and repeats the call as the guide says until there is an answer. */
  call(path: string, options: CallOptions): Promise<Answer>;
  /** Calls with GET. Another answer than 200 is a finding. */
  read<Body>(path: string, as: Caller): Promise<Body>;
  /** How often there was which answer. */
  readonly counts: ReadonlyMap<string, number>;
}

export interface ClientDependencies {
  /** The address of a server that runs, one or the other. */
  readonly address: () => string;
  readonly tokenFor: (caller: Caller) => Promise<string>;
  /** What the servers logged of a request. */
  readonly logOf: (correlationId: string) => readonly unknown[];
  readonly findings: Findings;
}

const patienceMs = 180_000;

export function createClient({ address, tokenFor, logOf, findings }: ClientDependencies): Client {
  const counts = new Map<string, number>();
  const count = (key: string): unknown => counts.set(key, (counts.get(key) ?? 0) + 1);

  async function once(path: string, { as, body, key }: CallOptions): Promise<Answer | undefined> {
    const headers = {
      ...{ Authorization: `Bearer ${await tokenFor(as)}`, "Content-Type": "application/json" },
      ...(key === undefined ? {} : { "Idempotency-Key": key }),
    };
    const init = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
    try {
      const signal = AbortSignal.timeout(15_000);
      const response = await fetch(address() + path, { headers, ...init, signal });
      return { status: response.status, body: (await response.json()) as Answer["body"] };
    } catch {
      // Killed or paused while it answered: whether it was recorded, the repeat says.
      count("no answer");
      return undefined;
    }
  }

  async function call(path: string, options: CallOptions): Promise<Answer> {
    const end = Date.now() + patienceMs;
    for (let attempt = 0; ; attempt++) {
      const answer = await once(path, options);
      const code = answer?.body.code;
      if (answer !== undefined) {
        const method = options.body === undefined ? "GET" : "POST";
        count([method, shortened(path), answer.status, code].join(" "));
        if (answer.status === 500) {
          // The log comes by another way.
          await sleep(200);
          const log = logOf(String(answer.body.correlationId));
          findings.add("answered 500", { log, path, body: options.body, answer });
        }
        if (answer.status !== 503 && code !== "revision_conflict") return answer;
      }
      if (Date.now() > end) {
        findings.add("no answer in three minutes", { path, body: options.body, answer });
        return answer ?? { status: 0, body: {} };
      }
      await sleep(Math.min(20 * 2 ** attempt, 500));
    }
  }

  return {
    call,
    counts,
    async read<Body>(path: string, as: Caller) {
      const answer = await call(path, { as });
      if (answer.status !== 200) findings.add("a read was refused", { path, answer });
      return answer.body as Body;
    },
  };
}

/** Without ids, so that calls of a kind are counted together. */
const shortened = (path: string): string =>
  path.replace(/\?.*/, "").replace(/\/users\/[^/]+/, "/users/:userId");
