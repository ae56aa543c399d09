import shared from "@eventstore/db-client/generated/shared_pb.js";
import streams from "@eventstore/db-client/generated/streams_pb.js";
import type { AppendResp, ReadResp } from "@eventstore/db-client/generated/streams_pb.js";
import services from "@eventstore/db-client/generated/streams_grpc_pb.js";
import { credentials } from "@grpc/grpc-js";

type Options = InstanceType<typeof streams.ReadReq.Options>;
type FilterOptions = InstanceType<typeof streams.ReadReq.Options.FilterOptions>;

/** For what the protocol has and the official client does not ask for. */
export const rawClient = (url: string) =>
  new services.StreamsClient(new URL(url).host, credentials.createInsecure());

/** Options of a read of all, forwards from the start, of everything. */
export function allOptions(): Options {
  return new streams.ReadReq.Options()
    .setAll(new streams.ReadReq.Options.AllOptions().setStart(new shared.Empty()))
    .setCount("1000000")
    .setNoFilter(new shared.Empty())
    .setUuidOption(new streams.ReadReq.Options.UUIDOption().setString(new shared.Empty()));
}

export function streamOptions(stream: string, from?: number): Options {
  const target = new streams.ReadReq.Options.StreamOptions().setStreamIdentifier(
    new shared.StreamIdentifier().setStreamName(Buffer.from(stream)),
  );
  if (from === undefined) target.setStart(new shared.Empty());
  else target.setRevision(String(from));
  return allOptions().setStream(target);
}

export function filterOn(
  what: "stream" | "type",
  how: { readonly prefixes?: string[]; readonly regex?: string },
): FilterOptions {
  const expression = new streams.ReadReq.Options.FilterOptions.Expression();
  if (how.prefixes !== undefined) expression.setPrefixList(how.prefixes);
  if (how.regex !== undefined) expression.setRegex(how.regex);
  const filter = new streams.ReadReq.Options.FilterOptions()
    .setCount(new shared.Empty())
    .setCheckpointintervalmultiplier(1);
  return what === "stream" ? filter.setStreamIdentifier(expression) : filter.setEventType(expression);
}

/** Reads to the end. */
export async function rawRead(url: string, options: Options): Promise<ReadResp[]> {
  const client = rawClient(url);
  try {
    const responses: ReadResp[] = [];
    const call = client.read(new streams.ReadReq().setOptions(options));
    for await (const response of call as AsyncIterable<ReadResp>) responses.push(response);
    return responses;
  } finally {
    client.close();
  }
}

/** Appends nothing, at a revision that may be wrong. */
export async function rawAppend(
  url: string,
  stream: string,
  expect: (options: InstanceType<typeof streams.AppendReq.Options>) => void,
): Promise<AppendResp> {
  const client = rawClient(url);
  const options = new streams.AppendReq.Options().setStreamIdentifier(
    new shared.StreamIdentifier().setStreamName(Buffer.from(stream)),
  );
  expect(options);
  try {
    return await new Promise((resolve, reject) => {
      const call = client.append((error, answer) => {
        if (error === null) resolve(answer);
        else reject(error);
      });
      call.write(new streams.AppendReq().setOptions(options));
      call.end();
    });
  } finally {
    client.close();
  }
}
