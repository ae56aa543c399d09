import { fork } from "node:child_process";
import { once } from "node:events";
import { Subject } from "rxjs";
import type { Environment } from "../../config.js";
import { LedgerError } from "../../errors.js";
import type { Progress } from "../../long-run.js";
import { lowerPriority } from "../../lower-priority.js";
import { programFile } from "../../program-files.js";
import type { StartJob } from "../jobs.js";
import type { JobKind, JobOrder, MessageFromJob, MessageToJob, ProcessedJobs } from "./messages.js";

/** How long a process may take to end. A job that is killed loses and damages nothing. */
const endGraceMs = 10_000;

const entry = programFile("jobs/process/job-process");

/**
 * Does long work in a process of its own, with a lower priority than this one: folding a million events keeps a
 * processor busy for minutes, and purchases must not wait for it.
 *
 * @param kind which work
 * @param environment the settings, which say where the stores are
 */
export function startJobProcess<Kind extends JobKind>(
  kind: Kind,
  environment: Environment,
): StartJob<ProcessedJobs[Kind]["request"], ProcessedJobs[Kind]["report"]> {
  type Report = ProcessedJobs[Kind]["report"];
  return (request, signal) => {
    const progress$ = new Subject<Progress>();
    const child = fork(entry, {
      env: { ...environment },
      serialization: "advanced",
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    const send = (message: MessageToJob): void => {
      // A process that has just ended gets no message; its exit event follows.
      if (child.connected) child.send(message, () => undefined);
    };
    if (child.pid !== undefined) lowerPriority(child.pid);
    const result = new Promise<Report>((resolve, reject) => {
      child.on("message", (message: MessageFromJob) => {
        if ("progress" in message) progress$.next(message.progress);
        else if ("report" in message) resolve(message.report);
        else reject(new LedgerError(message.error.code, message.error.message, message.error));
      });
      // Once the channel is closed all messages have arrived, and nothing changes a settled result.
      Promise.all([once(child, "exit"), once(child, "disconnect")]).then(([[code, killedBy]]) => {
        const how = killedBy === null ? `with exit code ${String(code)}` : `by ${String(killedBy)}`;
        // Linux kills so where memory runs out.
        const advice = killedBy === "SIGKILL" ? " If nobody did that, it needs more memory." : "";
        reject(new LedgerError("internal_error", `The process of the ${kind} was ended ${how}.${advice}`));
      }, reject);
    });
    signal.addEventListener("abort", () => {
      send({ cancel: true });
      setTimeout(() => child.kill("SIGKILL"), endGraceMs).unref();
    });
    send({ order: { kind, request } as JobOrder });
    result.then(
      () => progress$.complete(),
      (error: unknown) => progress$.error(error),
    );
    // The progress needs no listener: the result reports the error as well.
    progress$.subscribe({ error: () => undefined });
    return { progress$: progress$.asObservable(), result };
  };
}
