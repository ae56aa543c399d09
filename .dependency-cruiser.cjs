/**
 * The arrows of docs/architecture.md, checked: `npm run boundaries`.
 *
 * @type {import("dependency-cruiser").IConfiguration}
 */
const { builtinModules } = require("node:module");

/** Matches an npm package, its type declarations included. */
const npm = (...names) => `(^|/)node_modules/(@types/)?(${names.join("|")})/`;

const grpc = ["@grpc/[^/]+", "google-protobuf"];
const drivers = npm("libsql", "@libsql/[^/]+", "mongodb", "@eventstore/db-client", ...grpc);
const nodeModules = `^(node:)?(${builtinModules.map((name) => name.replace(/^node:/, "")).join("|")})$`;

// What must give the same result everywhere and always: events, the decider, the two folds.
const pureFiles = [
  "^src/events/",
  "^src/commands/decider\\.ts$",
  "^src/projections/(fold|ownership|history|payments)/",
  "^src/projections/projections?\\.ts$",
];

// The folder of one adapter: src/stores/<port>/<adapter>/. src/stores/sqlite and mongodb are what adapters share.
const adapterFolders = "^src/stores/[^/]+/[^/]+/";
const ports = "^src/stores/(?!(sqlite|mongodb)/)[^/]+/[^/]+\\.ts$";
const sharedSqlite = "^src/stores/sqlite/";
const entries =
  "^src/(main|cli/(ledger|demo)|jobs/process/job-process|projector-thread/projector-thread|stores/event-store/eventstoredb-door/door-process)\\.ts$";
// Not an adapter but a way in: it serves the embedded store's file to EventStoreDB's clients.
const door = "^src/stores/event-store/eventstoredb-door/";
const embedded = "^src/stores/event-store/embedded/";

/** @type {import("dependency-cruiser").IForbiddenRuleType[]} */
const forbidden = [
  {
    name: "pure-files-know-no-outside",
    comment:
      "Events, decider and folds reach no driver, no Express and no Node.js module, not even through another file.",
    severity: "error",
    from: { path: pureFiles },
    to: { reachable: true, path: [drivers, npm("express", "pino"), nodeModules] },
  },
  {
    name: "events-stand-alone",
    comment: "Events are the innermost circle: they import only each other and src/errors.ts.",
    severity: "error",
    from: { path: "^src/events/" },
    to: { path: "^src/", pathNot: ["^src/events/", "^src/errors\\.ts$"] },
  },
  {
    name: "errors-stand-alone",
    comment: "Everything may import src/errors.ts, so it imports nothing.",
    severity: "error",
    from: { path: "^src/errors\\.ts$" },
    to: { path: "." },
  },
  {
    name: "commands-point-inwards",
    severity: "error",
    from: { path: "^src/commands/" },
    to: { path: "^src/(api|cli|jobs|operations|projections|shop)/" },
  },
  {
    name: "catalogue-points-inwards",
    severity: "error",
    from: { path: "^src/catalogue/" },
    to: { path: "^src/(api|cli|commands|jobs|operations|projections)/" },
  },
  {
    name: "the-shop-points-inwards",
    comment: "The shop's own two-place data: documents, import, adoption and its MongoDB.",
    severity: "error",
    from: { path: "^src/shop/" },
    to: { path: "^src/(api|cli|jobs|operations)/" },
  },
  {
    name: "the-log-points-inwards",
    comment: "Following, copying and proving the log: whoever follows it comes to it.",
    severity: "error",
    from: { path: "^src/log/" },
    to: { path: "^src/(api|catalogue|cli|commands|jobs|operations|projections|shop)/" },
  },
  {
    name: "projections-point-inwards",
    severity: "error",
    from: { path: "^src/projections/" },
    to: { path: "^src/(api|catalogue|cli|commands|jobs|operations|shop)/" },
  },
  {
    name: "operations-know-no-edge",
    comment: "The API, the command line and the jobs call them.",
    severity: "error",
    from: { path: "^src/operations/" },
    to: { path: "^src/(api|cli|jobs)/" },
  },
  {
    name: "jobs-point-inwards",
    severity: "error",
    from: { path: "^src/jobs/" },
    to: { path: "^src/(api|cli)/" },
  },
  {
    name: "endpoints-do-not-know-each-other",
    comment: "What two endpoints share is in src/api/vocabulary.",
    severity: "error",
    from: { path: "^src/api/endpoints/" },
    to: { path: "^src/api/endpoints/" },
  },
  {
    name: "vocabulary-knows-no-endpoint",
    severity: "error",
    from: { path: "^src/api/vocabulary/" },
    to: { path: "^src/api/endpoints/" },
  },
  {
    name: "stores-point-inwards",
    severity: "error",
    from: { path: "^src/stores/" },
    to: { path: "^src/(api|catalogue|cli|commands|jobs|operations|projections|shop)/" },
  },
  {
    name: "ports-know-only-the-domain",
    comment:
      "A port speaks of events, of the projections' documents and of other ports, and of nothing that one adapter has.",
    severity: "error",
    from: { path: ports },
    to: {
      path: ["^src/", drivers],
      pathNot: ["^src/events/", "^src/errors\\.ts$", ports],
    },
  },
  {
    name: "only-compose-chooses-adapters",
    severity: "error",
    from: { path: "^src/", pathNot: ["^src/compose\\.ts$", adapterFolders] },
    to: { path: adapterFolders, pathNot: sharedSqlite },
  },
  {
    name: "adapters-do-not-know-each-other",
    severity: "error",
    from: { path: "^src/stores/([^/]+)/([^/]+)/", pathNot: door },
    to: { path: adapterFolders, pathNot: ["^src/stores/$1/$2/", sharedSqlite] },
  },
  {
    name: "door-knows-the-embedded-store-only",
    severity: "error",
    from: { path: door },
    to: { path: adapterFolders, pathNot: [door, embedded, sharedSqlite] },
  },
  {
    name: "sqlite-only-for-its-adapters",
    severity: "error",
    from: {
      path: "^src/",
      pathNot: [sharedSqlite, embedded, door, "^src/stores/read-model/sqlite/", "^src/shop/import/"],
    },
    to: { path: sharedSqlite },
  },
  {
    name: "libsql-in-one-file",
    comment: "So that the SQLite engine can change.",
    severity: "error",
    from: { path: "^src/", pathNot: "^src/stores/sqlite/database\\.ts$" },
    to: { path: npm("libsql", "@libsql/[^/]+") },
  },
  {
    name: "mongodb-in-its-adapters",
    comment: "One holds the read models, the other reads the shop's own database.",
    severity: "error",
    from: { path: "^src/", pathNot: ["^src/stores/(read-model/)?mongodb/", "^src/shop/"] },
    to: { path: npm("mongodb") },
  },
  {
    name: "eventstoredb-in-its-adapter",
    severity: "error",
    from: { path: "^src/", pathNot: ["^src/stores/event-store/eventstoredb/", door] },
    to: { path: npm("@eventstore/db-client") },
  },
  {
    name: "door-takes-only-the-messages-of-the-client",
    comment: "It speaks the protocol; it is nobody's client.",
    severity: "error",
    from: { path: door },
    to: { path: npm("@eventstore/db-client"), pathNot: "/@eventstore/db-client/generated/" },
  },
  {
    name: "grpc-in-the-door-and-one-file",
    comment:
      "That file opens the adapter's channels: the client does not let the window of a channel be set.",
    severity: "error",
    from: { path: "^src/", pathNot: [door, "^src/stores/event-store/eventstoredb/node-client\\.ts$"] },
    to: { path: npm(...grpc), pathNot: npm("google-protobuf") },
  },
  {
    name: "messages-in-the-door-and-the-adapter",
    comment:
      "The adapter's batch append is made of the client's messages, some of whose fields are of this package.",
    severity: "error",
    from: { path: "^src/", pathNot: ["^src/stores/event-store/eventstoredb/", door] },
    to: { path: npm("google-protobuf") },
  },
  {
    name: "express-at-the-edge",
    severity: "error",
    from: { path: "^src/", pathNot: ["^src/api/", "^src/main\\.ts$"] },
    to: { path: npm("express", "express-serve-static-core", "helmet", "pino-http") },
  },
  {
    name: "openid-client-in-its-folder",
    severity: "error",
    from: { path: "^src/", pathNot: "^src/api/http/auth/oidc/" },
    to: { path: npm("openid-client") },
  },
  {
    name: "nothing-imports-an-entry",
    comment: "Importing src/main.ts or a command would run it.",
    severity: "error",
    from: { path: "^src/", pathNot: "^src/cli/" },
    to: {
      path: "^src/(cli/|main\\.ts$|jobs/process/job-process\\.ts$|stores/event-store/eventstoredb-door/door-process\\.ts$)",
    },
  },
  {
    name: "cli-does-not-import-the-server-entry",
    severity: "error",
    from: { path: "^src/cli/" },
    to: { path: "^src/main\\.ts$" },
  },
  {
    name: "pages-and-server-meet-over-http",
    comment: "The pages know the API by its description only, which `npm run generate:api` makes types of.",
    severity: "error",
    from: { path: "^web/" },
    to: { path: ["^(src|test|bench|scripts)/", nodeModules] },
  },
  {
    name: "server-imports-no-pages",
    severity: "error",
    from: { path: "^(src|test|bench)/" },
    to: { path: "^web/" },
  },
  {
    name: "pages-do-not-know-each-other",
    comment: "What two groups of pages need is in web/src/components, or beside it.",
    severity: "error",
    from: { path: "^web/src/pages/([^/]+)/" },
    to: { path: "^web/src/pages/", pathNot: "^web/src/pages/$1/" },
  },
  {
    name: "shared-parts-know-no-page",
    comment: "Only the list of routes and the entry lead to pages.",
    severity: "error",
    from: { path: "^web/src/", pathNot: ["^web/src/pages/", "^web/src/(routes|main)\\.tsx$"] },
    to: { path: "^web/src/pages/" },
  },
  {
    name: "components-know-no-shell",
    comment:
      "They are what the shell and the pages are made of; a viewer's preferences are all they take from it.",
    severity: "error",
    from: { path: "^web/src/(api|components|hooks)/" },
    to: { path: "^web/src/(pages|shell|session|routes|main)", pathNot: "^web/src/shell/preferences\\.ts$" },
  },
  {
    name: "no-unused-pages",
    severity: "error",
    from: { path: "^web/src/main\\.tsx$" },
    to: {
      path: "^web/src/",
      // The parts that pages are made of may wait for the page that takes them.
      pathNot: ["^web/src/main\\.tsx$", "\\.d\\.ts$", "^web/src/(components|hooks)/"],
      reachable: false,
    },
  },
  {
    name: "no-cycles",
    severity: "error",
    from: { path: "^(src|test|bench|web)/" },
    to: { circular: true },
  },
  {
    name: "no-unused-files",
    comment: "Whatever no entry reaches is dead, or belongs to the tests.",
    severity: "error",
    from: { path: entries },
    // The generic tables wait for a projection that needs no columns of its own.
    to: { path: "^src/", pathNot: [entries, "/models/document-(table|collection)\\.ts$"], reachable: false },
  },
  {
    name: "no-orphans",
    severity: "error",
    from: {
      orphan: true,
      path: "^(src|test/support|bench)/",
      pathNot: ["\\.d\\.ts$", entries, "^bench/run\\.ts$", "^test/support/one-error-realm\\.ts$"],
    },
    to: {},
  },
  {
    name: "src-imports-no-development-package",
    comment: "They are not installed where the ledger runs.",
    severity: "error",
    from: { path: "^src/" },
    to: { dependencyTypes: ["npm-dev"], pathNot: "(^|/)node_modules/@types/" },
  },
  {
    name: "src-imports-only-declared-packages",
    severity: "error",
    from: { path: "^src/" },
    to: { dependencyTypes: ["npm-no-pkg", "npm-unknown"] },
  },
  {
    name: "src-imports-no-tests",
    severity: "error",
    from: { path: "^src/" },
    to: { path: "^(test|bench|scripts)/" },
  },
  {
    name: "everything-resolves",
    severity: "error",
    from: {},
    to: { couldNotResolve: true },
  },
];

module.exports = {
  forbidden,
  options: {
    doNotFollow: { path: "node_modules" },
    // Type-only imports are arrows, too.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
      mainFields: ["module", "main", "types"],
    },
  },
};
