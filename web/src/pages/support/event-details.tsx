import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { CopyButton } from "../../components/copy-button.js";
import { Instant } from "../../components/instant.js";
import { sources, type EventFacts } from "./event-facts.js";
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
  const t = useTranslations("support.details");
  const common = useTranslations("support");
  const kinds = useTranslations("kinds");
  const { purchaseId, item } = facts;
  const isPurchase = facts.kind === "course" || facts.kind === "test";
  return (
    <>
      {facts.kind === "refund" ? <p className="fine">{common("noMoney")}</p> : null}
      <dl className="detail-facts">
        <InstantFact name={t("recorded")} at={event.recordedAt} />
        <InstantFact name={t("bought")} at={facts.purchasedAt} />
        <InstantFact name={t("first")} at={facts.firstRecordedAt} />
        <Fact name={t("who")}>
          {facts.actor ?? common("unknown")}
          {facts.role === undefined ? null : <span className="soft"> ({facts.role})</span>}
        </Fact>
        <Fact name={t("through")}>
          <Source source={facts.source} />
        </Fact>
        <Fact name={t("type")}>
          <code>{event.type}</code>
        </Fact>
        <Fact name={t("revision")}>{event.revision}</Fact>
        {item === undefined ? null : (
          <Fact name={t("item")}>{titleOf(titles, item.kind, item.id) ?? kinds(item.kind)}</Fact>
        )}
        <IdFact name={t("itemId")} value={item?.id} />
        <IdFact name={t("eventId")} value={event.eventId} />
        <IdFact name={t("purchaseId")} value={purchaseId} />
        <IdFact name={t("paymentId")} value={facts.paymentId} />
        {facts.paymentMethod === undefined ? null : <Fact name={t("method")}>{facts.paymentMethod}</Fact>}
        <IdFact name={t("correlationId")} value={facts.correlationId} />
        {facts.causationId === facts.correlationId ? null : (
          <IdFact name={t("causedBy")} value={facts.causationId} />
        )}
        <IdFact name={t("idempotencyKey")} value={facts.idempotencyKey} />
        <EvidenceFact evidence={facts.evidence} />
      </dl>
      <div className="detail-json">
        <Json name={t("data")} value={event.data} />
        <Json name={t("metadata")} value={event.metadata} />
      </div>
      <div className="detail-actions">
        <CopyButton
          text={() => asJson(event)}
          what={t("ofEvent", { revision: event.revision })}
          label={common("copyJson")}
        />
        {isPurchase && purchaseId !== undefined ? (
          <button type="button" className="button button-small" onClick={() => onRevoke(purchaseId)}>
            {t("revoke")}
          </button>
        ) : null}
      </div>
    </>
  );
}

/** By which way it came in. */
function Source({ source }: Pick<EventFacts, "source">) {
  const t = useTranslations("support.timeline");
  const known = sources.find((each) => each === source);
  return known === undefined ? (source ?? t("unknown")) : t(`sources.${known}`);
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
      <code>{value}</code>{" "}
      <CopyButton text={value} what={`${name.charAt(0).toLowerCase()}${name.slice(1)}`} />
    </Fact>
  );
}

const foundIn = ["array", "record", "both"] as const;

/** What an import rests on. */
function EvidenceFact({ evidence }: Pick<EventFacts, "evidence">) {
  const t = useTranslations("support.details");
  if (evidence === undefined) return null;
  const { foundIn: where, recordIds } = evidence;
  const known = foundIn.find((each) => each === where);
  return (
    <Fact name={t("evidence")}>
      {known === undefined ? where : t(`foundIn.${known}`)}
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
