import type { Done } from "./done-notice.js";
import { GrantDialog } from "./grant-dialog.js";
import { ReinstateDialog } from "./reinstate-dialog.js";
import { RepairDialog } from "./repair-dialog.js";
import { RevokeDialog } from "./revoke-dialog.js";

/** The dialog that is open on a user's page. */
export type Dialog =
  | { readonly what: "repair" }
  | { readonly what: "grant" }
  | { readonly what: "reinstate"; readonly purchaseId: string }
  | { readonly what: "revoke"; readonly purchaseId: string | undefined };

export interface OpenDialogProps {
  readonly dialog: Dialog | undefined;
  readonly userId: string;
  /** Whether the ledger has no event of the user yet. */
  readonly isNewUser: boolean;
  onDone(done: Done): void;
  onCancel(): void;
}

export function OpenDialog({ dialog, userId, isNewUser, onDone, onCancel }: OpenDialogProps) {
  switch (dialog?.what) {
    case undefined:
      return null;
    case "repair":
      return (
        <RepairDialog
          userId={userId}
          onDone={(repair) => onDone({ what: "repaired", repair })}
          onCancel={onCancel}
        />
      );
    case "grant":
      return (
        <GrantDialog
          userId={userId}
          isNewUser={isNewUser}
          onDone={(granted) => onDone({ what: "granted", granted })}
          onCancel={onCancel}
        />
      );
    case "reinstate":
      return (
        <ReinstateDialog
          userId={userId}
          purchaseId={dialog.purchaseId}
          onDone={(reinstatement) => onDone({ what: "reinstated", reinstatement })}
          onCancel={onCancel}
        />
      );
    case "revoke":
      return (
        <RevokeDialog
          userId={userId}
          purchaseId={dialog.purchaseId}
          onDone={(revocation) => onDone({ what: "revoked", revocation })}
          onCancel={onCancel}
        />
      );
  }
}
