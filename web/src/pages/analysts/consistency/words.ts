import type { Tone } from "../../../components/notices.js";
import { countOf, formatCount } from "../../../components/money.js";
import type { Consistency, ConsistencyState, Finding } from "./query.js";

interface StateWords {
  readonly title: string;
  readonly tone: Tone;
}

export const stateWords: Readonly<Record<ConsistencyState, StateWords>> = {
  proven: { title: "Matches the log", tone: "ok" },
  unproven: { title: "Not verified", tone: "info" },
  behind: { title: "Behind the log", tone: "warning" },
  held_back: { title: "Users held back", tone: "warning" },
  drifted: { title: "Differs from the log", tone: "danger" },
  unhealthy: { title: "Unhealthy", tone: "danger" },
};

export const sourceWords: Readonly<Record<Finding["source"], string>> = {
  verification: "Verification",
  sampler: "Background check",
  dead_letters: "Dead letters",
  projector: "Projector",
  health: "Health",
};

const changes: Readonly<Record<string, string>> = {
  repair: "repaired",
  rebuild: "rebuilt",
  rollback: "rolled back",
  "set-aside": "set aside and folded anew",
  "retry-dead-letter": "changed by a retry",
};

/** What an operation has done to the projections: the end of a sentence. */
export const changeWords = (action: string): string => changes[action] ?? "changed";

/** One finding in a sentence. */
export function findingWords(finding: Finding, verification: Consistency["verification"]): string {
  const { source, state, count, of, message } = finding;
  switch (source) {
    case "verification":
      return verificationWords(finding, verification);
    case "sampler":
      if (state === "drifted")
        return `${countOf(count ?? 0, "user")} differ${count === 1 ? "s" : ""} from the log`;
      return state === "proven" ? `All ${countOf(of ?? 0, "user")} match the log` : "Not finished yet";
    case "dead_letters":
      return `${countOf(count ?? 0, "user")} held back by an unreadable event`;
    case "projector":
      return message ?? (count === null ? "Behind the log" : `${countOf(count, "event")} behind`);
    case "health":
      return message ?? "Unhealthy";
  }
}

function verificationWords({ state, count, of }: Finding, verification: Consistency["verification"]): string {
  if (verification === null) return "Never verified";
  if (state === "proven") return `All ${countOf(of ?? 0, "user")} match the log`;
  if (state === "unhealthy") return "The log is damaged, or not the one that was folded";
  const differ = `${formatCount(count ?? 0)} of ${countOf(of ?? 0, "user")} differ from the log`;
  if (state === "drifted") return differ;
  const found = verification.isClean ? "clean" : differ;
  return `Out of date (${found}): ${changeWords(verification.outdatedBy?.action ?? "")} since`;
}
