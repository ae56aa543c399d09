import { viewerZone } from "../../../components/instant.js";

/** All zones that this browser knows, the viewer's own and UTC among them. */
export const zones: readonly string[] = [
  ...new Set([viewerZone, "UTC", ...Intl.supportedValuesOf("timeZone")]),
];

export function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}
