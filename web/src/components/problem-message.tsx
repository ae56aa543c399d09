import { asProblem } from "../api/problem.js";
import { CopyButton } from "./copy-button.js";
import { Notice } from "./notices.js";

export interface ProblemMessageProps {
  /** Whatever was thrown. */
  readonly error: unknown;
  readonly onRetry?: () => unknown;
}

/** An error, with everything that the person who is asked for help will want to know. */
export function ProblemMessage({ error, onRetry }: ProblemMessageProps) {
  const { title, message, code, correlationId, problems } = asProblem(error);
  return (
    <Notice tone="danger" title={title}>
      <p>{message}</p>
      {problems.length === 0 ? null : (
        <ul className="fine">
          {problems.map(({ path, message: text }) => (
            <li key={`${path} ${text}`}>
              {path === "" ? null : <code>{path}</code>} {text}
            </li>
          ))}
        </ul>
      )}
      <dl className="facts fine">
        <div>
          <dt>Code</dt>
          <dd>
            <code>{code}</code>
          </dd>
        </div>
        {correlationId === undefined ? null : (
          <div>
            <dt>Correlation id</dt>
            <dd>
              <code>{correlationId}</code> <CopyButton text={correlationId} what="correlation id" />
            </dd>
          </div>
        )}
      </dl>
      {onRetry === undefined ? null : (
        <button type="button" className="button" onClick={() => void onRetry()}>
          Try again
        </button>
      )}
    </Notice>
  );
}
