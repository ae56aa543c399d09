import { countOf, formatCount } from "../../../components/money.js";
import type { Summary } from "./queries.js";

/** The numbers of the range at a glance. */
export function SummaryFigures({ purchases }: { readonly purchases: Summary["purchases"] }) {
  const { total, courses, tests, revoked } = purchases;
  const reasons = (["refund", "chargeback", "correction"] as const)
    .filter((reason) => revoked[reason] > 0)
    .map((reason) => countOf(revoked[reason], reason));
  return (
    <dl className="headline">
      <div>
        <dt>Purchases</dt>
        <dd>{formatCount(total)}</dd>
      </div>
      <div>
        <dt>Courses</dt>
        <dd>{formatCount(courses)}</dd>
      </div>
      <div>
        <dt>Tests</dt>
        <dd>{formatCount(tests)}</dd>
      </div>
      <div>
        <dt>Revoked</dt>
        <dd>
          {formatCount(revoked.total)} <small>{reasons.join(", ")}</small>
        </dd>
      </div>
    </dl>
  );
}
