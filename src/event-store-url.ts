import type { FieldProblem } from "./errors.js";

/** An EventStoreDB connection string, taken apart. Nothing in it prints the user or the password. */
export interface EventStoreUrl {
  /** What may be shown: the string without user and password. */
  readonly shown: string;
  /** Ask the first host, by its DNS name, for the cluster's nodes. */
  readonly discover: boolean;
  readonly hosts: readonly EventStoreHost[];
  /** A function, so that logging or serialising this object does not reveal them. */
  readonly credentials: () => EventStoreCredentials | undefined;
  readonly options: EventStoreUrlOptions;
}

export interface EventStoreHost {
  readonly address: string;
  readonly port: number;
}

export interface EventStoreCredentials {
  readonly username: string;
  readonly password: string;
}

const nodePreferences = ["leader", "follower", "read_only_replica", "random"] as const;

/**
 * Times are milliseconds, but for `gossipTimeout`, which the client takes in seconds. -1 switches a keep-alive off.
 * `nodePreference`, `discoveryInterval` and `maxDiscoverAttempts` are accepted, because strings for other programs have
 * them, and change nothing: every call goes to the leader, and `EVENTSTORE_TIMEOUT_MS` limits the search for it.
 */
export interface EventStoreUrlOptions {
  readonly tls?: boolean;
  readonly tlsCAFile?: string;
  readonly userCertFile?: string;
  readonly userKeyFile?: string;
  readonly connectionName?: string;
  readonly nodePreference?: (typeof nodePreferences)[number];
  readonly defaultDeadline?: number;
  readonly discoveryInterval?: number;
  readonly gossipTimeout?: number;
  readonly maxDiscoverAttempts?: number;
  readonly keepAliveInterval?: number;
  readonly keepAliveTimeout?: number;
}

type OptionName = keyof EventStoreUrlOptions;
type OptionValue = string | number | boolean;
/** The value, or what is wrong with it. */
type Parse = (text: string) => OptionValue | { readonly problem: string };

const text: Parse = (value) => value;
const yesOrNo: Parse = (value) =>
  value === "true" || value === "false" ? value === "true" : { problem: "must be true or false" };
const numberFrom =
  (least: number): Parse =>
  (value) =>
    /^-?\d{1,9}$/.test(value) && Number(value) >= least
      ? Number(value)
      : { problem: `must be a whole number from ${least}` };

const optionParsers: Readonly<Record<OptionName, Parse>> = {
  tls: yesOrNo,
  tlsCAFile: text,
  userCertFile: text,
  userKeyFile: text,
  connectionName: text,
  nodePreference: (value) =>
    nodePreferences.find((preference) => flat(preference) === flat(value)) ?? {
      problem: `must be one of ${nodePreferences.join(", ")}`,
    },
  defaultDeadline: numberFrom(1),
  discoveryInterval: numberFrom(1),
  gossipTimeout: numberFrom(1),
  maxDiscoverAttempts: numberFrom(1),
  keepAliveInterval: numberFrom(-1),
  keepAliveTimeout: numberFrom(-1),
};

/** Connection strings of other clients, and of older ones, write their options in many ways. */
const flat = (name: string): string => name.toLowerCase().replace(/[_-]/g, "");

const optionNames = new Map(
  (Object.keys(optionParsers) as OptionName[]).map((name) => [flat(name), name] as const),
);

/** Options that the client knows and that have one possible value here. */
const fixedOptions: ReadonlyMap<string, { readonly value: string; readonly why: string }> = new Map([
  ["tlsverifycert", { value: "true", why: "the client always verifies: name the authority with tlsCAFile" }],
  ["throwonappendfailure", { value: "true", why: "the ledger needs this error" }],
]);

const form = "esdb://user:password@host:2113?tls=true or esdb+discover://…";

/**
 * Takes a connection string apart: `esdb://` or `kurrentdb://`, or one of the two with `+discover`, as the official
 * client documents it. Several hosts are separated by commas; user and password are percent-encoded.
 *
 * @returns the parts, or every problem; a problem never quotes anything of the string but the name of an option
 */
export function parseEventStoreUrl(connectionString: string): EventStoreUrl | readonly FieldProblem[] {
  const match =
    /^(?<scheme>esdb|kurrentdb)(?<discover>\+discover)?:\/\/(?:(?<user>[^:@]+):(?<password>[^@]+)@)?(?<hosts>[^/?@]+)\/*(?:\?(?<query>.*))?$/s.exec(
      connectionString.trim(),
    );
  if (match?.groups === undefined) return [problem("", `must have the form ${form}`)];
  const { scheme = "", discover = "", user, password, hosts: hostList = "", query = "" } = match.groups;
  const problems: FieldProblem[] = [];
  const hosts = hostList.split(",").flatMap((each) => {
    const host = parseHost(each);
    if (host === undefined) problems.push(problem("host", "must be name or name:port"));
    return host ?? [];
  });
  const username = decoded(user);
  const secret = decoded(password);
  if (username === "malformed" || secret === "malformed")
    problems.push(problem("user", "and password must be percent-encoded"));
  const options = parseOptions(query, problems);
  if (problems.length > 0) return problems;
  const credentials =
    typeof username === "object" && typeof secret === "object"
      ? { username: username.text, password: secret.text }
      : undefined;
  return {
    shown: `${scheme}${discover}://${hosts.map(({ address, port }) => `${address}:${port}`).join(",")}`,
    discover: discover !== "",
    hosts,
    credentials: () => credentials,
    options,
  };
}

/** Narrows what {@link parseEventStoreUrl} gives back. */
export function isEventStoreUrl(parsed: ReturnType<typeof parseEventStoreUrl>): parsed is EventStoreUrl {
  return "hosts" in parsed;
}

const problem = (path: string, message: string): FieldProblem => ({ path, message });

function parseHost(text: string): EventStoreHost | undefined {
  const [, address, port] = /^([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::(\d{1,5}))?$/.exec(text.trim()) ?? [];
  if (address === undefined || Number(port ?? 0) > 65_535) return undefined;
  return { address, port: Number(port ?? 2113) };
}

function decoded(text: string | undefined): { readonly text: string } | "malformed" | undefined {
  if (text === undefined) return undefined;
  try {
    return { text: decodeURIComponent(text) };
  } catch {
    return "malformed";
  }
}

function parseOptions(query: string, problems: FieldProblem[]): EventStoreUrlOptions {
  const options: Partial<Record<OptionName, OptionValue>> = {};
  for (const pair of query.split("&").filter((part) => part !== "")) {
    const at = pair.indexOf("=");
    const key = at === -1 ? pair : pair.slice(0, at);
    const value = decoded(pair.slice(key.length + 1).trim());
    const fixed = fixedOptions.get(flat(key));
    const name = optionNames.get(flat(key));
    // Anything else may be a piece of a password with a character that is not encoded.
    const mayBeShown = name !== undefined || (at !== -1 && /^[A-Za-z_-]{1,40}$/.test(key));
    const given = mayBeShown ? key : "an option";
    if (value === undefined || value === "malformed" || value.text === "") {
      problems.push(problem(given, "must have a value, percent-encoded"));
    } else if (fixed !== undefined) {
      if (value.text !== fixed.value) problems.push(problem(given, `must be ${fixed.value}: ${fixed.why}`));
    } else if (name === undefined) {
      problems.push(
        problem(given, `is not an option: there are ${Object.keys(optionParsers).sort().join(", ")}`),
      );
    } else {
      const parsed = optionParsers[name](value.text);
      if (typeof parsed === "object") problems.push(problem(name, parsed.problem));
      else options[name] = parsed;
    }
  }
  if ((options.userCertFile === undefined) !== (options.userKeyFile === undefined))
    problems.push(problem("userCertFile", "and userKeyFile belong together"));
  return options as EventStoreUrlOptions;
}
