import type { ReactNode } from "react";
import { CopyButton } from "../../components/copy-button.js";
import { Instant } from "../../components/instant.js";
import { sourceWords, type EventFacts } from "./event-facts.js";
import { titleOf, type Titles } from "./titles.js";
import type { UserEvent } from "./user-queries.js";

export interface EventDetailsProps {
  readonly event: UserEvent;
  readonly titles: Titles;
  readonly facts: EventFacts;
  onRevoke(purchaseId: string): void;
}

/** Everything that is known of an event. */
export function EventDetails({ event, titles, facts, onRevoke }: EventDetailsProps) {
  const { purchaseId, item } = facts;
  const isPurchase = facts.kind === "course" || facts.kind === "test";
  return (
    <>
      {facts.kind === "refund" ? (
        <p className="fine">Recording a refund moves no money: the payment provider pays it out.</p>
      ) : null}
      <dl className="detail-facts">
        <InstantFact name="Recorded" at={event.recordedAt} />
        <InstantFact name="Bought" at={facts.purchasedAt} />
        <InstantFact name="First recorded, in another log" at={facts.firstRecordedAt} />
        <Fact name="Who">
          {facts.actor ?? "unknown"}
          {facts.role === undefined ? null : <span className="soft"> ({facts.role})</span>}
        </Fact>
        <Fact name="Through">
          {facts.source === undefined ? "unknown" : (sourceWords[facts.source] ?? facts.source)}
        </Fact>
        <Fact name="Type">
          <code>{event.type}</code>
        </Fact>
        <Fact name="Revision">{event.revision}</Fact>
        {item === undefined ? null : (
          <Fact name="Item">{titleOf(titles, item.kind, item.id) ?? item.kind}</Fact>
        )}
        <IdFact name="Item ID" value={item?.id} />
        <IdFact name="Event ID" value={event.eventId} />
        <IdFact name="Purchase ID" value={purchaseId} />
        <IdFact name="Payment ID" value={facts.paymentId} />
        {facts.paymentMethod === undefined ? null : <Fact name="Payment method">{facts.paymentMethod}</Fact>}
        <IdFact name="Correlation ID" value={facts.correlationId} />
        {facts.causationId === facts.correlationId ? null : (
          <IdFact name="Caused by" value={facts.causationId} />
        )}
        <IdFact name="Idempotency key" value={facts.idempotencyKey} />
        <EvidenceFact evidence={facts.evidence} />
      </dl>
      <div className="detail-json">
        <Json name="Data" value={event.data} />
        <Json name="Metadata" value={event.metadata} />
      </div>
      <div className="detail-actions">
        <CopyButton text={() => asJson(event)} what={`of event ${event.revision}`} label="Copy as JSON" />
        {isPurchase && purchaseId !== undefined ? (
          <button type="button" className="button button-small" onClick={() => onRevoke(purchaseId)}>
            Revoke this purchase…
          </button>
        ) : null}
      </div>
    </>
  );
}

export const asJson = (value: unknown): string => JSON.stringify(value, null, 2);

const InstantFact = ({ name, at }: { readonly name: string; readonly at: string | null | undefined }) =>
  at === undefined ? null : (
    <Fact name={name}>
      <Instant at={at} seconds />
    </Fact>
  );

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function IdFact({ name, value }: { readonly name: string; readonly value: string | undefined }) {
  if (value === undefined) return null;
  return (
    <Fact name={name}>
      <code>{value}</code> <CopyButton text={value} what={name.toLowerCase()} />
    </Fact>
  );
}

const foundIn: Readonly<Record<string, string>> = {
  array: "the user's array only",
  record: "a purchase record only",
  both: "the user's array and a purchase record",
};

/** What an import rests on. */
function EvidenceFact({ evidence }: Pick<EventFacts, "evidence">) {
  if (evidence === undefined) return null;
  const { foundIn: where, recordIds } = evidence;
  return (
    <Fact name="Evidence of the import">
      found in {foundIn[where] ?? where}
      {recordIds.length === 0 ? null : (
        <>
          {": "}
          <code>{recordIds.join(", ")}</code>
        </>
      )}
    </Fact>
  );
}

function Json({ name, value }: { readonly name: string; readonly value: unknown }) {
  return (
    <div>
      <h3>{name}</h3>
      <pre>{typeof value === "string" ? value : asJson(value)}</pre>
    </div>
  );
}
