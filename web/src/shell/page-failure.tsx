import { useRouteError } from "react-router";
import { Page } from "../components/page.js";
import { ProblemMessage } from "../components/problem-message.js";

/** Instead of a page that threw, or whose code could not be loaded because a newer version has replaced it. */
export function PageFailure() {
  const error = useRouteError();
  return (
    <Page title="This page could not be shown" narrow>
      <ProblemMessage error={error} onRetry={() => location.reload()} />
      <p>If the ledger was just updated, loading the page again brings the new version.</p>
    </Page>
  );
}
