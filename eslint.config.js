import js from "@eslint/js";
import { basename } from "node:path";
import { defineConfig, globalIgnores } from "eslint/config";
import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

/** Rules of this project that no package has. */
const house = {
  rules: {
    /** A disable without a reason is a question to the next reader. */
    "describe-disables": {
      create: (context) => ({
        Program() {
          for (const comment of context.sourceCode.getAllComments()) {
            if (!/^\s*eslint-disable/.test(comment.value) || / -- \S/.test(comment.value)) continue;
            // Column -1 lies before the comment, where the disable itself does not reach.
            const loc = { start: { ...comment.loc.start, column: -1 }, end: comment.loc.end };
            context.report({ loc, message: "Say why, after ` -- `." });
          }
        },
      }),
    },
    /** Kebab-case, and named for what is inside: everything is a util to somebody. */
    "file-names": {
      create: (context) => ({
        Program(node) {
          const name = basename(context.filename);
          const stem = name.replace(/^\./, "").replace(/(\.(test|config|d))?\.[cm]?[jt]sx?$/, "");
          if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(stem)) {
            context.report({ node, message: `${name} is not kebab-case.` });
          }
          if (/(^|-)(utils?|helpers?|managers?|common|misc|shared)$/.test(stem)) {
            context.report({ node, message: `${name} does not say what is inside.` });
          }
        },
      }),
    },
    "used-decoding": {
      create: (context) => ({
        "ExpressionStatement > CallExpression[callee.name=/^(de|en)codeURI(Component)?$/]"(node) {
          const message = "The bundler leaves out a call whose value is not used, also where it is to throw.";
          context.report({ node, message });
        },
      }),
    },
    "zod-as-namespace": {
      create: (context) => ({
        'ImportDeclaration[source.value="zod"] > ImportSpecifier[imported.name="z"]'(node) {
          const message = 'import * as z from "zod": of the object z, a bundler can leave nothing out.';
          context.report({ node, message });
        },
      }),
    },
  },
};

/** What makes a fold or a decision depend on more than its arguments. */
const impureSources = {
  "no-restricted-properties": [
    "error",
    { object: "Date", property: "now", message: "Time enters with the command." },
    { object: "Math", property: "random", message: "Deciders and folds are deterministic." },
  ],
  "no-restricted-globals": [
    "error",
    { name: "process", message: "Deciders and folds read no environment." },
    { name: "crypto", message: "Deciders and folds are deterministic." },
    { name: "performance", message: "Time enters with the command." },
  ],
  "no-restricted-syntax": [
    "error",
    {
      selector: "NewExpression[callee.name='Date'][arguments.length=0]",
      message: "Time enters with the command.",
    },
  ],
};

const nodeGlobals = ["Buffer", "clearInterval", "console", "performance", "process", "setInterval", "URL"];

export default defineConfig(
  globalIgnores(["dist/", "coverage/", "data/", "bench/results/", "test-results/"]),
  {
    plugins: { house },
    linterOptions: { reportUnusedDisableDirectives: "error", reportUnusedInlineConfigs: "error" },
    rules: { "house/describe-disables": "error", "house/file-names": "error", eqeqeq: "error" },
  },
  js.configs.recommended,
  {
    // A line that begins with `[` goes on with the one before: Prettier, which ends each statement, writes it so.
    rules: { "no-unexpected-multiline": "off" },
  },
  {
    files: ["**/*.{ts,tsx}"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { requireDefaultForNonUnion: true }],
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      "@typescript-eslint/no-import-type-side-effects": "error",
      "@typescript-eslint/return-await": ["error", "in-try-catch"],
      // 0 and 0n are amounts and revisions like any other: absence is `=== undefined`. Empty text is mostly absence.
      "@typescript-eslint/strict-boolean-expressions": [
        "error",
        { allowNumber: false, allowString: true, allowNullableString: true, allowNullableBoolean: true },
      ],
      // A number in a message reads as itself; objects and undefined do not.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      // `() => count++` and `(x) => emit(x)` say what they do; braces would add nothing.
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      // `while (true)` around an explicit exit is clearer than a condition that is never false.
      "@typescript-eslint/no-unnecessary-condition": [
        "error",
        { allowConstantLoopConditions: "only-allowed-literals" },
      ],
      // An empty text (an unset variable, a cut-off field) counts as absent, which `??` would let through.
      "@typescript-eslint/prefer-nullish-coalescing": ["error", { ignorePrimitives: { string: true } }],
      // What createX() returns are closures that read no `this`, so `const { find } = store` and `cleanUp: folder.remove`
      // are safe, and usual here.
      "@typescript-eslint/unbound-method": "off",
      // Events are type aliases, so that they are assignable to JSON types (interfaces have no index signature);
      // ports are interfaces. Both on purpose.
      "@typescript-eslint/consistent-type-definitions": "off",
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", varsIgnorePattern: "^_", ignoreRestSiblings: true },
      ],
    },
  },
  {
    files: ["web/src/**/*.{ts,tsx}"],
    extends: [reactHooks.configs.flat.recommended],
    rules: { "no-console": "error" },
  },
  {
    files: ["src/**/*.ts"],
    rules: {
      "no-console": "error",
      "no-restricted-properties": [
        "error",
        { object: "process", property: "env", message: "src/config.ts reads the environment, once." },
      ],
      "house/zod-as-namespace": "error",
    },
  },
  {
    // The edges that talk to a terminal and hand the environment to src/config.ts.
    files: ["src/cli/**/*.ts", "src/server-program.ts", "src/jobs/process/job-process.ts"],
    rules: { "no-console": "off", "no-restricted-properties": "off" },
  },
  {
    files: [
      "src/events/**/*.ts",
      "src/commands/decider.ts",
      "src/projections/{fold,history,ownership,payments}/**/*.ts",
      "src/projections/{projection,projections}.ts",
    ],
    rules: impureSources,
  },
  {
    files: ["test/**/*.ts", "bench/**/*.ts"],
    rules: {
      // In a test an undefined that should not be fails it, which is its job.
      "@typescript-eslint/no-non-null-assertion": "off",
      // Stubs do nothing, and stand in for asynchronous methods without waiting for anything.
      "@typescript-eslint/no-empty-function": "off",
      "@typescript-eslint/require-await": "off",
    },
  },
  {
    // Plain JavaScript that runs before, or beside, the TypeScript; tsc checks the types of scripts/.
    files: ["**/*.{js,mjs,cjs}"],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: {
      globals: Object.fromEntries(nodeGlobals.map((name) => [name, "readonly"])),
    },
  },
  {
    files: ["**/*.cjs"],
    languageOptions: {
      sourceType: "commonjs",
      globals: { module: "writable", require: "readonly" },
    },
  },
  {
    files: ["src/**", "web/src/**"],
    rules: {
      "house/used-decoding": "error",
      "max-lines-per-function": ["error", { max: 60 }],
      "max-lines": ["error", { max: 300 }],
    },
  },
  {
    // Generated: its length and its forms are those of the API's document.
    files: ["web/src/api/schema.d.ts"],
    rules: { "max-lines": "off", "@typescript-eslint/consistent-indexed-object-style": "off" },
  },
);
