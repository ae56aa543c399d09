import gossip from "@eventstore/db-client/generated/gossip_pb.js";
import type { ClusterInfo } from "@eventstore/db-client/generated/gossip_pb.js";
import { toUuid } from "./wire.js";

/**
 * A cluster of one node, for clients that discover their node (`esdb+discover://`, or several hosts).
 *
 * @param address the address that the client has called. Another name of the door may not be reachable for the client.
 */
export function clusterOfOne(
  address: { readonly host: string; readonly port: number },
  id: string,
): ClusterInfo {
  const member = new gossip.MemberInfo()
    .setInstanceId(toUuid(id, "text"))
    .setTimeStamp(String(Date.now()))
    .setState(gossip.MemberInfo.VNodeState.LEADER)
    .setIsAlive(true)
    .setHttpEndPoint(new gossip.EndPoint().setAddress(address.host).setPort(address.port));
  return new gossip.ClusterInfo().setMembersList([member]);
}

/** Reads `host:port` or `[host]:port`, the authority of a call. */
export function addressOf(
  authority: string,
  absent: { host: string; port: number },
): { host: string; port: number } {
  const [, host, port] = /^\[?([^\]]+?)\]?:(\d+)$/.exec(authority) ?? [];
  return host === undefined ? absent : { host, port: Number(port) };
}
