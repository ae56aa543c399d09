import { Subject, throttleTime, type Observable } from "rxjs";
import { withSmallHeap } from "./small-heap.js";

export const progressPhases = ["reading", "folding", "comparing", "swapping", "copying"] as const;

/** The progress of long work. The CLI's bar, the API's event stream and the log read it. */
export interface Progress {
  readonly phase: (typeof progressPhases)[number];
  /** Events while reading, folding or copying; while comparing users, or events of two logs. */
  readonly done: number;
  /** Undefined if unknown. It may grow while the shop is open. */
  readonly total: number | undefined;
  readonly perSecond: number;
  /** Undefined until there is a rate to go by. */
  readonly remainingSeconds: number | undefined;
}

/** Reports that `done` of `total` are done. */
export type Report = (phase: Progress["phase"], done: number, total: number | undefined) => void;

/** Work that takes long: its progress and its result. */
export interface LongRun<Result> {
  /** Emits a few times a second at the most; completes or fails when the work does. */
  readonly progress$: Observable<Progress>;
  readonly result: Promise<Result>;
}

const reportEveryMs = 200;

/** Starts a piece of work that reports. */
export function startLongRun<Result>(work: (report: Report) => Promise<Result>): LongRun<Result> {
  const progress$ = new Subject<Progress>();
  let phaseNow: Progress["phase"] | undefined;
  let phaseStarted = { at: 0, done: 0 };

  const report: Report = (phase, done, total) => {
    const at = performance.now();
    if (phase !== phaseNow) phaseStarted = { at, done };
    phaseNow = phase;
    const seconds = (at - phaseStarted.at) / 1000;
    const perSecond = seconds > 0 ? (done - phaseStarted.done) / seconds : 0;
    const remainingSeconds =
      total === undefined || perSecond === 0 ? undefined : Math.max(0, (total - done) / perSecond);
    progress$.next({ phase, done, total, perSecond: Math.round(perSecond), remainingSeconds });
  };

  const result = Promise.resolve().then(() => withSmallHeap(() => work(report)));
  result.then(
    () => {
      progress$.complete();
    },
    (error: unknown) => {
      progress$.error(error);
    },
  );
  // The progress needs no listener: the result reports the error as well.
  progress$.subscribe({ error: () => undefined });
  return {
    progress$: progress$.pipe(throttleTime(reportEveryMs, undefined, { leading: true, trailing: true })),
    result,
  };
}
