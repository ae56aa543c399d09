import { useTranslations } from "use-intl";
import { Field } from "../../components/field.js";

export interface ReasonChoiceProps<Reason extends string> {
  readonly reasons: readonly Reason[];
  words(reason: Reason): string;
  readonly reason: Reason | undefined;
  onChoose(reason: Reason | undefined): void;
}

/** A reason of a closed list, which has to be chosen: none is chosen at first. */
export function ReasonChoice<Reason extends string>(props: ReasonChoiceProps<Reason>) {
  const t = useTranslations("support");
  const { reasons, words, reason, onChoose } = props;
  return (
    <Field label={t("reason")}>
      <select
        required
        value={reason ?? ""}
        onChange={(event) => onChoose(reasons.find((one) => one === event.target.value))}
      >
        <option value="" disabled>
          {t("choose")}
        </option>
        {reasons.map((one) => (
          <option key={one} value={one}>
            {words(one)}
          </option>
        ))}
      </select>
    </Field>
  );
}
