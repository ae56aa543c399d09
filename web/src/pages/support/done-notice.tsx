import { useEffect, useRef } from "react";
import { useTranslations } from "use-intl";
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
  const t = useTranslations("support");
  const titleOf = useTitle();
  const close = useRef<HTMLButtonElement>(null);
  // After the dialog has given the focus back, to what may be out of sight, or gone.
  useEffect(() => close.current?.focus(), [done]);
  return (
    <Notice tone="ok" title={titleOf(done)}>
      <Details done={done} />
      <button ref={close} type="button" className="button button-small" onClick={onClose}>
        {t("close")}
      </button>
    </Notice>
  );
}

function useTitle(): (done: Done) => string {
  const t = useTranslations("support");
  const kinds = useTranslations("kinds");
  return (done) => {
    switch (done.what) {
      case "repaired":
        return done.repair.repaired
          ? t("done.repaired", { count: done.repair.fieldCount })
          : t("repair.nothing");
      case "revoked": {
        const { item, revision } = done.revocation;
        return t("done.revoked", { kind: kinds(item.kind), id: item.id, revision });
      }
      case "reinstated": {
        const { itemType, itemId: id } = done.reinstatement.purchase;
        return t("done.reinstated", { kind: kinds(itemType), id });
      }
      case "granted": {
        const { itemType, itemId: id, revision } = done.granted;
        return t("done.granted", { kind: kinds(itemType), id, revision });
      }
    }
  };
}

function Details({ done }: { readonly done: Done }) {
  const t = useTranslations("support.done");
  switch (done.what) {
    case "repaired":
      return <Repaired repair={done.repair} />;
    case "revoked":
      return <Revoked revocation={done.revocation} />;
    case "reinstated":
      return <p>{t("accessAgain")}</p>;
    case "granted":
      return <p>{t("grantedFor", { reason: t(`reasons.${done.granted.reason}`) })}</p>;
  }
}

function Repaired({ repair: { after } }: { readonly repair: Repair }) {
  const t = useTranslations("support");
  const owned = t("count.owned", { courses: after.courses ?? 0, tests: after.tests ?? 0 });
  return <p>{t("done.stored", { owned, records: after.records })}</p>;
}

function Revoked({ revocation: { before, after, reason } }: { readonly revocation: Revocation }) {
  const t = useTranslations("support");
  const owned = ({ courses, tests }: Revocation["before"]): string =>
    t("count.owned", { courses: courses.length, tests: tests.length });
  return (
    <p>
      {t("done.ownedBefore", {
        before: owned(before),
        after: owned(after),
        reason: t(`done.reasons.${reason}`),
      })}
    </p>
  );
}
