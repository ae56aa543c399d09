import { Link } from "react-router";
import { Page } from "../components/page.js";

export function NotFoundPage() {
  return (
    <Page title="Page not found" narrow>
      <p>
        <Link to="/">Go to the start page</Link>
      </p>
    </Page>
  );
}
