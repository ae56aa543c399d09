import { useId, useState, type SubmitEvent } from "react";
import { useNavigate } from "react-router";

/** What the ledger takes for an ID, as the `pattern` of a field; spaces around it are cut off. */
export const idPattern = String.raw`\s*[A-Za-z0-9._:@\-]{1,128}\s*`;

export const userPath = (userId: string): string => `/console/users/${encodeURIComponent(userId)}`;

export function FindUser({ autoFocus = false }: { readonly autoFocus?: boolean }) {
  const [userId, setUserId] = useState("");
  const navigate = useNavigate();
  const id = useId();
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    void navigate(userPath(userId.trim()));
  };
  return (
    <form role="search" className="find-user" onSubmit={submit}>
      <label className="field" htmlFor={id}>
        <span className="field-label">User id</span>
        <input
          id={id}
          className="mono"
          required
          pattern={idPattern}
          title="1 to 128 of A-Z a-z 0-9 . _ : @ -"
          autoCapitalize="off"
          autoComplete="off"
          autoCorrect="off"
          spellCheck={false}
          autoFocus={autoFocus}
          value={userId}
          onChange={(event) => setUserId(event.target.value)}
        />
      </label>
      <button type="submit" className="button button-primary">
        Look up
      </button>
    </form>
  );
}
