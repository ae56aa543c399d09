import { countOf, formatCount, formatMinor } from "../../components/money.js";
import { HeldBack, Notice } from "../../components/notices.js";
import { useIsBehind, type AccountSummary, type Kind, type Shelf } from "./purchases.js";

export interface SummaryProps {
  readonly shelf: Shelf;
  readonly summary: AccountSummary;
  /** Whether the numbers could not be refreshed: then nothing is claimed of the present. */
  readonly isOld: boolean;
  /** Whether the reader is the user. */
  readonly isOwn: boolean;
}

/** What the purchases come to, and whether they are what ownership says: as the API counts them. */
export function Summary({ shelf, summary, isOld, isOwn }: SummaryProps) {
  return (
    <>
      {isOld ? null : <AgreementLine summary={summary} shelf={shelf} isOwn={isOwn} />}
      <Figures kind={shelf.kind} summary={summary} />
    </>
  );
}

type AgreementLineProps = Pick<SummaryProps, "summary" | "shelf" | "isOwn">;

/** Says something only where there is something to say. */
function AgreementLine({ summary, shelf: { kind, userId = "" }, isOwn }: AgreementLineProps) {
  const isBehind = useIsBehind();
  if (summary.heldBack) return <HeldBack reason={summary.heldBackReason} />;
  if (isBehind) return <Notice tone="info" title="Catching up: recent purchases may not be listed yet" />;
  switch (summary.agreement) {
    case "moving":
      return <Notice tone="info" title="New purchases are being added" />;
    case "agree":
      return (
        <p className="agreement" role="status">
          {inWords(summary.owned, kind, isOwn ? "You own" : `${userId} owns`)}
        </p>
      );
    case "differ":
      return (
        <Notice
          tone="warning"
          title={`This list does not match what ${isOwn ? "you own" : `${userId} owns`}`}
        >
          <Ids label="Listed, not owned" ids={summary.notOwned} />
          <Ids label="Owned, not listed" ids={summary.notListed} />
          <p>{isOwn ? "Contact support to have this repaired." : "Repair this user."}</p>
        </Notice>
      );
  }
}

function inWords(owned: number, kind: Kind, who: string): string {
  return owned === 0 ? `${who} no ${kind}s` : `${who} ${countOf(owned, kind)}, as listed`;
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

function Figures({ kind, summary }: { readonly kind: Kind; readonly summary: AccountSummary }) {
  const { owned, purchases, revoked, money, unknownPrices } = summary;
  if (purchases === 0 && owned === 0) return null;
  return (
    <dl className="facts figures">
      <Figure name={kind === "course" ? "Courses owned" : "Tests owned"} value={formatCount(owned)} />
      <Figure name="Purchases" value={formatCount(purchases)} />
      <Figure name="Revoked" value={formatCount(revoked)} />
      {money.map(({ currency, paidMinor, refundedMinor }) => (
        <Money key={currency} {...{ currency, paidMinor, refundedMinor }} />
      ))}
      {unknownPrices === 0 ? null : <Figure name="Price unknown" value={formatCount(unknownPrices)} />}
    </dl>
  );
}

interface MoneyProps {
  readonly currency: string;
  readonly paidMinor: number;
  readonly refundedMinor: number;
}

function Money({ currency, paidMinor, refundedMinor }: MoneyProps) {
  return (
    <>
      <Figure name={`Paid, ${currency}`} value={formatMinor(paidMinor, currency)} />
      {refundedMinor === 0 ? null : (
        <Figure name={`Refunded, ${currency}`} value={formatMinor(refundedMinor, currency)} />
      )}
    </>
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
