import { isLedgerError } from "../../../errors.js";
import type { DoorOrder, MessageFromDoor, MessageToDoor } from "./door-messages.js";
import { startEventStoreDbDoor, type EventStoreDbDoor } from "./door.js";

/** The door in its own process. The server starts and ends it, see `start-door-process.ts`. */

let door: Promise<EventStoreDbDoor | undefined> = Promise.resolve(undefined);

const send = (message: MessageFromDoor): void => {
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
};

// Ctrl-C and service managers send signals to all processes of a group. The server decides when this process ends.
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => undefined);
// When the server is gone, for whatever reason, its door must not keep running.
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
