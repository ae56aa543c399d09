import type { ComponentProps } from "react";
import { useTranslations } from "use-intl";

/** What the ledger takes for an ID, as the `pattern` of a field; spaces around it are cut off. */
const idPattern = String.raw`\s*[A-Za-z0-9._:@\-]{1,128}\s*`;

type IdInputProps = Pick<ComponentProps<"input">, "id" | "value" | "autoFocus" | "onChange" | "onBlur">;

/** A field for an ID of the ledger, which nothing corrects or completes. */
export function IdInput(props: IdInputProps) {
  const t = useTranslations("support");
  return (
    <input
      className="mono"
      required
      pattern={idPattern}
      title={t("idRule")}
      autoCapitalize="off"
      autoComplete="off"
      autoCorrect="off"
      spellCheck={false}
      {...props}
    />
  );
}
