import { defineConfig } from "vite";

/**
 * The pages, for browsers that know `light-dark()` and `oklch()`: what Vite would otherwise write for older ones is
 * longer than what it stands for.
 */
export default defineConfig({
  root: import.meta.dirname,
  oxc: { jsx: { runtime: "automatic" } },
  build: {
    target: ["chrome125", "firefox128", "safari18"],
    // Files, not `data:` addresses: the Content-Security-Policy stays short.
    assetsInlineLimit: 0,
    // All targets have it; the stand-in would be dead weight.
    modulePreload: { polyfill: false },
    // What the check of the first load's size reads.
    manifest: "manifest.json",
    reportCompressedSize: false,
    rolldownOptions: {
      onLog(level, log, report) {
        // "use client" speaks to servers that render React; here there is none.
        if (log.code !== "MODULE_LEVEL_DIRECTIVE") report(level, log);
      },
    },
  },
  // For work on the pages: `npx vite web`, beside `npm start`.
  server: { host: "127.0.0.1", proxy: { "/api": "http://127.0.0.1:3000" } },
});
