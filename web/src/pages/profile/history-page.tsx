import { useSearchParams } from "react-router";
import { useTranslations } from "use-intl";
import { Loading } from "../../components/notices.js";
import { Page } from "../../components/page.js";
import { ProblemMessage } from "../../components/problem-message.js";
import { useSession } from "../../session/session.js";
import { ChooseUser } from "./choose-user.js";
import { HistoryTable } from "./history-table.js";
import { KindTabs } from "./kind-tabs.js";
import { Summary } from "./summary.js";
import { useSummary, type Kind, type Shelf } from "./purchases.js";
import "./profile.css";

export const CourseHistoryPage = () => <HistoryPage kind="course" />;
export const TestHistoryPage = () => <HistoryPage kind="test" />;

/** `/profile/coursehistory` and `/profile/testhistory`: what was bought when, held against what is owned. */
function HistoryPage({ kind }: { readonly kind: Kind }) {
  const t = useTranslations("profile");
  const [query] = useSearchParams();
  const session = useSession().data?.session;
  const isOwn = session?.role === "user";
  const userId = query.get("userId") ?? undefined;
  const title = t(`${kind}Title`);

  if (!isOwn && userId === undefined) {
    return (
      <Page title={title} lead={t("chooseLead")} narrow>
        <ChooseUser />
      </Page>
    );
  }
  const lead = isOwn
    ? t("ownLead")
    : t.rich("otherLead", { userId: userId ?? "", b: (words) => <strong>{words}</strong> });
  return (
    <Page
      title={title}
      lead={lead}
      actions={isOwn ? undefined : <KindTabs kind={kind} userId={userId ?? ""} />}
    >
      <Accounts key={`${kind} ${userId ?? ""}`} shelf={{ kind, userId }} isOwn={isOwn} />
    </Page>
  );
}

/** The numbers above the list. A refusal of the one is a refusal of the other, and shown once. */
function Accounts({ shelf, isOwn }: { readonly shelf: Shelf; readonly isOwn: boolean }) {
  const t = useTranslations("profile");
  const summary = useSummary(shelf);
  if (summary.isLoadingError) return <ProblemMessage error={summary.error} onRetry={summary.refetch} />;
  return (
    <div className="history-frame">
      {summary.data === undefined ? (
        <Loading what={t("counting")} lines={2} />
      ) : (
        <Summary shelf={shelf} summary={summary.data} isOld={summary.isError} isOwn={isOwn} />
      )}
      <HistoryTable shelf={shelf} />
    </div>
  );
}
