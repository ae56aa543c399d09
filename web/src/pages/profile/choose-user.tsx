import { useState } from "react";
import { useSearchParams } from "react-router";

/** For those who read other people's purchases. */
export function ChooseUser() {
  const [userId, setUserId] = useState("");
  const [, setQuery] = useSearchParams();
  return (
    <form
      className="form-row"
      onSubmit={(event) => {
        event.preventDefault();
        setQuery({ userId: userId.trim() });
      }}
    >
      <label className="field">
        <span className="field-label">User id</span>
        <input
          required
          autoComplete="off"
          spellCheck={false}
          value={userId}
          onChange={(event) => setUserId(event.target.value)}
        />
      </label>
      <button type="submit" className="button button-primary" disabled={userId.trim() === ""}>
        Show
      </button>
    </form>
  );
}
