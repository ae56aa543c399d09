import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { Instant } from "../../../components/instant.js";
import { Notice } from "../../../components/notices.js";
import { consistencyQuery } from "./query.js";
import { findingWords, stateWords } from "./words.js";

/** Above numbers that are counted from a projection which is not known to be right. */
export function StaleDataNotice() {
  const { data } = useQuery(consistencyQuery);
  const [worst] = data?.findings ?? [];
  if (data === undefined || worst === undefined || data.state === "proven") return null;
  const isWrong = data.state === "drifted" || data.state === "unhealthy";
  return (
    <Notice
      tone={isWrong ? "danger" : "warning"}
      title={
        isWrong
          ? "These numbers may be wrong"
          : `These numbers are not verified: ${stateWords[data.state].title}`
      }
    >
      <p>
        {findingWords(worst, data.verification)}
        {worst.at === null ? null : (
          <>
            , <Instant at={worst.at} />
          </>
        )}
        . <Link to="/console/projections">Projections</Link>
      </p>
    </Notice>
  );
}
