import { countOf, formatCount, formatMoney } from "../../components/money.js";
import { HeldBack, Loading, Notice } from "../../components/notices.js";
import { ProblemMessage } from "../../components/problem-message.js";
import {
  useIsBehind,
  type useOwnership,
  useWholeHistory,
  type Kind,
  type Ownership,
  type Shelf,
} from "./purchases.js";
import { reconcile, totalsOf, type Agreement, type Totals } from "./reconcile.js";

export interface SummaryProps {
  readonly shelf: Shelf;
  readonly ownership: ReturnType<typeof useOwnership>;
  /** Whether the reader is the user. */
  readonly isOwn: boolean;
}

/** What the purchases come to, and whether they are what ownership says. */
export function Summary({ shelf, ownership, isOwn }: SummaryProps) {
  const history = useWholeHistory(shelf, ownership.data?.revision);
  const isBehind = useIsBehind();
  if (ownership.data === undefined || history.data === undefined) {
    return history.error === null ? (
      <Loading what="Counting…" />
    ) : (
      <ProblemMessage error={history.error} onRetry={history.refetch} />
    );
  }
  const { kind } = shelf;
  const totals = totalsOf(history.data.purchases);
  return (
    <>
      {/* Of what cannot be asked any more nothing is claimed; the list below says why. */}
      {ownership.isError ? null : (
        <AgreementLine
          agreement={reconcile(kind, history.data, ownership.data)}
          ownership={ownership.data}
          isBehind={isBehind}
          {...{ kind, isOwn, userId: shelf.userId }}
        />
      )}
      <Figures kind={kind} owned={ownedOf(kind, ownership.data)} totals={totals} />
    </>
  );
}

const ownedOf = (kind: Kind, { courses, tests }: Ownership): number =>
  (kind === "course" ? courses : tests).length;

interface AgreementLineProps {
  readonly agreement: Agreement;
  readonly ownership: Ownership;
  readonly isBehind: boolean;
  readonly kind: Kind;
  readonly isOwn: boolean;
  readonly userId: string | undefined;
}

function AgreementLine({ agreement, ownership, isBehind, kind, isOwn, userId = "" }: AgreementLineProps) {
  const who = isOwn ? "you own" : `${userId} owns`;
  if (ownership.heldBack) return <HeldBack reason={ownership.heldBackReason} />;
  if (isBehind) {
    return (
      <Notice tone="info" title="The ledger is being brought up to date">
        <p>Purchases may be missing here for a while; none is lost.</p>
      </Notice>
    );
  }
  switch (agreement.state) {
    case "moving":
      return <Notice tone="info" title="Purchases are coming in: the list is being brought up to date." />;
    case "equal":
      return <Notice tone="ok" title={inWords(agreement.owned, kind, who)} />;
    case "different":
      return (
        <Notice tone="warning" title={`This list and what ${who} are not the same`}>
          <Ids label="Listed here, but not owned" ids={agreement.unowned} />
          <Ids label="Owned, but not listed here" ids={agreement.unlisted} />
          <p>{isOwn ? "Support can repair this." : "The events say which is right: repair this user."}</p>
        </Notice>
      );
  }
}

function inWords(owned: number, kind: Kind, who: string): string {
  if (owned === 0)
    return `${who[0]?.toUpperCase() ?? ""}${who.slice(1)} no ${kind}s, and none is missing here.`;
  return owned === 1 ? `This ${kind} is what ${who}.` : `These ${countOf(owned, kind)} are what ${who}.`;
}

function Ids({ label, ids }: { readonly label: string; readonly ids: readonly string[] }) {
  if (ids.length === 0) return null;
  return (
    <p>
      {label}:{" "}
      {ids.map((id, index) => (
        <span key={`${id} ${index}`}>
          {index === 0 ? null : ", "}
          <code>{id}</code>
        </span>
      ))}
    </p>
  );
}

interface FiguresProps {
  readonly kind: Kind;
  readonly owned: number;
  readonly totals: Totals;
}

function Figures({ kind, owned, totals }: FiguresProps) {
  const { purchases, revoked, spent, unknownPrices } = totals;
  if (purchases === 0 && owned === 0) return null;
  return (
    <dl className="facts figures">
      <Figure name={kind === "course" ? "Courses owned" : "Tests owned"} value={formatCount(owned)} />
      <Figure name="Purchases" value={formatCount(purchases)} />
      <Figure name="Revoked" value={formatCount(revoked)} />
      {[...spent].map(([currency, amount]) => (
        <Figure key={currency} name={`Spent, ${currency}`} value={formatMoney(amount, currency)} />
      ))}
      {unknownPrices === 0 ? null : <Figure name="Price unknown" value={formatCount(unknownPrices)} />}
    </dl>
  );
}

function Figure({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
