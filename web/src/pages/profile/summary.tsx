import { useFormatter, useLocale, useTranslations } from "use-intl";
import { formatMinor } from "../../components/money.js";
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
  const t = useTranslations("summary");
  const isBehind = useIsBehind();
  if (summary.heldBack) return <HeldBack reason={summary.heldBackReason} />;
  if (isBehind) return <Notice tone="info" title={t("catchingUp")} />;
  switch (summary.agreement) {
    case "moving":
      return <Notice tone="info" title={t("moving")} />;
    case "agree":
      return (
        <p className="agreement" role="status">
          {t(`${isOwn ? "own" : "other"}${kind === "course" ? "Courses" : "Tests"}`, {
            count: summary.owned,
            userId,
          })}
        </p>
      );
    case "differ":
      return (
        <Notice tone="warning" title={isOwn ? t("ownDiffers") : t("otherDiffers", { userId })}>
          <Ids label={t("notOwned")} ids={summary.notOwned} />
          <Ids label={t("notListed")} ids={summary.notListed} />
          <p>{t(isOwn ? "ownRepair" : "otherRepair")}</p>
        </Notice>
      );
  }
}

function Ids({ label, ids }: { readonly label: string; readonly ids: readonly string[] }) {
  if (ids.length === 0) return null;
  return (
    <p>
      {label}{" "}
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
  const t = useTranslations("summary");
  const { number } = useFormatter();
  const { owned, purchases, revoked, money, unknownPrices } = summary;
  if (purchases === 0 && owned === 0) return null;
  return (
    <dl className="facts figures">
      <Figure name={t(kind === "course" ? "coursesOwned" : "testsOwned")} value={number(owned)} />
      <Figure name={t("purchases")} value={number(purchases)} />
      <Figure name={t("revoked")} value={number(revoked)} />
      {money.map(({ currency, paidMinor, refundedMinor }) => (
        <Money key={currency} {...{ currency, paidMinor, refundedMinor }} />
      ))}
      {unknownPrices === 0 ? null : <Figure name={t("priceUnknown")} value={number(unknownPrices)} />}
    </dl>
  );
}

interface MoneyProps {
  readonly currency: string;
  readonly paidMinor: number;
  readonly refundedMinor: number;
}

function Money({ currency, paidMinor, refundedMinor }: MoneyProps) {
  const t = useTranslations("summary");
  const locale = useLocale();
  return (
    <>
      <Figure name={t("paid", { currency })} value={formatMinor(paidMinor, currency, locale)} />
      {refundedMinor === 0 ? null : (
        <Figure name={t("refunded", { currency })} value={formatMinor(refundedMinor, currency, locale)} />
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
