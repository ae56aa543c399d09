import { isLedgerError } from "../../../errors.js";
import type { DoorOrder, MessageFromDoor, MessageToDoor } from "./door-messages.js";
import { startEventStoreDbDoor, type EventStoreDbDoor } from "./door.js";

/** The door in a process of its own, which the server starts and ends: see `start-door-process.ts`. */

let door: Promise<EventStoreDbDoor | undefined> = Promise.resolve(undefined);

const send = (message: MessageFromDoor): void => {
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
};

// Ctrl-C and a stopping service reach every process of a group; the server says when this one ends.
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => undefined);
// A server that has gone, however it went, leaves no door behind.
process.once("disconnect", () => void close());
process.on("message", (message: MessageToDoor) => {
  if ("close" in message) void close();
  else door = open(message.open);
});

async function open(order: DoorOrder): Promise<EventStoreDbDoor | undefined> {
  try {
    const opened = await startEventStoreDbDoor({
      ...order,
      onFailure: (failure) => send({ failure }),
      onWarning: (warning) => send({ warning }),
    });
    send({ opened: { port: opened.port, url: opened.url } });
    return opened;
  } catch (error) {
    const code = isLedgerError(error) ? error.code : "internal_error";
    send({ refused: { code, message: error instanceof Error ? error.message : String(error) } });
    return undefined;
  }
}

async function close(): Promise<void> {
  await (await door)?.close();
  process.exit();
}
