import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { Loading } from "../../../components/notices.js";
import { Page } from "../../../components/page.js";
import { ProblemMessage } from "../../../components/problem-message.js";
import { useSession } from "../../../session/session.js";
import { rebuilderRoles } from "./access.js";
import { AuditPanel } from "./audit-panel.js";
import { DeadLettersPanel } from "./dead-letters-panel.js";
import { HeadlinePanel } from "./headline-panel.js";
import { GenerationsPanel } from "./generations-panel.js";
import { LagPanel } from "./lag-panel.js";
import { auditQuery, projectionsQuery, statusQuery } from "./queries.js";
import { RebuildPanel } from "./rebuild-panel.js";
import { VerifyPanel } from "./verify-panel.js";
import "./projections.css";

/** `/console/projections`: whether the two projections agree with each other and with the log, and what to do if not. */
export default function ProjectionsPage() {
  const t = useTranslations("projections");
  const role = useSession().data?.session?.role;
  const mayRebuild = role !== undefined && rebuilderRoles.includes(role);
  const watched = useQuery(statusQuery);
  const projections = useQuery(projectionsQuery);
  const audit = useInfiniteQuery(auditQuery);
  const entries = audit.data?.pages.flatMap((page) => page.entries) ?? [];
  const failed = [watched, projections, audit].find(({ error }) => error !== null);
  const retry = (): unknown =>
    Promise.all([watched, projections, audit].map(async ({ refetch }) => refetch()));
  return (
    <Page title={t("title")}>
      {failed === undefined ? null : <ProblemMessage error={failed.error} onRetry={retry} />}
      {watched.data === undefined ? (
        failed === undefined ? (
          <Loading />
        ) : null
      ) : (
        <>
          <HeadlinePanel sampler={watched.data.status.sampler} />
          <div className="console-columns">
            <LagPanel {...watched.data} />
            {projections.data === undefined ? null : (
              <GenerationsPanel
                projections={projections.data.projections}
                status={watched.data.status}
                audit={entries}
              />
            )}
            {mayRebuild && projections.data !== undefined ? (
              <div className="console-jobs">
                <RebuildPanel projections={projections.data.projections} />
                <VerifyPanel />
              </div>
            ) : null}
          </div>
          <DeadLettersPanel />
          {audit.data === undefined ? null : (
            <AuditPanel
              entries={entries}
              hasOlder={audit.hasNextPage}
              isLoading={audit.isFetchingNextPage}
              onOlder={() => void audit.fetchNextPage()}
            />
          )}
        </>
      )}
    </Page>
  );
}
