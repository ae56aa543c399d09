import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { PurchaseStore } from "./purchase-store.js";

export interface CoursePurchased {
  readonly type: "CoursePurchased";
  readonly data: { readonly userId: string; readonly itemId: string; readonly purchasedAt: string };
}

/** As much of the two packages as is used; they are not there when this is compiled. */
export interface Connection {
  command(sql: string, values?: readonly unknown[]): Promise<unknown>;
  query(sql: string, values?: readonly unknown[]): Promise<readonly Record<string, unknown>[]>;
  batchCommand(sql: readonly string[]): Promise<unknown>;
  withTransaction<T>(work: () => Promise<T>): Promise<T>;
  close(): void;
}
interface Store {
  readonly schema: { migrate(): Promise<void> };
  appendToStream(stream: string, events: readonly CoursePurchased[]): Promise<unknown>;
}
interface Emmett {
  CommandHandler(options: {
    readonly initialState: () => Set<string>;
    readonly evolve: (state: Set<string>, event: CoursePurchased) => Set<string>;
  }): (
    store: Store,
    stream: string,
    decide: (state: Set<string>) => readonly CoursePurchased[],
  ) => Promise<{ readonly newEvents: readonly unknown[] }>;
}
export interface EmmettSqlite {
  sqliteConnection(options: { readonly fileName: string }): Connection;
  getSQLiteEventStore(options: object): Store;
  sqliteProjection(options: {
    readonly name: string;
    readonly canHandle: readonly string[];
    readonly init?: (given: { readonly context: { readonly connection: Connection } }) => Promise<void>;
    readonly handle: (
      events: readonly CoursePurchased[],
      context: { readonly connection: Connection },
    ) => Promise<void>;
  }): object;
  readMessagesBatch(
    connection: Connection,
    options: { readonly after: bigint; readonly batchSize: number },
  ): Promise<{ readonly messages: readonly CoursePurchased[]; readonly currentGlobalPosition: bigint }>;
  handleProjections(options: {
    readonly events: readonly CoursePurchased[];
    readonly projections: readonly object[];
    readonly connection: Connection;
  }): Promise<unknown>;
}

export const tables = [
  "CREATE TABLE IF NOT EXISTS ownership (user_id TEXT PRIMARY KEY, courses TEXT NOT NULL)",
  `CREATE TABLE IF NOT EXISTS history (id INTEGER PRIMARY KEY, user_id TEXT NOT NULL, item_id TEXT NOT NULL,
     purchased_at TEXT NOT NULL)`,
  "CREATE INDEX IF NOT EXISTS history_by_user ON history (user_id, purchased_at DESC)",
];
const addOwned = `INSERT INTO ownership VALUES (?, json_array(?))
  ON CONFLICT (user_id) DO UPDATE SET courses = json_insert(courses, '$[#]', ?)`;

/**
 * Emmett on SQLite by its public API, on one connection, with one command at a time: its own connections fail as soon as
 * two commands write at once, and without a queue it acknowledges before the commit.
 *
 * @param folder where the packages are installed
 * @param projects keeps both projections within the append's transaction, so that a read sees the purchase
 */
export async function openEmmett(
  folder: string,
  fileName: string,
  projects: boolean,
): Promise<PurchaseStore> {
  const { CommandHandler } = await load<Emmett>(folder, "@event-driven-io/emmett");
  const sqlite = await load<EmmettSqlite>(folder, "@event-driven-io/emmett-sqlite");
  const connection = sqlite.sqliteConnection({ fileName });
  await connection.command("PRAGMA synchronous = FULL");
  const store = sqlite.getSQLiteEventStore({
    fileName,
    connectionOptions: { singleton: true, connection },
    ...(projects
      ? { projections: projectionsOf(sqlite).map((projection) => ({ type: "inline", projection })) }
      : {}),
  });
  await store.schema.migrate();
  if (projects) await connection.batchCommand(tables);
  const handle = CommandHandler({
    initialState: () => new Set(),
    evolve: (state, event) => state.add(event.data.itemId),
  });
  const buy = async (userId: string, itemId: string): Promise<"recorded" | "already_owned"> => {
    const purchased: CoursePurchased = {
      type: "CoursePurchased",
      data: { userId, itemId, purchasedAt: new Date().toISOString() },
    };
    const { newEvents } = await handle(store, userId, (owned) => (owned.has(itemId) ? [] : [purchased]));
    return newEvents.length === 0 ? "already_owned" : "recorded";
  };
  let last: Promise<unknown> = Promise.resolve();
  return {
    purchase: (userId, item) => {
      const turn = last.then(() => buy(userId, item));
      last = turn.catch(() => undefined);
      return turn;
    },
    async ownership(userId) {
      const [row] = await connection.query("SELECT courses FROM ownership WHERE user_id = ?", [userId]);
      return row === undefined ? [] : (JSON.parse(String(row.courses)) as string[]);
    },
    async close() {
      await last;
      connection.close();
    },
  };
}

function projectionsOf({ sqliteProjection }: EmmettSqlite): readonly object[] {
  const canHandle = ["CoursePurchased"];
  return [
    sqliteProjection({
      name: "ownership",
      canHandle,
      async handle(events, { connection }) {
        for (const { data } of events)
          await connection.command(addOwned, [data.userId, data.itemId, data.itemId]);
      },
    }),
    sqliteProjection({
      name: "history",
      canHandle,
      async handle(events, { connection }) {
        for (const { data } of events)
          await connection.command("INSERT INTO history (user_id, item_id, purchased_at) VALUES (?, ?, ?)", [
            data.userId,
            data.itemId,
            data.purchasedAt,
          ]);
      },
    }),
  ];
}

export async function load<T>(folder: string, name: string): Promise<T> {
  const path = createRequire(join(folder, "package.json")).resolve(name);
  return (await import(pathToFileURL(path).href)) as T;
}
