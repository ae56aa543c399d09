import { useEffect, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { answerOf, api } from "../../api/client.js";
import { ProblemMessage } from "../../components/problem-message.js";
import { blockSize } from "./user-queries.js";

export interface ExportEventsProps {
  readonly userId: string;
  /** How many events there are, for the progress. */
  readonly total: number;
}

type Progress =
  | { readonly state: "idle" }
  | { readonly state: "running"; readonly done: number }
  | { readonly state: "done"; readonly done: number }
  | { readonly state: "failed"; readonly error: unknown };

/** All events of the user as a file: JSON Lines, made here from the API's pages. */
export function ExportEvents({ userId, total }: ExportEventsProps) {
  const t = useTranslations("support");
  const [progress, setProgress] = useState<Progress>({ state: "idle" });
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);

  async function run(): Promise<void> {
    const controller = new AbortController();
    running.current = controller;
    setProgress({ state: "running", done: 0 });
    try {
      const lines: string[] = [];
      for await (const page of allEvents(userId, controller.signal)) {
        lines.push(...page);
        setProgress({ state: "running", done: lines.length });
      }
      save(`${userId.replace(/[^\w.@-]/g, "_")}-events.jsonl`, lines);
      setProgress({ state: "done", done: lines.length });
    } catch (error) {
      if (!controller.signal.aborted) setProgress({ state: "failed", error });
    }
  }

  const cancel = (): void => {
    running.current?.abort();
    setProgress({ state: "idle" });
  };

  return (
    <div className="export">
      {progress.state === "running" ? (
        <>
          <progress
            aria-label={t("export.label")}
            max={Math.max(total, progress.done)}
            value={progress.done}
          />
          <span className="fine">
            {t("export.progress", { done: progress.done, total: Math.max(total, progress.done) })}
          </span>
          <button type="button" className="button" onClick={cancel}>
            {t("cancel")}
          </button>
        </>
      ) : (
        <button type="button" className="button" onClick={() => void run()}>
          {t("export.events")}
        </button>
      )}
      <span role="status" className="fine soft">
        {progress.state === "done" ? t("export.saved", { count: progress.done }) : null}
      </span>
      {progress.state === "failed" ? <ProblemMessage error={progress.error} onRetry={run} /> : null}
    </div>
  );
}

/** One line for each event, in pages; as the API tells it, and whose it is. */
async function* allEvents(userId: string, signal: AbortSignal): AsyncIterable<readonly string[]> {
  let after: number | null | undefined;
  while (after !== null) {
    const query = { limit: blockSize, ...(after === undefined ? {} : { after }) };
    const page = await answerOf(
      api.GET("/api/support/users/{userId}/events", { params: { path: { userId }, query }, signal }),
    );
    yield page.events.map((event) => `${JSON.stringify({ userId, ...event })}\n`);
    after = page.nextAfter;
  }
}

function save(name: string, lines: readonly string[]): void {
  const url = URL.createObjectURL(new Blob([...lines], { type: "application/x-ndjson" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
