import gossip from "@eventstore/db-client/generated/gossip_pb.js";
import type { EventStoreHost, EventStoreUrl } from "../../../event-store-url.js";
import { ServerFailure, toServerFailure } from "./failures.js";
import type { NodeClient } from "./node-client.js";

const { VNodeState } = gossip.MemberInfo;
type State = gossip.MemberInfo.VNodeState;

const usable: ReadonlySet<State> = new Set([
  VNodeState.FOLLOWER,
  VNodeState.LEADER,
  VNodeState.READONLYREPLICA,
  VNodeState.PREREADONLYREPLICA,
  VNodeState.READONLYLEADERLESS,
]);

/**
 * Finds the node to connect to. All nodes of the connection string are queried at the same time, so that a node that
 * hangs delays nothing.
 *
 * @param avoid the node that failed last. It is queried and chosen only if there is no other.
 * @throws ServerFailure if no node answers, or none can be used
 */
export type FindNode = (avoid: EventStoreHost | undefined) => Promise<EventStoreHost>;

export interface DiscoveryOptions {
  readonly url: EventStoreUrl;
  readonly clientOf: (host: EventStoreHost) => NodeClient;
  /** How long a node may take to answer, in milliseconds. The connection string may set a shorter time. */
  readonly attemptMs: number;
}

/** Discovery by gossip. A connection string with one host and no request for discovery names the node itself. */
export function createDiscovery({ url, clientOf, attemptMs }: DiscoveryOptions): FindNode {
  const { hosts, discover, options } = url;
  const { gossipTimeout } = options;
  const gossipMs = Math.min(gossipTimeout === undefined ? Infinity : gossipTimeout * 1000, attemptMs);
  const query = async (seed: EventStoreHost, avoid: EventStoreHost | undefined): Promise<EventStoreHost> => {
    const best = bestOf(await membersKnownTo(clientOf(seed), gossipMs), avoid);
    if (best !== undefined) return best;
    throw new ServerFailure("not_ready", "names no node of its cluster that can be used");
  };
  return async (avoid) => {
    const [first, ...rest] = hosts;
    if (first !== undefined && rest.length === 0 && !discover) return first;
    try {
      return await Promise.any(
        hosts.filter((host) => !isSame(host, avoid)).map((seed) => query(seed, avoid)),
      );
    } catch (error) {
      const last = hosts.find((host) => isSame(host, avoid));
      if (last !== undefined) return query(last, avoid);
      throw toServerFailure(error instanceof AggregateError ? error.errors[0] : error);
    }
  };
}

const isSame = (a: EventStoreHost, b: EventStoreHost | undefined): boolean =>
  a.address === b?.address && a.port === b.port;

interface Member {
  readonly host: EventStoreHost;
  readonly state: State;
}

/** Chooses the leader if there is one. Chooses the node to avoid only if there is no other. */
function bestOf(members: readonly Member[], avoid: EventStoreHost | undefined): EventStoreHost | undefined {
  const rank = ({ host, state }: Member): number =>
    (isSame(host, avoid) ? 2 : 0) + (state === VNodeState.LEADER ? 0 : 1);
  const [best] = members
    // A random choice among nodes of the same rank.
    .map((member) => ({ host: member.host, rank: rank(member) + Math.random() / 2 }))
    .sort((a, b) => a.rank - b.rank);
  return best?.host;
}

async function membersKnownTo(client: NodeClient, timeoutMs: number): Promise<readonly Member[]> {
  try {
    const info = await client.gossip(timeoutMs);
    return info.getMembersList().flatMap((member) => {
      const at = member.getHttpEndPoint();
      if (at === undefined || !member.getIsAlive() || !usable.has(member.getState())) return [];
      return { host: { address: at.getAddress(), port: at.getPort() }, state: member.getState() };
    });
  } catch (error) {
    throw toServerFailure(error);
  } finally {
    client.disconnect();
  }
}
