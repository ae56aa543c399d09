import type shared from "@eventstore/db-client/generated/shared_pb.js";

/** The text of an id. Servers send it as text or as two numbers of 64 bits. */
export function readUuid(uuid: shared.UUID | undefined): string {
  const bits = uuid?.getStructured();
  if (bits === undefined) return uuid?.getString() ?? "";
  const hex = [bits.getMostSignificantBits(), bits.getLeastSignificantBits()]
    .map((half) => BigInt.asUintN(64, BigInt(half)).toString(16).padStart(16, "0"))
    .join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
