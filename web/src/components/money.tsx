import { useLocale, useTranslations } from "use-intl";

export interface MoneyProps {
  /** In major units; null if unknown. */
  readonly amount: number | null;
  readonly currency: string | null;
  readonly unknown?: string;
}

/** An amount, spelled as the viewer's language does. */
export function Money({ amount, currency, unknown }: MoneyProps) {
  const t = useTranslations("parts");
  const locale = useLocale();
  if (amount === null || currency === null)
    return <span className="unknown">{unknown ?? t("priceUnknown")}</span>;
  return <data value={amount}>{formatOf(currency, locale).format(amount)}</data>;
}

export interface PriceProps {
  /** In minor units; null if unknown. */
  readonly amountMinor: number | null;
  readonly currency: string | null;
}

/** A price as the ledger stores it. */
export function Price({ amountMinor, currency }: PriceProps) {
  const t = useTranslations("parts");
  const locale = useLocale();
  if (amountMinor === null || currency === null) return <span className="unknown">{t("unknown")}</span>;
  return amountMinor === 0 ? t("free") : formatMinor(amountMinor, currency, locale);
}

const formats = new Map<string, Intl.NumberFormat>();

function formatOf(currency: string, locale?: string): Intl.NumberFormat {
  const key = `${currency} ${locale ?? ""}`;
  const format = formats.get(key) ?? new Intl.NumberFormat(locale, { style: "currency", currency });
  formats.set(key, format);
  return format;
}

/**
 * An amount in minor units, e.g. cents, spelled as the locale does, or else the browser. The digits go to `Intl` as text, so
 * that none is lost.
 */
export function formatMinor(amountMinor: number, currency: string, locale?: string): string {
  const digits = digitsOf(currency);
  const text = String(Math.abs(amountMinor)).padStart(digits + 1, "0");
  const major = digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
  const exact = `${amountMinor < 0 ? "-" : ""}${major}` as Intl.StringNumericLiteral;
  return formatOf(currency, locale).format(exact);
}

/** ISO 4217, as the ledger has it too. */
const digitsOf = (currency: string): number =>
  formatOf(currency).resolvedOptions().maximumFractionDigits ?? 2;

const counts = new Intl.NumberFormat();

export const formatCount = (count: number): string => counts.format(count);
