import { useState } from "react";
import { useTranslations } from "use-intl";
import { ConfirmDialog } from "../../../components/confirm-dialog.js";
import { Field } from "../../../components/field.js";
import { useBucketWords } from "../analytics/bucket-words.js";
import { monthsToClose, type MonthsToClose } from "./months-to-close.js";
import { useStartClosing, type ClosedMonth } from "./queries.js";

export interface CloseMonthProps {
  readonly closed: readonly ClosedMonth[];
  /** Where the first month would begin. */
  readonly zone: string;
  readonly isDisabled: boolean;
}

/** The button that closes a month, while there is one to close, and its dialog. */
export function CloseMonth({ closed, zone, isDisabled }: CloseMonthProps) {
  const t = useTranslations("closings");
  // What was offered when it was opened.
  const [offered, setOffered] = useState<MonthsToClose>();
  const next = monthsToClose(closed, zone, new Date());
  if (next.months.length === 0 && offered === undefined) return null;
  return (
    <>
      <button type="button" className="button" disabled={isDisabled} onClick={() => setOffered(next)}>
        {t("open")}
      </button>
      {offered === undefined ? null : <CloseMonthDialog {...offered} onClose={() => setOffered(undefined)} />}
    </>
  );
}

function CloseMonthDialog({ months, tz, onClose }: MonthsToClose & { onClose(): void }) {
  const t = useTranslations("closings");
  const { title: nameOf } = useBucketWords("month");
  const start = useStartClosing();
  const [month, setMonth] = useState(months[0] ?? "");
  return (
    <ConfirmDialog
      title={t("close", { month: nameOf(`${month}-01`) })}
      confirm={t("confirm")}
      isBusy={start.isPending}
      error={start.error}
      onConfirm={() => start.mutate({ month, tz }, { onSuccess: onClose })}
      onCancel={onClose}
    >
      {months.length === 1 ? null : (
        <Field label={t("month")}>
          <select value={month} onChange={({ target }) => setMonth(target.value)}>
            {months.map((each) => (
              <option key={each} value={each}>
                {nameOf(`${each}-01`)}
              </option>
            ))}
          </select>
        </Field>
      )}
      <p>{t("text")}</p>
      <p>{t(months.length === 1 ? "zone" : "firstZone", { tz })}</p>
    </ConfirmDialog>
  );
}
