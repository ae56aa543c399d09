import { useEffect, useRef } from "react";
import { countOf } from "../../components/money.js";
import { Notice } from "../../components/notices.js";
import type { Granted } from "./grant-dialog.js";
import type { Reinstatement, Repair, Revocation } from "./user-queries.js";

/** What was done on a user's page. */
export type Done =
  | { readonly what: "repaired"; readonly repair: Repair }
  | { readonly what: "revoked"; readonly revocation: Revocation }
  | { readonly what: "reinstated"; readonly reinstatement: Reinstatement }
  | { readonly what: "granted"; readonly granted: Granted };

/** Says what was done, until it is closed. */
export function DoneNotice({ done, onClose }: { readonly done: Done; onClose(): void }) {
  const close = useRef<HTMLButtonElement>(null);
  // After the dialog has given the focus back, to what may be out of sight, or gone.
  useEffect(() => close.current?.focus(), [done]);
  return (
    <Notice tone="ok" title={titleOf(done)}>
      <Details done={done} />
      <button ref={close} type="button" className="button button-small" onClick={onClose}>
        Close
      </button>
    </Notice>
  );
}

function titleOf(done: Done): string {
  switch (done.what) {
    case "repaired":
      return done.repair.repaired
        ? `Repaired: ${countOf(done.repair.fieldCount, "field")}`
        : "Nothing to repair";
    case "revoked":
      return `Revoked: ${done.revocation.item.kind} ${done.revocation.item.id}, event #${done.revocation.revision}`;
    case "reinstated": {
      const { itemType, itemId } = done.reinstatement.purchase;
      return `Reinstated: ${itemType} ${itemId}`;
    }
    case "granted":
      return `Granted: ${done.granted.itemType} ${done.granted.itemId}, event #${done.granted.revision}`;
  }
}

function Details({ done }: { readonly done: Done }) {
  switch (done.what) {
    case "repaired":
      return <Repaired repair={done.repair} />;
    case "revoked":
      return <Revoked revocation={done.revocation} />;
    case "reinstated":
      return <p>The user has access again. No money was moved.</p>;
    case "granted":
      return <p>Reason: {done.granted.reason}. It cost nothing.</p>;
  }
}

function Repaired({ repair: { after } }: { readonly repair: Repair }) {
  const owned = [countOf(after.courses ?? 0, "course"), countOf(after.tests ?? 0, "test")].join(" and ");
  return (
    <p>
      Now stored: {owned} owned, {countOf(after.records, "record")} in the history.
    </p>
  );
}

function Revoked({ revocation: { before, after, reason } }: { readonly revocation: Revocation }) {
  const owned = ({ courses, tests }: Revocation["before"]): string =>
    `${countOf(courses.length, "course")} and ${countOf(tests.length, "test")}`;
  return (
    <p>
      Owned before: {owned(before)}. Owned now: {owned(after)}. Reason: {reason}. No money was moved.
    </p>
  );
}
