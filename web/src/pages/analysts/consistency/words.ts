import { useTranslations } from "use-intl";
import type { Tone } from "../../../components/notices.js";
import type { Consistency, ConsistencyState, Finding } from "./query.js";

export const toneOf: Readonly<Record<ConsistencyState, Tone>> = {
  proven: "ok",
  unproven: "info",
  behind: "warning",
  held_back: "warning",
  drifted: "danger",
  unhealthy: "danger",
};

const changes = ["repair", "rebuild", "rollback", "set-aside", "retry-dead-letter"] as const;

/** What is known of the projections, in words. */
export function useConsistencyWords() {
  const t = useTranslations("consistency");
  const allMatch = (count: number | null): string => t("allMatch", { count: count ?? 0 });

  function change(action: string): string {
    const known = changes.find((each) => each === action) ?? "other";
    return t(`changes.${known}`);
  }

  function verificationWords(
    { state, count, of }: Finding,
    verification: Consistency["verification"],
  ): string {
    if (verification === null) return t("neverVerified");
    if (state === "proven") return allMatch(of);
    if (state === "held_back") return t("heldBack", { count: count ?? 0 });
    if (state === "unhealthy") return t("logDamaged");
    const differ = t("someDiffer", { count: count ?? 0, all: of ?? 0 });
    if (state === "drifted") return differ;
    const found = verification.isClean ? t("clean") : differ;
    return t("outOfDate", { found, change: change(verification.outdatedBy?.action ?? "") });
  }

  return {
    state: (state: ConsistencyState): string => t(`states.${state}`),
    source: (source: Finding["source"]): string => t(`sources.${source}`),
    /** What an operation has done to the projections: the end of a sentence. */
    change,
    /** One finding in a sentence. */
    finding(finding: Finding, verification: Consistency["verification"]): string {
      const { source, state, count, of, message } = finding;
      switch (source) {
        case "verification":
          return verificationWords(finding, verification);
        case "sampler":
          if (state === "drifted") return t("usersDiffer", { count: count ?? 0 });
          return state === "proven" ? allMatch(of) : t("notFinished");
        case "dead_letters":
          return message ?? t("heldBack", { count: count ?? 0 });
        case "cut_streams":
          return message ?? t("eventsMissing", { count: count ?? 0 });
        case "projector":
          return message ?? (count === null ? t("states.behind") : t("eventsBehind", { count }));
        case "health":
          return message ?? t("states.unhealthy");
      }
    },
  };
}
