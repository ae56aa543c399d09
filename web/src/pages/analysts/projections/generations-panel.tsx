import { useTranslations } from "use-intl";
import { FoldingPanel } from "../../../components/folding-panel.js";
import { Instant } from "../../../components/instant.js";
import { formatCount } from "../../../components/money.js";
import type { AuditEntry, Projection, Status } from "./queries.js";

export interface GenerationsPanelProps {
  readonly projections: readonly Projection[];
  readonly status: Status;
  readonly audit: readonly AuditEntry[];
}

/** Each projection: which generation is live, how far it is folded, and when it was last rebuilt or verified. */
export function GenerationsPanel({ projections, status, audit }: GenerationsPanelProps) {
  const t = useTranslations("projections");
  const isOutdated = projections.some(isOutdatedOf);
  return (
    <FoldingPanel
      id="generations-title"
      title={t("title")}
      isOpenAtFirst={
        isOutdated || projections.some(({ live, building }) => live === null || building !== null)
      }
      state={
        <span className={`tag ${isOutdated ? "tag-warning" : "tag-ok"}`}>
          {t(isOutdated ? "generations.outdated" : "generations.current")}
        </span>
      }
      line={projections
        .map(({ name, live }) =>
          t("generations.line", {
            name: t(`targetNames.${name}`),
            number: formatCount(live?.number ?? 0),
            count: live?.eventCount ?? 0,
          }),
        )
        .join(" · ")}
    >
      <div className="projections">
        {projections.map((projection) => (
          <ProjectionCard key={projection.name} projection={projection} status={status} audit={audit} />
        ))}
      </div>
    </FoldingPanel>
  );
}

/** Whether another version of the program has folded it. */
const isOutdatedOf = ({ live, foldVersion }: Projection): boolean =>
  live !== null && live.foldVersion !== foldVersion;

interface CardProps {
  readonly projection: Projection;
  readonly status: Status;
  readonly audit: readonly AuditEntry[];
}

function ProjectionCard({ projection, status, audit }: CardProps) {
  const { name, live, building, previous, foldVersion } = projection;
  const t = useTranslations("projections.generations");
  const names = useTranslations("projections.targetNames");
  const head = status.eventStore.eventCount;
  const behind = live === null || head === null ? null : Math.max(0, head - live.eventCount);
  const isOutdated = isOutdatedOf(projection);
  const rebuilt = audit.find((entry) => entry.action === "rebuild" && isAbout(entry, name));
  const verified = audit.find(({ action }) => action === "verify");
  return (
    <article className="projection" aria-labelledby={`projection-${name}`}>
      <div className="panel-head">
        <h3 id={`projection-${name}`}>{names(name)}</h3>
        {isOutdated ? (
          <span className="tag tag-warning">{t("outdated")}</span>
        ) : (
          <span className="tag">{t("version", { version: foldVersion })}</span>
        )}
      </div>
      <p className="fine soft">{t(`texts.${name}`)}</p>
      {isOutdated ? (
        <p className="fine">{t("rebuildIt", { old: live?.foldVersion ?? 0, new: foldVersion })}</p>
      ) : null}
      <dl className="rows">
        <Row name={t("live")}>
          <Made generation={live} />
          {behind === null || behind === 0 ? null : t("behind", { count: behind })}
        </Row>
        <Row name={t("building")}>
          <Made generation={building} />
        </Row>
        <Row name={t("previous")}>
          <Made generation={previous} />
          {previous === null ? null : t("ofVersion", { version: previous.foldVersion })}
        </Row>
        <Row name={t("lastRebuild")}>
          <Done entry={rebuilt} />
        </Row>
        <Row name={t("lastVerification")}>
          <Done entry={verified} />
        </Row>
      </dl>
    </article>
  );
}

function Made({ generation }: { readonly generation: Projection["live"] }) {
  const t = useTranslations("projections");
  if (generation === null) return <span className="soft">{t("none")}</span>;
  const { number, eventCount: count } = generation;
  return t("generations.made", { number: formatCount(number), count });
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
  const t = useTranslations("projections");
  if (entry === undefined) return <span className="soft">{t("never")}</span>;
  return (
    <>
      {t.rich("by", { at: () => <Instant at={entry.at} />, who: entry.operator })}
      {entry.action === "verify" ? <> {t(entry.details.clean === true ? "clean" : "drifted")}</> : null}
    </>
  );
}

/** The audit log keeps the details of an action as it likes; those of a rebuild name its projections. */
function isAbout({ details }: AuditEntry, name: Projection["name"]): boolean {
  return Array.isArray(details.projections) && details.projections.includes(name);
}
