import { formatCount } from "../../../components/money.js";
import type { Summary } from "./queries.js";

/** What falls on no day, told apart so that nobody looks for it in the other numbers. */
export function UndatedPanel({ undated }: { readonly undated: Summary["undated"] }) {
  return (
    <section className="panel undated" aria-labelledby="undated-title">
      <h2 id="undated-title">Date unknown</h2>
      <p className="figure-description">
        Imported purchases whose date nobody knows. They are in no range, not even in all time, and in no
        other number here but the last column of the top items.
      </p>
      <dl className="facts figures">
        <div>
          <dt>In all</dt>
          <dd>{formatCount(undated.total)}</dd>
        </div>
        <div>
          <dt>Courses</dt>
          <dd>{formatCount(undated.courses)}</dd>
        </div>
        <div>
          <dt>Tests</dt>
          <dd>{formatCount(undated.tests)}</dd>
        </div>
        <div>
          <dt>Without a price</dt>
          <dd>{formatCount(undated.withoutPrice)}</dd>
        </div>
      </dl>
    </section>
  );
}
