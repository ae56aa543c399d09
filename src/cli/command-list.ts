import type { Command } from "commander";

/** A command of the program. Its module is loaded only when it is used, so that short commands start fast. */
export interface ListedCommand {
  readonly name: string;
  readonly alias?: string;
  readonly summary: string;
  /** Loads what adds the command to a program. */
  load(): Promise<(program: Command) => void>;
}

/** All commands, in the order in which the help lists them. */
export const commandList: readonly ListedCommand[] = [
  {
    name: "serve",
    summary: "run the HTTP API",
    load: async () => (await import("./commands/serve.js")).addServeCommand,
  },
  {
    name: "token",
    summary: "print a token for the HTTP API",
    load: async () => (await import("./commands/token.js")).addTokenCommand,
  },
  {
    name: "analyse",
    alias: "analyze",
    summary: "compare the shop's purchase arrays with its purchase records",
    load: async () => (await import("./commands/analyse.js")).addAnalyseCommand,
  },
  {
    name: "import",
    summary: "import the shop's purchases",
    load: async () => (await import("./commands/import.js")).addImportCommand,
  },
  {
    name: "skipped",
    summary: "show what imports left out of a user's purchases",
    load: async () => (await import("./commands/skipped.js")).addSkippedCommand,
  },
  {
    name: "status",
    summary: "show how far the log and the projections are",
    load: async () => (await import("./commands/status.js")).addStatusCommand,
  },
  {
    name: "replay",
    summary: "show a user's events, and what each one changed",
    load: async () => (await import("./commands/replay.js")).addReplayCommand,
  },
  {
    name: "find",
    summary: "find a user, payment, purchase, order or item by ID",
    load: async () => (await import("./commands/find.js")).addFindCommand,
  },
  {
    name: "revoke",
    summary: "revoke a purchase",
    load: async () => (await import("./commands/revoke.js")).addRevokeCommand,
  },
  {
    name: "grant",
    summary: "give an item to a user, for free",
    load: async () => (await import("./commands/grant.js")).addGrantCommand,
  },
  {
    name: "verify",
    summary: "check the projections against the event log",
    load: async () => (await import("./commands/verify.js")).addVerifyCommand,
  },
  {
    name: "repair",
    summary: "rewrite documents and records that have drifted",
    load: async () => (await import("./commands/repair.js")).addRepairCommand,
  },
  {
    name: "rebuild",
    summary: "rebuild projections beside the live ones, and swap them in",
    load: async () => (await import("./commands/rebuild.js")).addRebuildCommand,
  },
  {
    name: "audit",
    summary: "show the audit log",
    load: async () => (await import("./commands/audit.js")).addAuditCommand,
  },
  {
    name: "dead-letters",
    summary: "show and retry events that cannot be read or folded",
    load: async () => (await import("./commands/dead-letters.js")).addDeadLettersCommand,
  },
  {
    name: "export",
    summary: "write events, ownership or history as JSON Lines or CSV",
    load: async () => (await import("./commands/export.js")).addExportCommand,
  },
  {
    name: "figures",
    summary: "show purchases, revenue and refunds of a period",
    load: async () => (await import("./commands/figures.js")).addFiguresCommand,
  },
  {
    name: "close",
    summary: "close a month, or prove that a closed one is unchanged",
    load: async () => (await import("./commands/close.js")).addCloseCommand,
  },
  {
    name: "copy-events",
    summary: "copy the event log to or from another store",
    load: async () => (await import("./commands/copy-events.js")).addCopyEventsCommand,
  },
  {
    name: "backup",
    summary: "copy the event log while the shop is open",
    load: async () => (await import("./commands/backup.js")).addBackupCommand,
  },
  {
    name: "catalogue",
    summary: "list the catalogue, or make a catalogue file",
    load: async () => (await import("./commands/catalogue.js")).addCatalogueCommand,
  },
  {
    name: "adopt",
    summary: "update the shop's own users and purchases from the log",
    load: async () => (await import("./commands/adopt.js")).addAdoptCommand,
  },
  {
    name: "completion",
    summary: "print a completion script for bash, zsh or fish",
    load: async () => (await import("./commands/completion.js")).addCompletionCommand,
  },
];
