import { useMutation, useQueries, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { answerOf, api } from "../../../api/client.js";
import { ConfirmDialog } from "../../../components/confirm-dialog.js";
import { DataTable } from "../../../components/data-table.js";
import { formatCount } from "../../../components/money.js";
import { Loading } from "../../../components/notices.js";
import { useSession } from "../../../session/session.js";
import { userPageRoles } from "./access.js";
import { keysOfProjections } from "./queries.js";
import { UserName } from "./user-name.js";

const repairUser = (userId: string, body: { reason: string; dryRun: boolean }) =>
  answerOf(api.POST("/api/support/users/{userId}/repairs", { params: { path: { userId } }, body }));

/** Repairs the listed users, one after the other, after a look at what would change. */
export function RepairAll({ userIds }: { readonly userIds: readonly string[] }) {
  const t = useTranslations("projections.repairAll");
  const role = useSession().data?.session?.role;
  // Those that were listed when it was opened: the list changes while users are repaired.
  const [chosen, setChosen] = useState<readonly string[]>();
  if (role === undefined || !userPageRoles.includes(role)) return null;
  return (
    <>
      <button type="button" className="button button-primary" onClick={() => setChosen(userIds)}>
        {t("open")}
      </button>
      {chosen === undefined ? null : (
        <RepairAllDialog userIds={chosen} onClose={() => setChosen(undefined)} />
      )}
    </>
  );
}

interface RepairAllDialogProps {
  readonly userIds: readonly string[];
  onClose(): void;
}

function RepairAllDialog({ userIds, onClose }: RepairAllDialogProps) {
  const t = useTranslations("projections");
  const client = useQueryClient();
  const previews = useQueries({
    queries: userIds.map((userId) => ({
      queryKey: ["repair-preview", userId],
      queryFn: () => repairUser(userId, { reason: "preview", dryRun: true }),
      gcTime: 0,
    })),
  });
  const repair = useMutation({
    async mutationFn(reason: string) {
      for (const userId of userIds) await repairUser(userId, { reason, dryRun: false });
    },
    onSuccess: onClose,
    onSettled: () => Promise.all(keysOfProjections.map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
  const isLooking = previews.some(({ isPending }) => isPending);
  const failed = previews.find(({ error }) => error !== null)?.error;
  const found = previews.flatMap(({ data }) => (data === undefined ? [] : [data]));
  return (
    <ConfirmDialog
      title={t("repairAll.title", { count: userIds.length })}
      confirm={t("repairAll.confirm")}
      reasonFor={t("reason")}
      isBusy={isLooking || repair.isPending}
      error={repair.error ?? failed}
      onConfirm={(reason) => repair.mutate(reason)}
      onCancel={onClose}
    >
      {isLooking ? <Loading what={t("repairAll.comparing")} /> : null}
      <DataTable
        caption={t("repairAll.caption")}
        columns={[
          {
            key: "user",
            header: t("user"),
            isRowHeader: true,
            cell: ({ userId }) => <UserName userId={userId} />,
          },
          {
            key: "differences",
            header: t("repairAll.differences"),
            align: "end",
            cell: ({ differenceCount }) => formatCount(differenceCount),
          },
          {
            key: "records",
            header: t("repairAll.purchases"),
            align: "end",
            cell: ({ before, after }) => `${formatCount(before.records)} → ${formatCount(after.records)}`,
          },
        ]}
        rows={found}
        rowKey={({ userId }) => userId}
      />
    </ConfirmDialog>
  );
}
