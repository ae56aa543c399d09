import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { LedgerError } from "../../../errors.js";
import { programFile } from "../../../program-files.js";
import type { DoorOrder, MessageFromDoor, MessageToDoor } from "./door-messages.js";
import type { DoorOptions, EventStoreDbDoor } from "./door.js";

/** How long the process may take to close, in milliseconds. Then it is killed, which loses no acknowledged event. */
const closeGraceMs = 5_000;
/** The pause before a door that has ended unexpectedly is opened again, in milliseconds. */
const restartPauseMs = 1_000;

const entry = programFile("stores/event-store/eventstoredb-door/door-process");
/** TypeScript that is not compiled needs a loader. Test runners do not pass theirs to child processes. */
const loader = entry.pathname.endsWith(".ts") ? ["--import", "tsx"] : [];

/**
 * Opens the door in its own process, so that its clients cannot slow down this process or use up its memory. A door that
 * ends unexpectedly is reported to `onFailure` and opened again at the same port.
 *
 * @throws LedgerError like `startEventStoreDbDoor`; `internal_error` if the process ends before the door is open
 */
export async function startDoorProcess(options: DoorOptions): Promise<EventStoreDbDoor> {
  const { onFailure = () => undefined, onWarning, ...order } = options;
  const closing = new AbortController();
  let child: ChildProcess | undefined;

  async function start(port: number): Promise<Opened> {
    const started = forkDoor();
    child = started;
    started.on("message", (message: MessageFromDoor) => {
      if ("failure" in message) onFailure(message.failure);
      else if ("warning" in message) onWarning?.(message.warning);
    });
    const opened = await opening(started, { ...order, port });
    started.once("exit", (code, signal) => {
      if (closing.signal.aborted) return;
      onFailure(
        new Error(`The door's process has ended (${signal ?? `exit code ${code}`}); it is started again.`),
      );
      void restart(opened.port);
    });
    return opened;
  }

  async function restart(port: number): Promise<void> {
    try {
      await sleep(restartPauseMs, undefined, { signal: closing.signal, ref: false });
      await start(port);
    } catch (error) {
      if (closing.signal.aborted) return;
      onFailure(error);
      await restart(port);
    }
  }

  const opened = await start(options.port);
  return {
    ...opened,
    close: async () => {
      closing.abort();
      if (child !== undefined) await end(child);
    },
  };
}

type Opened = Pick<EventStoreDbDoor, "port" | "url">;

function forkDoor(): ChildProcess {
  return fork(entry, {
    execArgv: [...process.execArgv, ...loader],
    serialization: "advanced",
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
}

/** Resolves when the door is open. Ends the process if it cannot open the door. */
async function opening(child: ChildProcess, order: DoorOrder): Promise<Opened> {
  const answer = new Promise<Opened>((resolve, reject) => {
    child.on("message", (message: MessageFromDoor) => {
      if ("opened" in message) resolve(message.opened);
      else if ("refused" in message) reject(new LedgerError(message.refused.code, message.refused.message));
    });
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      const how = signal ?? `exit code ${code}`;
      reject(new LedgerError("internal_error", `The door's process has ended before it was open (${how}).`));
    });
  });
  send(child, { open: order });
  try {
    return await answer;
  } catch (error) {
    await end(child);
    throw error;
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const exited = once(child, "exit");
  const kill = setTimeout(() => child.kill("SIGKILL"), closeGraceMs);
  send(child, { close: true });
  await exited;
  clearTimeout(kill);
}

/** Does nothing if the process has just ended: its exit is handled elsewhere. */
function send(child: ChildProcess, message: MessageToDoor): void {
  if (child.connected) child.send(message, () => undefined);
}
