import { Link } from "react-router";
import { Page } from "../components/page.js";

export function NotFoundPage() {
  return (
    <Page title="There is nothing here" narrow>
      <p>
        No page has this address. <Link to="/">Go to the first page</Link>.
      </p>
    </Page>
  );
}
