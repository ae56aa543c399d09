import { existsSync, renameSync } from "node:fs";
import { dirname } from "node:path";
import { isLedgerError, LedgerError } from "../../../errors.js";
import { identifyFile } from "../../sqlite/file-identity.js";
import type { ReadModelStore, SetAside } from "../read-model-store.js";
import { openSqliteReadModel, type SqliteReadModelOptions } from "./sqlite-read-model.js";

export interface HealingReadModelOptions extends SqliteReadModelOptions {
  /** Called when a damaged file was set aside. */
  readonly onSetAside: (setAside: SetAside) => void;
  /** Called when a new file is in use, into which the log is not folded yet. */
  readonly onReplaced: () => void;
}

/**
 * Opens a read model that replaces its own file when that cannot be read: it is disposable, so no damage to it may keep
 * the shop from starting or from answering. The call that met the damage fails with `read_model_damaged`; the next one
 * reads the new file. A file that another process has set aside, or that was deleted, is closed as well.
 *
 * @throws LedgerError `read_model_unavailable`, `schema_newer`
 */
export async function openHealingReadModel(options: HealingReadModelOptions): Promise<ReadModelStore> {
  const { path, onSetAside } = options;
  const file = await openReplaceable(options);

  async function call<T>(work: (current: ReadModelStore) => T | Promise<T>): Promise<T> {
    const current = file.store();
    try {
      return await work(current);
    } catch (error) {
      if (isLedgerError(error, "read_model_damaged")) {
        await file.replace(current, () => {
          onSetAside({ keptAs: moveAside(path), reason: error.message });
        });
      }
      throw error;
    }
  }

  async function* iterate<T>(work: (current: ReadModelStore) => AsyncIterable<T>): AsyncIterable<T> {
    const iterator = work(file.store())[Symbol.asyncIterator]();
    for (;;) {
      const next = await call(() => iterator.next());
      if (next.done === true) return;
      yield next.value;
    }
  }

  const { kind, analytics, ...methods } = file.store();
  return {
    kind,
    ...forwarded(methods, (name, values) => call((current) => apply(current, name, values))),
    analytics: {
      ...forwarded(analytics, (name, values) => call((current) => apply(current.analytics, name, values))),
      historyRecords: (filter) => iterate((current) => current.analytics.historyRecords(filter)),
      ownershipDocuments: (userId) => iterate((current) => current.analytics.ownershipDocuments(userId)),
    },
    async checkpoint() {
      if (!file.isInPlace()) await file.replace(file.store(), () => undefined);
      return call((current) => current.checkpoint());
    },
    async setAside() {
      let keptAs = path;
      await file.replace(file.store(), () => (keptAs = moveAside(path)));
      return keptAs;
    },
    async close() {
      await file.close();
    },
  };
}

/** The store on the present file, which can be replaced by one on a new file. */
async function openReplaceable(options: HealingReadModelOptions) {
  const { path, onSetAside, onReplaced } = options;
  let identity = identifyFile(path);
  let replacing: Promise<void> | undefined;

  const open = async (): Promise<ReadModelStore> => {
    const opened = await openSqliteReadModel(options);
    identity = identifyFile(path);
    return opened;
  };
  let store = await open().catch((error: unknown) => {
    if (!isLedgerError(error, "read_model_damaged")) throw error;
    onSetAside({ keptAs: moveAside(path), reason: error.message });
    return open();
  });

  /**
   * Runs once for concurrent callers. If another process has already set the file aside, only the files that SQLite
   * left beside it are moved. Without its folder there is no file to replace: the folder was moved, or its disk is gone,
   * and one made in its place would be in the way when it comes back.
   */
  async function replace(old: ReadModelStore, take: () => void): Promise<void> {
    if (store !== old) return;
    if (!existsSync(dirname(path)))
      throw new LedgerError("read_model_unavailable", `The folder ${dirname(path)} is gone.`);
    replacing ??= (async () => {
      const found = identifyFile(path);
      if (found === identity) take();
      else if (found === undefined) moveAside(path);
      store = await open();
      onReplaced();
      await old.close().catch(() => undefined);
    })().finally(() => (replacing = undefined));
    await replacing;
  }

  return {
    store: () => store,
    replace,
    isInPlace: () => identifyFile(path) === identity,
    async close() {
      await replacing?.catch(() => undefined);
      await store.close();
    },
  };
}

type Methods = Readonly<Record<string, (...values: never[]) => unknown>>;

/** The same methods, each of which calls `forward` with its name. */
function forwarded<T extends object>(
  methods: T,
  forward: (name: keyof T, values: readonly never[]) => unknown,
): T {
  const names = Object.keys(methods) as (keyof T)[];
  return Object.fromEntries(
    names.map((name) => [name, (...values: never[]) => forward(name, values)]),
  ) as unknown as T;
}

function apply<T extends object>(target: T, name: keyof T, values: readonly never[]): unknown {
  return (target as Methods)[String(name)]?.(...values);
}

/**
 * Renames the file, and what SQLite keeps beside it: a write-ahead log that stayed would be taken for the new file's.
 *
 * @returns the new path
 */
function moveAside(path: string): string {
  const keptAs = `${path}.set-aside-${new Date().toISOString().replaceAll(/[:.]/g, "-")}`;
  try {
    for (const suffix of ["", "-wal", "-shm"])
      if (existsSync(path + suffix)) renameSync(path + suffix, keptAs + suffix);
    return keptAs;
  } catch (cause) {
    throw new LedgerError("read_model_unavailable", `The file ${path} cannot be renamed, to set it aside.`, {
      cause,
    });
  }
}
