import { useSearchParams } from "react-router";
import { Page } from "../../components/page.js";
import { ProblemMessage } from "../../components/problem-message.js";
import { useSession } from "../../session/session.js";
import { ChooseUser } from "./choose-user.js";
import { HistoryTable } from "./history-table.js";
import { KindTabs } from "./kind-tabs.js";
import { Summary } from "./summary.js";
import { useOwnership, type Kind, type Shelf } from "./purchases.js";
import "./profile.css";

export const CourseHistoryPage = () => <HistoryPage kind="course" />;
export const TestHistoryPage = () => <HistoryPage kind="test" />;

const titles: Readonly<Record<Kind, string>> = { course: "Course history", test: "Test history" };

/** `/profile/coursehistory` and `/profile/testhistory`: what was bought when, held against what is owned. */
function HistoryPage({ kind }: { readonly kind: Kind }) {
  const [query] = useSearchParams();
  const session = useSession().data?.session;
  const isOwn = session?.role === "user";
  const userId = query.get("userId") ?? undefined;
  const title = titles[kind];

  if (!isOwn && userId === undefined) {
    return (
      <Page title={title} lead="Whose? Users see their own here." narrow>
        <ChooseUser />
      </Page>
    );
  }
  const lead = isOwn ? (
    "What you bought, newest first."
  ) : (
    <>
      What <strong>{userId}</strong> bought, newest first.
    </>
  );
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

/** Both accounts of a user's purchases. A refusal of the one is a refusal of the other, and said once. */
function Accounts({ shelf, isOwn }: { readonly shelf: Shelf; readonly isOwn: boolean }) {
  const ownership = useOwnership(shelf.userId);
  if (ownership.isLoadingError) return <ProblemMessage error={ownership.error} onRetry={ownership.refetch} />;
  return (
    <div className="history-frame">
      <Summary shelf={shelf} ownership={ownership} isOwn={isOwn} />
      <HistoryTable shelf={shelf} />
    </div>
  );
}
