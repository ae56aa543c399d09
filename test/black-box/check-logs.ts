import { proveMonths } from "./check-months.js";
import type { CheckDependencies, SeenPurchase } from "./check-users.js";
import { inOneForm, type Findings } from "./findings.js";
import type { Installation } from "./installation.js";
import { shortened } from "./operators.js";

type Environment = Readonly<Record<string, string>>;

/** Runs a command that must succeed. @returns its output */
async function succeed(
  findings: Findings,
  run: Installation["run"],
  values: readonly string[],
  environment?: Environment,
): Promise<string> {
  const result = await run(values, environment);
  if (result.code !== 0) findings.add("a command failed", { values, ...shortened(result) });
  return result.stdout;
}

const linesOf = (text: string): readonly string[] => text.split("\n").filter((line) => line !== "");

/** What a log and its projections hold, as `ledger export` writes it. */
async function exported(findings: Findings, run: Installation["run"], environment?: Environment) {
  const export_ = async (what: string): Promise<readonly string[]> =>
    linesOf(await succeed(findings, run, ["export", what], environment));
  const events = (await export_("events")).map((line) => JSON.parse(line) as ExportedEvent);
  const documents = async (what: string): Promise<readonly string[]> =>
    (await export_(what)).map((line) => inOneForm(JSON.parse(line)));
  return { events, ownership: await documents("ownership"), history: await documents("history") };
}

interface ExportedEvent {
  readonly id: string;
  readonly type: string;
  readonly stream: string;
  readonly revision: number;
  readonly data: Readonly<Record<string, unknown>>;
}

const placeOf = ({ stream, revision, id }: ExportedEvent): string => `${stream} ${revision} ${id}`;

/** The exports hold each purchase once. */
export async function checkExports(
  { findings }: CheckDependencies,
  run: Installation["run"],
  seen: readonly SeenPurchase[],
): Promise<void> {
  const here = await exported(findings, run);
  const ids = seen.map(({ userId, purchaseId }) => `${userId}/${purchaseId}`);
  const purchased = here.events.filter(({ type }) => type === "CoursePurchased" || type === "TestPurchased");
  findings.compareLists("purchases among the exported events", purchased.map(nameOf), ids);
  const history = here.history.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
  findings.compareLists(
    "the exported history",
    history.map((data) => nameOf({ data })),
    ids,
  );
  const repeated = here.events.length - new Set(here.events.map(({ id }) => id)).size;
  if (repeated > 0) findings.add("an event is in the log twice", { repeated });
}

const nameOf = ({ data }: Pick<ExportedEvent, "data">): string =>
  `${String(data.userId)}/${String(data.purchaseId)}`;

/** The same log gives the same projections on the other engine. @returns where these are */
export async function checkOtherEngine(
  findings: Findings,
  { run, otherEngine }: Pick<Installation, "run" | "otherEngine">,
): Promise<Environment> {
  const here = await exported(findings, run);
  const { environment, copyTo } = await otherEngine();
  await succeed(findings, run, ["copy-events", "--to", copyTo]);
  await succeed(findings, run, ["rebuild", "--anew"], environment);
  await succeed(findings, run, ["verify"], environment);
  const there = await exported(findings, run, environment);
  const places = (events: readonly ExportedEvent[]) => events.map(placeOf);
  findings.compareLists("the events on the other engine", places(there.events), places(here.events));
  findings.compareLists("the ownership on the other engine", there.ownership, here.ownership);
  findings.compareLists("the history on the other engine", there.history, here.history);
  await proveMonths(findings, run, environment);
  return environment;
}

/** A backup holds what was acknowledged before it, and nothing else than the log. */
export async function checkBackups(
  { findings }: CheckDependencies,
  run: Installation["run"],
  backups: readonly string[],
): Promise<void> {
  const events = new Set(linesOf(await succeed(findings, run, ["export", "events"])).map(placeOfLine));
  for (const backup of backups) {
    const environment = { DATA_DIR: backup, EVENTSTORE_URL: "", READMODEL_URL: "" };
    await succeed(findings, run, ["rebuild", "--anew"], environment);
    await succeed(findings, run, ["verify"], environment);
    const kept = linesOf(await succeed(findings, run, ["export", "events"], environment)).map(placeOfLine);
    const foreign = kept.filter((place) => !events.has(place));
    if (foreign.length > 0) findings.add("a backup has events that the log has not", { backup, foreign });
    await proveMonths(findings, run, environment);
  }
}

const placeOfLine = (line: string): string => placeOf(JSON.parse(line) as ExportedEvent);
