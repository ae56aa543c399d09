import gossip from "@eventstore/db-client/generated/gossip_pb.js";
import type { ClusterInfo } from "@eventstore/db-client/generated/gossip_pb.js";
import { toUuid } from "./wire.js";

/**
 * A cluster of one, for clients that look for their node (`esdb+discover://`, several hosts).
 *
 * @param address where the caller reached the door, from the call's authority: another name of it may lead nowhere
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

/** `host:port` or `[host]:port`, as clients call it. */
export function addressOf(
  authority: string,
  absent: { host: string; port: number },
): { host: string; port: number } {
  const [, host, port] = /^\[?([^\]]+?)\]?:(\d+)$/.exec(authority) ?? [];
  return host === undefined ? absent : { host, port: Number(port) };
}
