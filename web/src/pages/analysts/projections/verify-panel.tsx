import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { asProblem } from "../../../api/problem.js";
import { DataTable } from "../../../components/data-table.js";
import { FoldingPanel } from "../../../components/folding-panel.js";
import { Instant } from "../../../components/instant.js";
import { formatCount } from "../../../components/money.js";
import { Empty, Loading, Notice, type Tone } from "../../../components/notices.js";
import { ProblemMessage } from "../../../components/problem-message.js";
import { consistencyQuery } from "../consistency/query.js";
import { useConsistencyWords } from "../consistency/words.js";
import { DriftCounts } from "./drift-counts.js";
import { secondsBetween, useFormatDuration } from "./durations.js";
import { JobProgress } from "./job-progress.js";
import {
  useCancelVerification,
  useStartVerification,
  useVerifications,
  type JobProgress as Progress,
  type VerificationJob,
} from "./jobs.js";
import { UserName } from "./user-name.js";

type Report = NonNullable<VerificationJob["report"]>;

const phases: readonly Progress["phase"][] = ["reading", "comparing"];

/** Proves the projections against the log, and names what is not as it says. */
export function VerifyPanel() {
  const t = useTranslations("projections.verify");
  const sentence = useSentence();
  const { data: jobs, error, refetch, running, connection } = useVerifications();
  const start = useStartVerification();
  const cancel = useCancelVerification();
  const latest = jobs?.find(({ state }) => state !== "running");
  const isAlreadyRunning = start.error !== null && asProblem(start.error).code === "verification_running";
  return (
    <FoldingPanel
      id="verify-title"
      title={t("title")}
      isOpenAtFirst={
        running !== undefined || isTroubled(latest) || [start, cancel].some((each) => each.error !== null)
      }
      line={
        latest === undefined ? (
          t("none")
        ) : (
          <>
            <span className={`tag tag-${tones[latest.state]}`}>{t(`states.${latest.state}`)}</span>{" "}
            {sentence(latest)}
          </>
        )
      }
      actions={
        <button
          type="button"
          className="button button-primary"
          disabled={running !== undefined || start.isPending}
          onClick={() => start.mutate()}
        >
          {t("now")}
        </button>
      }
    >
      {start.error === null || isAlreadyRunning ? null : <ProblemMessage error={start.error} />}
      {isAlreadyRunning && running !== undefined ? <Notice tone="info" title={t("already")} /> : null}
      {cancel.error === null ? null : <ProblemMessage error={cancel.error} />}
      {error === null ? null : <ProblemMessage error={error} onRetry={refetch} />}
      {jobs === undefined && error === null ? <Loading /> : null}
      {jobs?.length === 0 ? (
        <Empty title={t("none")}>
          <p>{t("about")}</p>
        </Empty>
      ) : null}
      {running === undefined ? null : (
        <JobProgress
          what={t("verification")}
          job={running}
          phases={phases}
          connection={connection}
          isCancelling={cancel.isPending}
          onCancel={() => cancel.mutate(running)}
        />
      )}
      {latest === undefined || running !== undefined ? null : <Outcome key={latest.id} job={latest} />}
    </FoldingPanel>
  );
}

const tones = {
  running: "info",
  clean: "ok",
  behind: "warning",
  drifted: "danger",
  cancelled: "warning",
  failed: "danger",
} as const satisfies Record<VerificationJob["state"], Tone>;

const isTroubled = (job: VerificationJob | undefined): boolean =>
  job !== undefined && ["behind", "drifted", "failed"].includes(job.state);

function Outcome({ job }: { readonly job: VerificationJob }) {
  const { state, report, error, startedAt, endedAt, requestedBy } = job;
  const t = useTranslations("projections");
  const sentence = useSentence();
  const formatDuration = useFormatDuration();
  const values = { at: () => <Instant at={startedAt} seconds />, who: requestedBy };
  return (
    <div className="job">
      <p role="status">
        <span className={`tag tag-${tones[state]}`}>{t(`verify.states.${state}`)}</span>{" "}
        <strong>{sentence(job)}</strong>
      </p>
      <Outdated job={job} />
      <p className="fine soft">
        {endedAt === null
          ? t.rich("by", values)
          : t.rich("byIn", { ...values, duration: formatDuration(secondsBetween(startedAt, endedAt)) })}
      </p>
      {error === null ? null : (
        <Notice tone="danger" title={t("verify.failed")}>
          <p lang="en">{error.message}</p>
          <p className="fine">
            <code>{error.code}</code>
          </p>
        </Notice>
      )}
      {report === null ? null : <ReportBody report={report} />}
    </div>
  );
}

/** Whatever has rewritten the projections since, the command line included, makes the outcome old. */
function Outdated({ job: { endedAt } }: { readonly job: VerificationJob }) {
  const t = useTranslations("projections.verify");
  const words = useConsistencyWords();
  const verification = useQuery(consistencyQuery).data?.verification ?? null;
  if (verification === null || endedAt === null) return null;
  const { outdatedBy, at, operator } = verification;
  if (outdatedBy !== null && outdatedBy.at > endedAt)
    return (
      <Notice tone="warning" title={t("outOfDate")}>
        <p>
          {t.rich("changedBy", {
            change: words.change(outdatedBy.action),
            who: outdatedBy.operator,
            at: () => <Instant at={outdatedBy.at} seconds />,
          })}
        </p>
      </Notice>
    );
  // The audit entry of a job is written a moment before it ends.
  if (at <= endedAt) return null;
  return (
    <Notice tone="info" title={t("again", { clean: String(verification.isClean) })}>
      <p>{t.rich("againBy", { who: operator, at: () => <Instant at={at} seconds /> })}</p>
    </Notice>
  );
}

/** What came of it, in a sentence. */
function useSentence(): (job: VerificationJob) => string {
  const t = useTranslations("projections.verify");
  return ({ state, report }) => {
    if (state === "cancelled") return t("cancelled");
    if (report === null) return "";
    if (state === "behind") return t("behind", { count: report.behindEvents });
    return report.driftedUsers === 0
      ? t("allMatch", { count: report.users })
      : t("someDiffer", { count: report.driftedUsers, all: report.users });
  };
}

function ReportBody({ report }: { readonly report: Report }) {
  const t = useTranslations("projections.verify");
  const { mismatch, logDamage } = report;
  return (
    <>
      {mismatch === null ? null : (
        <Notice tone="danger" title={t("otherLog")}>
          <p lang="en">{mismatch}</p>
        </Notice>
      )}
      {logDamage.length === 0 ? null : (
        <Notice tone="danger" title={t("logDamaged")}>
          <p>{t("restore")}</p>
          <ul lang="en">
            {logDamage.map(({ message }) => (
              <li key={message}>{message}</li>
            ))}
          </ul>
        </Notice>
      )}
      {report.violations.length === 0 ? null : <Violations report={report} />}
      <dl className="facts">
        <Fact name={t("events")} count={report.events} />
        <Fact name={t("foldedTo")} count={report.foldedTo} />
        <Fact name={t("usersBehind")} count={report.behindUsers} />
        <Fact name={t("usersHeldBack")} count={report.heldBackUsers} />
      </dl>
      <DriftCounts counts={report} meaning="stored" />
      <Drifts drifts={report.drifts} />
    </>
  );
}

function Fact({ name, count }: { readonly name: string; readonly count: number }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{formatCount(count)}</dd>
    </div>
  );
}

/** Rules that must hold of every ledger, and do not. */
function Violations({ report: { violations, violationCount } }: { readonly report: Report }) {
  const t = useTranslations("projections.verify");
  return (
    <Notice tone="danger" title={t("violations", { count: violationCount })}>
      <ul>
        {violations.map(({ rule, userId, subject, advice }) => (
          <li key={`${rule} ${userId ?? ""} ${subject ?? ""} ${advice}`}>
            {rule} {subject === null ? null : <code>{subject}</code>}
            {userId === null ? null : t.rich("of", { user: () => <UserName userId={userId} /> })}:{" "}
            <span lang="en">{advice}</span>
          </li>
        ))}
      </ul>
    </Notice>
  );
}

const shownAtFirst = 10;

function Drifts({ drifts }: { readonly drifts: Report["drifts"] }) {
  const t = useTranslations("projections");
  const [isWhole, setIsWhole] = useState(false);
  if (drifts.length === 0) return null;
  return (
    <>
      <DataTable
        caption={t("verify.differences")}
        showCaption
        columns={[
          {
            key: "user",
            header: t("user"),
            isRowHeader: true,
            cell: ({ userId }) => <UserName userId={userId} />,
          },
          {
            key: "projection",
            header: t("verify.projection"),
            cell: ({ projection }) => t(`targets.${projection}`),
          },
          {
            key: "kind",
            header: t("verify.kind"),
            cell: ({ kind }) => <span className="tag tag-danger">{t(`drift.${kind}`)}</span>,
          },
          {
            key: "place",
            header: t("verify.where"),
            cell: ({ purchaseId, path }) => (
              <>
                {purchaseId === null ? t("verify.document") : <code>{purchaseId}</code>}
                {path === "" ? null : (
                  <>
                    {" "}
                    · <code>{path}</code>
                  </>
                )}
              </>
            ),
          },
        ]}
        rows={isWhole ? drifts : drifts.slice(0, shownAtFirst)}
        rowKey={(drift) => Object.values(drift).join(" ")}
      />
      {isWhole || drifts.length <= shownAtFirst ? null : (
        <button type="button" className="button" onClick={() => setIsWhole(true)}>
          {t("showAll", { count: drifts.length })}
        </button>
      )}
    </>
  );
}
