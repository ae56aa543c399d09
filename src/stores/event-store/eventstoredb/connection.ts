import type { EventStoreHost, EventStoreUrl } from "../../../event-store-url.js";
import { createDiscovery, type FindNode } from "./discovery.js";
import { isFailure, ServerFailure, toServerFailure } from "./failures.js";
import type { NodeClient, StreamsClient } from "./node-client.js";
import { createNodeClients } from "./node-settings.js";

interface Cancellable {
  cancel(): void;
}

type CallHeaders = NodeClient["callHeaders"];

/** A connection to one node, and the calls under way on it. */
export interface Link {
  /**
   * Starts a call. It ends with an error when the link is closed.
   *
   * @throws ServerFailure `cut_off` if the link is closed already
   */
  start<Call extends Cancellable>(begin: (streams: StreamsClient, headers: CallHeaders) => Call): Call;
  /** To be called when a call has ended. */
  ended(call: Cancellable): void;
  /** To be called when something has come from the node. */
  heard(): void;
  /** When something last came from the node, or else when it was connected to, on the clock of `performance.now()`. */
  heardAt(): number;
  /** Closes the link if the failure is the node's. The next call then looks for a node again. */
  failed(failure: ServerFailure): void;
  /** Closes the link if nothing has come from the node for the time of an attempt. */
  unanswered(): void;
}

export interface Connection {
  /**
   * Returns the link to a node. Connects if there is none.
   *
   * @throws ServerFailure if no node can be found
   */
  link(): Promise<Link>;
  /** When something last came from a node, on the clock of `performance.now()`. At first -Infinity. */
  heardAt(): number;
  /** Ends every call with an error. */
  close(): void;
}

/** A timer may fire a moment early. */
const timerSlackMs = 5;

/**
 * Keeps one connection to one node, made by the first call. The connection is closed when the node fails, is no longer
 * the leader, or does not answer. The next call then looks for another node.
 *
 * @param silenceMs the time of an attempt
 * @throws LedgerError `config_invalid` if a certificate cannot be read
 */
export function createConnection(url: EventStoreUrl, silenceMs: number): Connection {
  const clientOf = createNodeClients(url);
  return new NodeConnection(clientOf, createDiscovery({ url, clientOf, attemptMs: silenceMs }), silenceMs);
}

class NodeConnection implements Connection {
  readonly #clientOf: (host: EventStoreHost) => NodeClient;
  readonly #findNode: FindNode;
  readonly #silenceMs: number;
  #connecting: Promise<NodeLink> | undefined;
  #current: NodeLink | undefined;
  #heardAt = -Infinity;
  /** The node whose connection was closed last. */
  #avoid: EventStoreHost | undefined;
  /** The leader, if the node whose connection was closed has named it. */
  #leader: EventStoreHost | undefined;

  constructor(clientOf: (host: EventStoreHost) => NodeClient, findNode: FindNode, silenceMs: number) {
    this.#clientOf = clientOf;
    this.#findNode = findNode;
    this.#silenceMs = silenceMs;
  }

  async link(): Promise<Link> {
    const connecting = (this.#connecting ??= this.#connect());
    try {
      return await connecting;
    } catch (error) {
      if (this.#connecting === connecting) this.#connecting = undefined;
      throw toServerFailure(error);
    }
  }

  heardAt(): number {
    return this.#heardAt;
  }

  close(): void {
    this.#current?.close();
  }

  async #connect(): Promise<NodeLink> {
    const leader = this.#leader;
    this.#leader = undefined;
    const host = leader ?? (await this.#findNode(this.#avoid));
    const client = this.#clientOf(host);
    const link: NodeLink = new NodeLink(client, await client.streams(), {
      silenceMs: this.#silenceMs,
      onHeard: (at) => (this.#heardAt = at),
      onGivenUp: (next) => {
        if (this.#current !== link) return;
        this.#connecting = this.#current = undefined;
        this.#avoid = host;
        this.#leader = next;
      },
    });
    this.#current = link;
    return link;
  }
}

interface LinkOptions {
  readonly silenceMs: number;
  readonly onHeard: (at: number) => void;
  readonly onGivenUp: (leader: EventStoreHost | undefined) => void;
}

class NodeLink implements Link {
  readonly #client: NodeClient;
  readonly #streams: StreamsClient;
  readonly #options: LinkOptions;
  readonly #calls = new Set<Cancellable>();
  #heardAt = performance.now();
  #isClosed = false;

  constructor(client: NodeClient, streams: StreamsClient, options: LinkOptions) {
    this.#client = client;
    this.#streams = streams;
    this.#options = options;
  }

  start<Call extends Cancellable>(begin: (streams: StreamsClient, headers: CallHeaders) => Call): Call {
    // The link may have been closed since the caller got it.
    if (this.#isClosed) throw new ServerFailure("cut_off", "did not answer");
    const call = begin(this.#streams, () => this.#client.callHeaders());
    this.#calls.add(call);
    return call;
  }

  ended(call: Cancellable): void {
    this.#calls.delete(call);
  }

  heard(): void {
    this.#heardAt = performance.now();
    this.#options.onHeard(this.#heardAt);
  }

  heardAt(): number {
    return this.#heardAt;
  }

  failed(failure: ServerFailure): void {
    if (isFailure(failure, "unavailable", "no_connection", "not_leader")) this.#giveUp(failure.leader);
  }

  unanswered(): void {
    if (performance.now() - this.#heardAt >= this.#options.silenceMs - timerSlackMs) this.#giveUp();
  }

  close(): void {
    this.#isClosed = true;
    for (const call of [...this.#calls]) call.cancel();
    this.#client.disconnect();
  }

  #giveUp(leader?: EventStoreHost): void {
    this.#options.onGivenUp(leader);
    this.close();
  }
}
