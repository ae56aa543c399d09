import { Instant } from "../../../components/instant.js";
import { countOf, formatCount } from "../../../components/money.js";
import type { AuditEntry, Projection, Status } from "./queries.js";

export interface GenerationsPanelProps {
  readonly projections: readonly Projection[];
  readonly status: Status;
  readonly audit: readonly AuditEntry[];
}

/** Each projection by itself: which generation is live, how far it is folded, and when somebody last saw to it. */
export function GenerationsPanel({ projections, status, audit }: GenerationsPanelProps) {
  return (
    <section className="panel" aria-labelledby="generations-title">
      <h2 id="generations-title">Projections</h2>
      <div className="projections">
        {projections.map((projection) => (
          <ProjectionCard key={projection.name} projection={projection} status={status} audit={audit} />
        ))}
      </div>
    </section>
  );
}

const titles: Readonly<Record<Projection["name"], { readonly title: string; readonly text: string }>> = {
  ownership: { title: "Ownership", text: "What each user owns now." },
  history: { title: "History", text: "Every purchase, including revoked ones." },
  payments: { title: "Payments", text: "What each payment paid, what was refunded, and what is left." },
};

interface CardProps {
  readonly projection: Projection;
  readonly status: Status;
  readonly audit: readonly AuditEntry[];
}

function ProjectionCard({ projection, status, audit }: CardProps) {
  const { name, live, building, previous, foldVersion } = projection;
  const { title, text } = titles[name];
  const head = status.eventStore.eventCount;
  const behind = live === null || head === null ? null : Math.max(0, head - live.eventCount);
  const isOutdated = live !== null && live.foldVersion !== foldVersion;
  const rebuilt = audit.find((entry) => entry.action === "rebuild" && isAbout(entry, name));
  const verified = audit.find(({ action }) => action === "verify");
  return (
    <article className="projection" aria-labelledby={`projection-${name}`}>
      <div className="panel-head">
        <h3 id={`projection-${name}`}>{title}</h3>
        {isOutdated ? (
          <span className="tag tag-warning">outdated</span>
        ) : (
          <span className="tag">fold version {foldVersion}</span>
        )}
      </div>
      <p className="fine soft">{text}</p>
      {isOutdated ? (
        <p className="fine">
          Folded by version {live.foldVersion}; the current version is {foldVersion}. Rebuild it.
        </p>
      ) : null}
      <dl className="rows">
        <Row name="Live">
          <Made generation={live} otherwise="none" />
          {behind === null || behind === 0 ? null : <> · {countOf(behind, "event")} behind</>}
        </Row>
        <Row name="Building">
          <Made generation={building} otherwise="none" />
        </Row>
        <Row name="Previous">
          <Made generation={previous} otherwise="none" />
          {previous === null ? null : <>, fold version {previous.foldVersion}</>}
        </Row>
        <Row name="Last rebuild">
          <Done entry={rebuilt} />
        </Row>
        <Row name="Last verification">
          <Done entry={verified} />
        </Row>
      </dl>
    </article>
  );
}

interface MadeProps {
  readonly generation: Projection["live"];
  readonly otherwise: string;
}

function Made({ generation, otherwise }: MadeProps) {
  if (generation === null) return <span className="soft">{otherwise}</span>;
  return (
    <>
      generation {formatCount(generation.number)}, {countOf(generation.eventCount, "event")}
    </>
  );
}

function Row({ name, children }: { readonly name: string; readonly children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Done({ entry }: { readonly entry: AuditEntry | undefined }) {
  if (entry === undefined) return <span className="soft">never</span>;
  return (
    <>
      <Instant at={entry.at} /> by {entry.operator}
      {entry.action === "verify" ? <> {entry.details.clean === true ? "(clean)" : "(drifted)"}</> : null}
    </>
  );
}

/** The audit log keeps the details of an action as it likes; those of a rebuild name its projections. */
function isAbout({ details }: AuditEntry, name: Projection["name"]): boolean {
  return Array.isArray(details.projections) && details.projections.includes(name);
}
