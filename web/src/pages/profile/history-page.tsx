import { useSearchParams } from "react-router";
import { Page } from "../../components/page.js";
import { useSession } from "../../session/session.js";
import { ChooseUser } from "./choose-user.js";
import { HistoryTable } from "./history-table.js";
import { KindTabs } from "./kind-tabs.js";
import type { Kind } from "./purchases.js";
import { Summary } from "./summary.js";
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
  const shelf = { kind, userId };
  return (
    <Page
      title={title}
      lead={isOwn ? "What you bought, newest first." : `What ${userId ?? ""} bought, newest first.`}
      actions={isOwn ? undefined : <KindTabs kind={kind} userId={userId ?? ""} />}
    >
      <Summary key={userId} shelf={shelf} isOwn={isOwn} />
      <HistoryTable key={`${kind} ${userId ?? ""}`} shelf={shelf} />
    </Page>
  );
}
