import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState, type ReactNode } from "react";
import { Link, useParams } from "react-router";
import { useTranslations } from "use-intl";
import { asProblem } from "../../api/problem.js";
import { Empty, Loading } from "../../components/notices.js";
import { Page } from "../../components/page.js";
import { ProblemMessage } from "../../components/problem-message.js";
import { useSession } from "../../session/session.js";
import { DoneNotice, type Done } from "./done-notice.js";
import { ExportEvents } from "./export-events.js";
import { FindUser } from "./find-user.js";
import { OwnedPanel } from "./owned-panel.js";
import { rememberUser } from "./recent-users.js";
import { PurchasesPanel } from "./purchases-panel.js";
import { SkippedPanel } from "./skipped-panel.js";
import { StoredPanel } from "./stored-panel.js";
import { Timeline } from "./timeline.js";
import { useTitles } from "./titles.js";
import { TravelBar } from "./travel-bar.js";
import { OpenDialog, type Dialog } from "./user-dialogs.js";
import { UserHeader } from "./user-header.js";
import { useFreshMarks, useLiveEvents, type LiveEvents } from "./use-live-events.js";
import { useMoment } from "./use-moment.js";
import { useOwned } from "./use-owned.js";
import { useSaid } from "./use-said.js";
import { headQuery, type StreamHead } from "./user-queries.js";
import { WaitingPanel } from "./waiting-panel.js";
import "./users-page.css";
import "./support.css";

/** `/console/users/:userId`: everything about one user. */
export default function UserPage() {
  const { userId = "" } = useParams();
  // Another user is another page: nothing that was opened or chosen stays.
  return <OneUser key={userId} userId={userId} />;
}

function OneUser({ userId }: { readonly userId: string }) {
  const t = useTranslations("support.page");
  const operator = useSession().data?.session?.userId;
  const { data: head, error, refetch } = useQuery(headQuery(userId));
  const [dialog, setDialog] = useState<Dialog>();
  const [done, setDone] = useState<Done>();
  const isKnown = head !== undefined;
  useEffect(() => {
    if (isKnown && operator !== undefined) rememberUser(operator, userId);
  }, [isKnown, operator, userId]);
  const finish = (outcome: Done): void => {
    setDone(outcome);
    setDialog(undefined);
  };

  return (
    <>
      {isKnown ? (
        <KnownUser
          userId={userId}
          head={head}
          notice={done === undefined ? null : <DoneNotice done={done} onClose={() => setDone(undefined)} />}
          open={setDialog}
        />
      ) : (
        <Page title={userId} heading={<span className="mono">{userId}</span>} narrow>
          {error === null ? (
            <Loading what={t("looking")} />
          ) : asProblem(error).code === "user_unknown" ? (
            <UnknownUser userId={userId} onGrant={() => setDialog({ what: "grant" })} />
          ) : (
            <ProblemMessage error={error} onRetry={refetch} />
          )}
        </Page>
      )}
      {/* Beside the page: a grant to an unknown user makes it another page while the dialog is open. */}
      <OpenDialog
        dialog={dialog}
        userId={userId}
        isNewUser={!isKnown}
        onDone={finish}
        onCancel={() => setDialog(undefined)}
      />
    </>
  );
}

interface UnknownUserProps {
  readonly userId: string;
  onGrant(): void;
}

function UnknownUser({ userId, onGrant }: UnknownUserProps) {
  const t = useTranslations("support.page");
  return (
    <>
      <Empty title={t("unknown")}>
        <p>{t("unknownText")}</p>
        <GrantButton onGrant={onGrant} />
      </Empty>
      <SkippedPanel userId={userId} />
      <FindUser autoFocus />
      <p>
        <Link to="/console/users">{t("recent")}</Link>
      </p>
    </>
  );
}

function GrantButton({ onGrant }: { onGrant(): void }) {
  const t = useTranslations("support.page");
  return (
    <button type="button" className="button" onClick={onGrant}>
      {t("grant")}
    </button>
  );
}

interface KnownUserProps {
  readonly userId: string;
  readonly head: StreamHead;
  /** What was done last. */
  readonly notice: ReactNode;
  open(dialog: Dialog): void;
}

function KnownUser({ userId, head, notice, open }: KnownUserProps) {
  const t = useTranslations("support.page");
  const live = useLiveEvents(userId);
  useFreshMarks(userId);
  const revoke = (purchaseId: string | undefined): void => open({ what: "revoke", purchaseId });

  return (
    <Page
      title={userId}
      heading={<span className="mono user-heading">{userId}</span>}
      lead={<UserHeader userId={userId} live={live} events={head.revision + 1} />}
      actions={
        <>
          <ExportEvents userId={userId} total={head.revision + 1} />
          <GrantButton onGrant={() => open({ what: "grant" })} />
          <button type="button" className="button" onClick={() => revoke(undefined)}>
            {t("revoke")}
          </button>
        </>
      }
    >
      <Announcer userId={userId} live={live} />
      {notice}
      <div className="user-panels">
        <StoredPanel userId={userId} onRepair={() => open({ what: "repair" })} />
        <WaitingPanel userId={userId} />
        <PurchasesPanel
          userId={userId}
          onRevoke={revoke}
          onReinstate={(purchaseId) => open({ what: "reinstate", purchaseId })}
        />
        <SkippedPanel userId={userId} />
        <Travel userId={userId} head={head.revision} live={live} onRevoke={revoke} />
      </div>
    </Page>
  );
}

interface TravelProps {
  readonly userId: string;
  readonly head: number;
  readonly live: LiveEvents;
  onRevoke(purchaseId: string): void;
}

/** The stream, a moment in it, and what the user owned then. */
function Travel({ userId, head, live, onRevoke }: TravelProps) {
  const moment = useMoment(head);
  const owned = useOwned(userId, head, moment);
  const arrived = useMemo(() => new Set(live.arrived.map(({ revision }) => revision)), [live.arrived]);
  const settled = moment.revision ?? owned.revision;
  const chosen = moment.pending ?? settled;
  const isNow = moment.at === null && moment.pending === undefined;
  return (
    <>
      <TravelBar
        userId={userId}
        head={head}
        chosen={chosen}
        moment={moment}
        newer={isNow ? 0 : arrived.size}
      />
      <div className="then-and-now">
        <Timeline
          userId={userId}
          head={head}
          chosen={chosen}
          settled={settled}
          arrived={arrived}
          move={moment.move}
          onRevoke={onRevoke}
        />
        <OwnedPanel userId={userId} owned={owned} isNow={moment.at === null} />
      </div>
    </>
  );
}

/** Announces new events to screen readers. */
function Announcer({ userId, live: { arrived } }: { readonly userId: string; readonly live: LiveEvents }) {
  const t = useTranslations("support.page");
  const say = useSaid(useTitles(userId));
  const latest = arrived.at(-1);
  return (
    <p role="status" className="visually-hidden" data-announces="events">
      {latest === undefined
        ? ""
        : t("newEvent", { revision: latest.revision, said: say(latest) ?? t("cannotBeRead") })}
    </p>
  );
}
