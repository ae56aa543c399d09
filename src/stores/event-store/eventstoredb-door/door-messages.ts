import type { ErrorCode } from "../../../errors.js";
import type { DoorOptions } from "./door.js";

/** The messages between the server and the door's process. */

export type DoorOrder = Omit<DoorOptions, "onFailure" | "onWarning">;

export type MessageToDoor = { readonly open: DoorOrder } | { readonly close: true };

export type MessageFromDoor =
  | { readonly opened: { readonly port: number; readonly url: string } }
  | { readonly refused: { readonly code: ErrorCode; readonly message: string } }
  | { readonly failure: unknown }
  | { readonly warning: string };
