import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";
import { answerOf, api } from "../../api/client.js";
import { ConfirmDialog } from "../../components/confirm-dialog.js";
import { TextField } from "../../components/field.js";
import { Instant } from "../../components/instant.js";
import { Price } from "../../components/money.js";
import { Loading, Notice } from "../../components/notices.js";
import { ProblemMessage } from "../../components/problem-message.js";
import { ReasonChoice } from "./reason-choice.js";
import { purchasesQuery, userKey, type Purchase, type Revocation } from "./user-queries.js";

export interface RevokeDialogProps {
  readonly userId: string;
  /** The purchase that was pointed at, if one was. */
  readonly purchaseId: string | undefined;
  onDone(revocation: Revocation): void;
  onCancel(): void;
}

const reasons = ["refund", "chargeback", "correction"] as const;
type Reason = (typeof reasons)[number];

/** Asks which purchase, why, and shows what will be owned; then takes it back. */
export function RevokeDialog({ userId, purchaseId, onDone, onCancel }: RevokeDialogProps) {
  const t = useTranslations("support");
  const revoke = useRevoke(userId, onDone);
  const { data, error, refetch } = useQuery(purchasesQuery(userId));
  const standing = data?.purchases.filter(({ revokedAt }) => revokedAt === null) ?? [];
  const [chosenId, setChosenId] = useState(purchaseId);
  const [reason, setReason] = useState<Reason>();
  const [note, setNote] = useState("");
  const chosen = standing.find((one) => one.purchaseId === chosenId);
  const isGone = chosenId !== undefined && chosen === undefined && data !== undefined;
  const confirm = (): void => {
    if (chosen !== undefined && reason !== undefined)
      revoke.mutate({ purchaseId: chosen.purchaseId, reason, note: note.trim() });
  };

  return (
    <ConfirmDialog
      title={t("revoke.title")}
      confirm={t("revoke.confirm")}
      dangerous
      isBusy={revoke.isPending}
      error={revoke.error}
      onConfirm={confirm}
      onCancel={onCancel}
    >
      <Notice tone="warning" title={t("revoke.warning")}>
        <p>{t("revoke.text")}</p>
      </Notice>
      {error === null ? null : <ProblemMessage error={error} onRetry={refetch} />}
      {data === undefined && error === null ? <Loading what={t("loadingPurchases")} /> : null}
      {isGone ? (
        <Notice tone="info" title={t("revoke.already")}>
          <p>
            <code>{chosenId}</code>
          </p>
        </Notice>
      ) : null}
      {data === undefined ? null : (
        <PurchaseChoice standing={standing} chosen={chosen} onChoose={setChosenId} />
      )}
      <ReasonChoice<Reason>
        reasons={reasons}
        words={(each) => t(`revoke.reasons.${each}`)}
        reason={reason}
        onChoose={setReason}
      />
      <TextField label={t("note")} longest={2000} value={note} onChange={setNote} />
      {chosen === undefined ? null : <Outcome purchase={chosen} />}
    </ConfirmDialog>
  );
}

function useRevoke(userId: string, onDone: (revocation: Revocation) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { purchaseId: string; reason: Reason; note: string }) =>
      answerOf<Revocation>(
        api.POST("/api/support/users/{userId}/revocations", { params: { path: { userId } }, body }),
      ),
    async onSuccess(done) {
      await client.invalidateQueries({ queryKey: userKey(userId) });
      onDone(done);
    },
  });
}

const shownPurchases = 50;

interface PurchaseChoiceProps {
  readonly standing: readonly Purchase[];
  readonly chosen: Purchase | undefined;
  onChoose(purchaseId: string): void;
}

const matches = (purchase: Purchase, text: string): boolean =>
  [purchase.title, purchase.itemId, purchase.purchaseId, purchase.paymentId, purchase.orderId].some(
    (value) => value?.toLowerCase().includes(text.toLowerCase()) === true,
  );

function PurchaseChoice({ standing, chosen, onChoose }: PurchaseChoiceProps) {
  const t = useTranslations("support.revoke");
  const [text, setText] = useState("");
  const matching = text === "" ? standing : standing.filter((purchase) => matches(purchase, text));
  const shown = matching.slice(0, shownPurchases);
  // The chosen one stays in sight, whatever is searched for.
  const offered = chosen === undefined || shown.includes(chosen) ? shown : [chosen, ...shown];
  if (standing.length === 0) return <p>{t("none")}</p>;
  return (
    <fieldset className="purchase-choice">
      <legend className="field-label">{t("purchase")}</legend>
      {standing.length <= 6 ? null : (
        <input
          type="search"
          aria-label={t("search")}
          placeholder={t("placeholder")}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      )}
      <ul className="purchases">
        {offered.map((purchase) => (
          <li key={purchase.purchaseId}>
            <label className="purchase">
              <input
                type="radio"
                name="purchase"
                required
                checked={purchase === chosen}
                onChange={() => onChoose(purchase.purchaseId)}
              />
              <PurchaseLabel purchase={purchase} />
            </label>
          </li>
        ))}
      </ul>
      {matching.length <= shownPurchases ? null : (
        <p className="fine soft">{t("more", { count: matching.length - shownPurchases })}</p>
      )}
    </fieldset>
  );
}

function PurchaseLabel({ purchase }: { readonly purchase: Purchase }) {
  const t = useTranslations("support.revoke");
  const kinds = useTranslations("kinds");
  const c = (id: ReactNode) => <code>{id}</code>;
  const { title, kind, itemId, purchasedAt, amountMinor, currency, paymentId, orderId } = purchase;
  return (
    <span>
      <strong>{title ?? itemId}</strong> <Price amountMinor={amountMinor} currency={currency} />
      <span className="fine soft purchase-more">
        {kinds(kind)} <code>{itemId}</code> · <Instant at={purchasedAt} unknown={t("dateUnknown")} />
        {paymentId === null ? null : t.rich("payment", { id: paymentId, c })}
        {orderId === null ? null : t.rich("order", { id: orderId, c })}
      </span>
    </span>
  );
}

/** What will be owned without the purchase: the API says so. */
function Outcome({ purchase: { title, itemId, kind, ownedWithoutIt } }: { readonly purchase: Purchase }) {
  const t = useTranslations("support.revoke");
  const kinds = useTranslations("kinds");
  const name = title ?? itemId;
  if (ownedWithoutIt) return <Notice tone="info" title={t("stays", { name })} />;
  return (
    <p className="item is-removed">
      <del>{name}</del> <strong className="item-change">{t("removed", { kind: kinds(kind) })}</strong>
    </p>
  );
}
