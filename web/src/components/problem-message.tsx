import { useTranslations } from "use-intl";
import english from "../languages/en.json";
import { asProblem, type ProblemCode } from "../api/problem.js";
import { CopyButton } from "./copy-button.js";
import { Notice } from "./notices.js";

export interface ProblemMessageProps {
  /** Whatever was thrown. */
  readonly error: unknown;
  readonly onRetry?: () => unknown;
}

/** An error, with everything that the person who is asked for help will want to know. */
export function ProblemMessage({ error, onRetry }: ProblemMessageProps) {
  const t = useTranslations("parts");
  const titles = useTranslations("problems");
  const { title, message, code, correlationId, problems } = asProblem(error);
  return (
    <Notice tone="danger" title={isTitled(code) ? titles(code) : title}>
      <p lang="en">{message}</p>
      {problems.length === 0 ? null : (
        <ul className="fine" lang="en">
          {problems.map(({ path, message: text }) => (
            <li key={`${path} ${text}`}>
              {path === "" ? null : <code>{path}</code>} {text}
            </li>
          ))}
        </ul>
      )}
      <dl className="facts fine">
        <div>
          <dt>{t("code")}</dt>
          <dd>
            <code>{code}</code>
          </dd>
        </div>
        {correlationId === undefined ? null : (
          <div>
            <dt>{t("correlationId")}</dt>
            <dd>
              <code>{correlationId}</code> <CopyButton text={correlationId} what={t("theCorrelationId")} />
            </dd>
          </div>
        )}
      </dl>
      {onRetry === undefined ? null : (
        <button type="button" className="button" onClick={() => void onRetry()}>
          {t("tryAgain")}
        </button>
      )}
    </Notice>
  );
}

type TitledCode = keyof typeof english.problems;

/** What the API says is in English; the titles of what anyone may meet are translated by their codes. */
const isTitled = (code: ProblemCode): code is TitledCode => code in english.problems;
