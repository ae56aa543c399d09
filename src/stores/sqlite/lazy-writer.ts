import type { Statement, Writer } from "./database.js";

/**
 * A writer that is opened, and its statements prepared, when something is written for the first time: a command that only
 * reads does neither. Until then its statements can be prepared but not run.
 *
 * @param open fails where the file cannot be written; the next write then tries again
 * @param assertInPlace throws if the file is no longer the one that was opened for reading: no other may be written instead
 */
export function createLazyWriter(open: () => Promise<Writer>, assertInPlace: () => void): Writer {
  const noted: NotedStatement[] = [];
  let opened: Writer | undefined;
  let opening: Promise<Writer> | undefined;
  let closed = false;

  async function openAll(): Promise<Writer> {
    assertInPlace();
    const writer = await open();
    try {
      for (const statement of noted) await statement.prepareOn(writer);
    } catch (error) {
      writer.close();
      throw error;
    }
    if (closed) writer.close();
    opened = writer;
    return writer;
  }

  function writerToUse(): Promise<Writer> {
    opening ??= openAll().catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    return opening;
  }

  return {
    async prepare(sql) {
      if (opening !== undefined) return (await opening).prepare(sql);
      const statement = noteStatement(sql);
      noted.push(statement);
      return statement;
    },
    exec: async (sql) => (opened ?? (await writerToUse())).exec(sql),
    transaction: async (work) => (opened ?? (await writerToUse())).transaction(work),
    close() {
      closed = true;
      opened?.close();
    },
  };
}

interface NotedStatement extends Statement {
  prepareOn(writer: Writer): Promise<void>;
}

function noteStatement(sql: string): NotedStatement {
  let prepared: Statement | undefined;
  const statement = (): Statement => {
    if (prepared === undefined) throw new Error(`Run before anything was written: ${sql}`);
    return prepared;
  };
  return {
    async prepareOn(writer) {
      prepared = await writer.prepare(sql);
    },
    run: (...values) => statement().run(...values),
    get: (...values) => statement().get(...values),
  };
}
