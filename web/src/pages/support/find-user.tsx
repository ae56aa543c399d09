import { useId, useState, type SubmitEvent } from "react";
import { useNavigate } from "react-router";
import { IdInput } from "./id-input.js";

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
        <IdInput
          id={id}
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
