import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { answerOf, api } from "../../api/client.js";
import { ConfirmDialog } from "../../components/confirm-dialog.js";
import { Instant } from "../../components/instant.js";
import { countOf, formatCount } from "../../components/money.js";
import { Loading, Notice } from "../../components/notices.js";
import { ProblemMessage } from "../../components/problem-message.js";
import { BeforeAfter } from "./before-after.js";
import type { EventTest } from "./event-filter.js";
import { factsOf, type EventFacts } from "./event-facts.js";
import { stateQuery, userKey, type Revocation, type UserEvent } from "./user-queries.js";
import { useTimeline } from "./use-timeline.js";

export interface RevokeDialogProps {
  readonly userId: string;
  readonly head: number;
  /** The purchase that was pointed at, if one was. */
  readonly purchaseId: string | undefined;
  onDone(revocation: Revocation): void;
  onCancel(): void;
}

const reasons = ["refund", "chargeback", "correction"] as const;
type Reason = (typeof reasons)[number];

/** A purchase that no later event of the user takes back. */
interface Standing {
  readonly event: UserEvent;
  readonly purchaseId: string;
  readonly item: NonNullable<EventFacts["item"]>;
}

const everything: EventTest = { isAnything: true, matches: () => true, isTooOld: () => false };

/** Asks which purchase, why, and shows what will be owned; then takes it back. */
export function RevokeDialog({ userId, head, purchaseId, onDone, onCancel }: RevokeDialogProps) {
  const revoke = useRevoke(userId, onDone);
  const found = useTimeline({ userId, top: head, test: everything, want: Infinity });
  const standing = standingOf(found.events);
  const [chosenId, setChosenId] = useState(purchaseId);
  const [reason, setReason] = useState<Reason>();
  const [note, setNote] = useState("");
  const chosen = standing.find((one) => one.purchaseId === chosenId);
  const isGone = chosenId !== undefined && chosen === undefined && !found.isLoading;

  return (
    <ConfirmDialog
      title="Revoke a purchase"
      confirm="Revoke"
      dangerous
      isBusy={revoke.isPending}
      error={revoke.error}
      onConfirm={() => {
        if (chosen !== undefined && reason !== undefined)
          revoke.mutate({ purchaseId: chosen.purchaseId, reason, note: note.trim() });
      }}
      onCancel={onCancel}
    >
      <p>
        <strong className="mono">{userId}</strong> will no longer own what was bought, and can buy it again.
        It is an event of its own, and stays in the log for ever.
      </p>
      {found.error === null ? null : <ProblemMessage error={found.error} onRetry={found.retry} />}
      {found.isLoading ? (
        <Loading what={`Looking for purchases… ${formatCount(found.searched)} events`} />
      ) : null}
      {isGone ? (
        <Notice tone="info" title="This purchase is revoked already">
          <p>
            <code>{chosenId}</code>
          </p>
        </Notice>
      ) : null}
      <PurchaseChoice standing={standing} chosen={chosen} isWhole={!found.isLoading} onChoose={setChosenId} />
      <ReasonChoice reason={reason} onChoose={setReason} />
      <label className="field">
        <span className="field-label">Note (kept in the event)</span>
        <textarea rows={2} maxLength={2000} value={note} onChange={(event) => setNote(event.target.value)} />
      </label>
      {chosen === undefined ? null : <Outcome userId={userId} head={head} item={chosen.item} />}
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

interface ReasonChoiceProps {
  readonly reason: Reason | undefined;
  onChoose(reason: Reason | undefined): void;
}

function ReasonChoice({ reason, onChoose }: ReasonChoiceProps) {
  return (
    <label className="field">
      <span className="field-label">Reason</span>
      <select
        required
        value={reason ?? ""}
        onChange={(event) => onChoose(reasons.find((one) => one === event.target.value))}
      >
        <option value="" disabled>
          Choose…
        </option>
        {reasons.map((one) => (
          <option key={one} value={one}>
            {reasonWords[one]}
          </option>
        ))}
      </select>
    </label>
  );
}

const reasonWords: Readonly<Record<Reason, string>> = {
  refund: "Refund: the money went back",
  chargeback: "Chargeback: the bank took it back",
  correction: "Correction: it should not have been there",
};

/** @param events all of the user's, newest first */
function standingOf(events: readonly UserEvent[]): readonly Standing[] {
  const revoked = new Set<string>();
  const standing: Standing[] = [];
  for (const event of events) {
    const { kind, purchaseId, item } = factsOf(event);
    if (purchaseId === undefined) continue;
    if (kind === "revoked") revoked.add(purchaseId);
    else if (item !== undefined && kind !== "unreadable" && !revoked.has(purchaseId))
      standing.push({ event, purchaseId, item });
  }
  return standing;
}

const shownPurchases = 50;

interface PurchaseChoiceProps {
  readonly standing: readonly Standing[];
  readonly chosen: Standing | undefined;
  readonly isWhole: boolean;
  onChoose(purchaseId: string): void;
}

function PurchaseChoice({ standing, chosen, isWhole, onChoose }: PurchaseChoiceProps) {
  const [text, setText] = useState("");
  const matching = standing.filter(
    ({ item, purchaseId }) => text === "" || item.id.includes(text) || purchaseId.includes(text),
  );
  const shown = matching.slice(0, shownPurchases);
  // The chosen one stays in sight, whatever is searched for.
  const offered = chosen === undefined || shown.includes(chosen) ? shown : [chosen, ...shown];
  if (standing.length === 0) return isWhole ? <p>There is no purchase that could be revoked.</p> : null;
  return (
    <fieldset className="purchase-choice">
      <legend className="field-label">Which purchase</legend>
      {standing.length <= 6 ? null : (
        <input
          type="search"
          aria-label="Search purchases by item or purchase id"
          placeholder="Item or purchase id…"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      )}
      <ul className="purchases">
        {offered.map(({ event, purchaseId, item }) => (
          <li key={purchaseId}>
            <label className="purchase">
              <input
                type="radio"
                name="purchase"
                required
                checked={purchaseId === chosen?.purchaseId}
                onChange={() => onChoose(purchaseId)}
              />
              <span>
                <strong>
                  {item.kind} <span className="mono">{item.id}</span>
                </strong>
                <span className="fine soft purchase-more">
                  #{event.revision} · <Instant at={event.recordedAt} /> · <code>{purchaseId}</code>
                </span>
              </span>
            </label>
          </li>
        ))}
      </ul>
      {matching.length <= shownPurchases ? null : (
        <p className="fine soft">
          {countOf(matching.length - shownPurchases, "more purchase")}: search for it.
        </p>
      )}
    </fieldset>
  );
}

/** What will be owned without the item. */
function Outcome({
  userId,
  head,
  item,
}: Pick<RevokeDialogProps, "userId" | "head"> & Pick<Standing, "item">) {
  const { data: state } = useQuery(stateQuery(userId, String(head)));
  if (state === undefined) return <Loading />;
  const isOwned =
    item.kind === "course"
      ? state.courses.some(({ courseId }) => courseId === item.id)
      : state.tests.some(({ testId }) => testId === item.id);
  const less = (kind: "course" | "test"): number => (isOwned && item.kind === kind ? 1 : 0);
  const courses = state.courses.length;
  const tests = state.tests.length;
  return (
    <div className="outcome">
      <BeforeAfter
        caption="What is owned, before and after"
        rows={[
          { name: "Courses owned", before: courses, after: courses - less("course") },
          { name: "Tests owned", before: tests, after: tests - less("test") },
        ]}
      />
      <p className="item is-removed">
        <del className="mono">{item.id}</del> <strong className="item-change">− {item.kind} removed</strong>
      </p>
    </div>
  );
}
