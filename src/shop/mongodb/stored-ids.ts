import { Long, ObjectId, UUID, type Document } from "mongodb";
import { readId, toExtendedJson } from "../documents/extended-json.js";

/** An `_id` or a reference as the shop's database holds it. */
export type StoredId = string | ObjectId | UUID | Long;

/** A document whose `_id` may be anything. */
export type Raw = Document & { _id: StoredId };

export const idOf = (raw: unknown): string | undefined => readId(toExtendedJson(raw));

/** Numbers stay as they are stored, so that they can be named exactly. */
export const asStored = { promoteValues: false, promoteLongs: false, enableUtf8Validation: false } as const;

/** All values of BSON that the ledger writes as this id. */
export function storedForms(id: string): readonly StoredId[] {
  const forms: StoredId[] = [id];
  if (/^[0-9a-f]{24}$/.test(id)) forms.push(new ObjectId(id));
  if (/^(0|-?[1-9]\d{0,17})$/.test(id)) forms.push(Long.fromString(id));
  if (UUID.isValid(id)) forms.push(new UUID(id));
  return forms;
}
