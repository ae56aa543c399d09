import type { ReactNode } from "react";
import { Instant } from "../../../components/instant.js";
import { countOf, formatCount } from "../../../components/money.js";
import { UserName } from "./user-name.js";
import type { SamplerStatus } from "./queries.js";
import { syncVerdict, type SyncVerdict } from "./sync-verdict.js";

interface Words {
  readonly sign: string;
  readonly title: string;
  readonly text: string;
  /** Between the two totals. */
  readonly relation: string;
}

const words: Readonly<Record<SyncVerdict, Words>> = {
  "in-step": {
    sign: "✓",
    title: "In step",
    text: "What every user owns is exactly their unrevoked history.",
    relation: "=",
  },
  drifted: {
    sign: "✕",
    title: "Out of step",
    text: "Some users own what their history does not explain, or do not own what it says. Verify finds every place; repair or rebuild mends it. A repair shows here once the next walk has passed by.",
    relation: "≠",
  },
  counting: {
    sign: "…",
    title: "Still counting",
    text: "The first walk over all users since the server started is under way; so far nothing is wrong.",
    relation: ":",
  },
  off: {
    sign: "–",
    title: "Not sampled",
    text: "Sampling is switched off on this server (SAMPLE_USERS_PER_SECOND is 0): nobody compares the two all the time. Verify does so once.",
    relation: ":",
  },
};

/** The panel of the story that began it all: two accounts of the same purchases, and whether they agree. */
export function SyncPanel({ sampler }: { readonly sampler: SamplerStatus }) {
  const verdict = syncVerdict(sampler);
  const { sign, title, text } = words[verdict];
  return (
    <section className={`panel sync sync-${verdict}`} aria-labelledby="sync-title">
      <div className="sync-verdict">
        <span className="sync-sign" aria-hidden="true">
          {sign}
        </span>
        <div>
          <h2 id="sync-title">
            <span className="visually-hidden">Ownership and history: </span>
            <span role="status">{title}</span>
          </h2>
          <p className="fine">{text}</p>
        </div>
      </div>
      {verdict === "off" ? null : <Balance sampler={sampler} relation={words[verdict].relation} />}
      {verdict === "off" ? null : <Sampling sampler={sampler} isCounting={verdict === "counting"} />}
      <DriftedUsers sampler={sampler} />
    </section>
  );
}

function Balance({ sampler, relation }: { readonly sampler: SamplerStatus; readonly relation: string }) {
  const { ownership, history } = sampler.totals;
  return (
    <div className="balance">
      <Side name="Ownership total" hint="items that users own">
        {formatCount(ownership)}
      </Side>
      <span className="balance-relation" aria-hidden="true">
        {relation}
      </span>
      <Side name="History total" hint="purchases not revoked">
        {formatCount(history)}
      </Side>
      <dl className="balance-rest">
        <dt>Discrepancy</dt>
        <dd>{signed(ownership - history)}</dd>
      </dl>
    </div>
  );
}

const signed = (difference: number): string =>
  difference > 0 ? `+${formatCount(difference)}` : formatCount(difference).replace("-", "−");

function Side({ name, hint, children }: { name: string; hint: string; children: ReactNode }) {
  return (
    <dl className="balance-side">
      <dt>
        {name} <span className="balance-hint">{hint}</span>
      </dt>
      <dd>{children}</dd>
    </dl>
  );
}

function Sampling({
  sampler,
  isCounting,
}: {
  readonly sampler: SamplerStatus;
  readonly isCounting: boolean;
}) {
  const { usersDrifted, totals, lastCleanPassAt, usersPerSecond } = sampler;
  return (
    <dl className="facts sync-facts">
      <div>
        <dt>Users out of step</dt>
        <dd>{formatCount(usersDrifted)}</dd>
      </div>
      <div>
        <dt>{isCounting ? "Users counted so far" : "Users counted"}</dt>
        <dd>{formatCount(totals.users)}</dd>
      </div>
      <div>
        <dt>Last sampled</dt>
        <dd>
          <Instant at={totals.countedAt} unknown="not all of them yet" seconds />
        </dd>
      </div>
      <div>
        <dt>Last walk without a fault</dt>
        <dd>
          <Instant at={lastCleanPassAt} unknown="none yet" seconds />
        </dd>
      </div>
      <div>
        <dt>Pace</dt>
        <dd>up to {countOf(usersPerSecond, "user")} a second</dd>
      </div>
    </dl>
  );
}

function DriftedUsers({ sampler: { driftedUsers, usersDrifted } }: { readonly sampler: SamplerStatus }) {
  if (driftedUsers.length === 0) return null;
  return (
    <div className="sync-users">
      <h3>{usersDrifted > driftedUsers.length ? "Some of them" : "Who"}</h3>
      <ul className="name-list">
        {driftedUsers.map((userId) => (
          <li key={userId}>
            <UserName userId={userId} />
          </li>
        ))}
      </ul>
    </div>
  );
}
