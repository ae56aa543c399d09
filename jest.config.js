import vm from "node:vm";

// Node.js hides vm.Module, which jest loads ES modules with, behind a flag.
if (!("SourceTextModule" in vm)) {
  throw new Error(
    "The tests are ES modules: run `npm test -- <arguments>` or `npm run jest -- <arguments>`, " +
      "or set NODE_OPTIONS=--experimental-vm-modules for jest itself.",
  );
}

/** @type {import("jest").Config} */
export default {
  testEnvironment: "node",
  testMatch: ["<rootDir>/test/**/*.test.ts"],
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
  testTimeout: 30_000,
  // Tests that start processes of their own would starve with more.
  maxWorkers: 2,
};
