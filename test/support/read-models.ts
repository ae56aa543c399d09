import { rm } from "node:fs/promises";
import { join } from "node:path";
import Database from "libsql";
import type { Collection, Document } from "mongodb";
import type { ProjectionName } from "../../src/stores/read-model/documents.js";
import type { ReadModelStore } from "../../src/stores/read-model/read-model-store.js";
import { useMongodb } from "./mongodb.js";
import { openReadModel, prefix } from "./open-read-model.js";

declare global {
  /** Which adapter stands behind the tests of this run: see jest.config.js. */
  var readModels: "sqlite" | "mongodb";
}

/** The read models of one test, in whatever store the run is about. */
export interface ModelsOfTest {
  /** What {@link openReadModel} takes, in this process or in another one. */
  readonly where: string;
  open(...further: readonly ProjectionName[]): Promise<ReadModelStore>;
  /** Does something to what is stored, by hand. */
  damage(damage: Damage): Promise<void>;
  /** What is stored of a projection's generation, as it lies there. */
  stored(projection: ProjectionName, generation: number): Promise<readonly unknown[]>;
  /** The numbers of all generations that anything is stored of. */
  storedGenerations(): Promise<readonly unknown[]>;
  /** Deletes all of it. */
  remove(): Promise<void>;
}

/** A document of a collection, whatever it may hold. */
export type Raw = Document & { _id: string };

export interface RawCollections {
  readonly ownership: Collection<Raw>;
  readonly purchases: Collection<Raw>;
  readonly revisions: Collection<Raw>;
  readonly checkpoints: Collection<Raw>;
}

export interface Damage {
  readonly sql: readonly string[];
  readonly mongodb: (collections: RawCollections) => Promise<unknown>;
}

const mongodb = globalThis.readModels === "mongodb" ? useMongodb() : undefined;

/** @param folder the test's own, where SQLite's file lies */
export async function newModels(folder: string): Promise<ModelsOfTest> {
  return mongodb === undefined ? modelsInFile(join(folder, "read-model.db")) : modelsInDatabase(mongodb);
}

function modelsInFile(path: string): ModelsOfTest {
  return {
    where: path,
    open: (...further) => openReadModel(path, ...further),
    async damage({ sql }) {
      const raw = new Database(path, {});
      for (const statement of sql) raw.exec(statement);
      raw.close();
    },
    async stored(projection, generation) {
      const raw = new Database(path, {});
      const rows: unknown[] = raw
        .prepare(`SELECT * FROM ${projection} WHERE generation = ? ORDER BY user_id`)
        .all(generation);
      raw.close();
      return rows;
    },
    async storedGenerations() {
      const raw = new Database(path, {});
      const rows: unknown[] = raw
        .prepare(
          "SELECT generation FROM ownership UNION SELECT generation FROM history UNION SELECT generation FROM history_revisions",
        )
        .all();
      raw.close();
      return rows;
    },
    async remove() {
      for (const end of ["", "-wal", "-shm"]) await rm(path + end, { force: true });
    },
  };
}

async function modelsInDatabase(server: ReturnType<typeof useMongodb>): Promise<ModelsOfTest> {
  const { url, db, drop } = await server.newDatabase();
  const collection = (name: string): Collection<Raw> => db.collection<Raw>(prefix + name);
  return {
    where: url,
    open: (...further) => openReadModel(url, ...further),
    async damage(damage) {
      await damage.mongodb({
        ownership: collection("ownership"),
        purchases: collection("purchases"),
        revisions: collection("purchase_revisions"),
        checkpoints: collection("checkpoints"),
      });
    },
    stored: (projection, generation) =>
      collection(projection === "ownership" ? "ownership" : "purchases")
        .find({ generation })
        .sort({ _id: 1 })
        .toArray(),
    async storedGenerations() {
      const each = ["ownership", "purchases", "purchase_revisions"].map((name) =>
        collection(name).distinct("generation"),
      );
      return [...new Set((await Promise.all(each)).flat() as unknown[])];
    },
    remove: drop,
  };
}
