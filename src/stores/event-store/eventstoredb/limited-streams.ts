import type { StreamName } from "../../../events/identifiers.js";
import { isAfter, type ServerPosition } from "./positions.js";
import { searchAllPage, type Server } from "./server.js";

const pageSize = 1000;

/** The users' streams that have metadata of the server's kind: a limit, a deletion, or rights. A stream may come twice. */
export async function* findLimitedStreams(server: Server): AsyncGenerator<readonly StreamName[]> {
  const metadata = { ...server, prefix: `$$${server.prefix}`, usersPrefix: `$$${server.usersPrefix}` };
  for (let after: ServerPosition | undefined; ;) {
    const page = { from: after, direction: "forwards", limit: pageSize + 1 } as const;
    // The answer begins with the record at `after` itself.
    const records = await searchAllPage(metadata, page);
    const found = records.filter(({ position }) => isAfter(position, after));
    if (found.length > 0) yield found.map(({ recorded }) => recorded.stream);
    if (records.length <= pageSize) return;
    after = records.at(-1)?.position;
  }
}
