import { Page } from "../../../components/page.js";
export default function AnalyticsPage() {
  return <Page title="Analytics">…</Page>;
}
