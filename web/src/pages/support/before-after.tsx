import { useTranslations } from "use-intl";
import { formatCount } from "../../components/money.js";

export interface BeforeAfterProps {
  readonly caption: string;
  /** Null: there is no such list. */
  readonly rows: readonly {
    readonly name: string;
    readonly before: number | null;
    readonly after: number | null;
  }[];
}

/** Numbers before and after something that is about to be done, or that was. */
export function BeforeAfter({ caption, rows }: BeforeAfterProps) {
  const t = useTranslations("support");
  const count = (value: number | null): string => (value === null ? t("none") : formatCount(value));
  return (
    <table className="before-after">
      <caption className="visually-hidden">{caption}</caption>
      <thead>
        <tr>
          <td />
          <th scope="col">{t("repair.before")}</th>
          <th scope="col">{t("repair.after")}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, before, after }) => (
          <tr key={name} className={before === after ? undefined : "is-changed"}>
            <th scope="row">{name}</th>
            <td className="end">{count(before)}</td>
            <td className="end">
              {count(after)}
              {before === after ? null : <span className="visually-hidden">{t("repair.changed")}</span>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
