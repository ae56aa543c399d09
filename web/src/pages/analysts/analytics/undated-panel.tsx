import { formatCount } from "../../../components/money.js";
import type { Summary } from "./queries.js";

/** Purchases without a date, apart from all other numbers. */
export function UndatedPanel({ undated }: { readonly undated: Summary["undated"] }) {
  return (
    <section className="panel undated" aria-labelledby="undated-title">
      <h2 id="undated-title">Date unknown</h2>
      <p className="figure-description">
        Imported purchases without a date. Not included in any other number, except the “Undated” column of
        the top items.
      </p>
      <dl className="facts figures">
        <div>
          <dt>Total</dt>
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
