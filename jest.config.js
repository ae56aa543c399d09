import vm from "node:vm";
import { findChromium } from "./scripts/chromium.mjs";
import { findMongodb } from "./scripts/ferretdb.mjs";

// Node.js hides vm.Module, which jest loads ES modules with, behind a flag.
if (!("SourceTextModule" in vm)) {
  throw new Error(
    "The tests are ES modules: run `npm test -- <arguments>` or `npm run jest -- <arguments>`, " +
      "or set NODE_OPTIONS=--experimental-vm-modules for jest itself.",
  );
}

/** @type {import("jest").Config} */
const project = {
  rootDir: import.meta.dirname,
  testEnvironment: "node",
  extensionsToTreatAsEsm: [".ts"],
  transform: {
    "^.+\\.ts$": [
      "@swc/jest",
      {
        jsc: { target: "es2022", parser: { syntax: "typescript" } },
        module: { type: "es6" },
        sourceMaps: "inline",
      },
    ],
  },
  transformIgnorePatterns: ["/node_modules/"],
  // Sources name each other by what they become (`./codec.js`); jest reads them before they become it.
  moduleNameMapper: { "^(\\.{1,2}/.*)\\.js$": "$1" },
  modulePathIgnorePatterns: ["<rootDir>/dist/"],
  setupFiles: ["<rootDir>/test/support/one-error-realm.ts"],
};

const aboutMongodb = "**/test/**/mongodb-*.test.ts";

/** Tests that ask `newModels` for their read models: `npm run test:mongodb` runs them again with MongoDB behind them. */
const onBothStores = [
  "<rootDir>/test/analytics/api.test.ts",
  "<rootDir>/test/api/**/*.test.ts",
  "<rootDir>/test/projections/{*projector,first-fold,payments,stale-dead-letter}.test.ts",
  "<rootDir>/test/{rebuild,repair,replay}/*.test.ts",
  "<rootDir>/test/fixtures/**/*.test.ts",
];

/** Of the API, but about no read model: once is enough. */
const withoutReadModels =
  "!**/test/api/{authentication,errors-doc,integration-doc,issue-words,openapi-constraints,session,single-sign-on,token-keys,web-pages}.test.ts";

/** @type {import("jest").Config} */
export default {
  projects: [
    {
      ...project,
      displayName: "sqlite",
      globals: { readModels: "sqlite" },
      testMatch: ["<rootDir>/test/**/*.test.ts", `!${aboutMongodb}`, "!**/test/web/**"],
    },
    {
      ...project,
      displayName: "web",
      globals: { readModels: "sqlite" },
      testMatch: ["<rootDir>/test/web/**/*.test.ts"],
    },
    {
      ...project,
      displayName: "mongodb",
      globals: { readModels: "mongodb" },
      testMatch: [
        aboutMongodb,
        ...(process.env.TEST_ALL_ON_MONGODB === "1" ? onBothStores : []),
        "!**/test/rebuild/job-process.test.ts",
        withoutReadModels,
      ],
    },
  ].filter(
    ({ displayName }) =>
      (displayName !== "mongodb" || hasMongodb()) && (displayName !== "web" || hasChromium()),
  ),
  // For what hangs, and not for what is slow: commands start in a second here, and in ten on a busy machine.
  testTimeout: 120_000,
  // Tests that start processes of their own would starve with more.
  maxWorkers: 2,
  // Node.js keeps the modules of every test file. At some gigabytes its garbage collector stops the tests for seconds.
  workerIdleMemoryLimit: "700MB",
};

/** `npm test` says so where there is none. CI skips nothing. */
function hasMongodb() {
  if (findMongodb(import.meta.dirname) !== undefined) return true;
  if (process.env.CI === undefined) return false;
  throw new Error("There is no MongoDB to test with, and CI skips nothing: npm run build:mongodb makes one.");
}

/** Likewise. */
function hasChromium() {
  if (findChromium() !== undefined) return true;
  if (process.env.CI === undefined) return false;
  throw new Error(
    "There is no Chromium to test the pages in, and CI skips nothing: install it, or set CHROMIUM_PATH.",
  );
}
