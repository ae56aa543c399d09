import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import ts from "typescript";
import { compiledVariable } from "./part-process.js";

const root = fileURLToPath(new URL("..", import.meta.url));

/**
 * Compiles `src` and `bench`, so that what is measured runs as in production: plain JavaScript, and no loader that
 * holds memory or wraps functions in the process. Types are checked elsewhere.
 */
export async function withCompiledFiles<T>(use: () => Promise<T>): Promise<T> {
  // Within the project, because Node.js looks for packages in the folders above a file.
  const folder = join(root, "node_modules", ".cache", `purchase-ledger-bench-${process.pid}`);
  const remove = (): void => {
    rmSync(folder, { recursive: true, force: true });
  };
  process.on("exit", remove);
  try {
    for (const source of ["src", "bench"]) compile(source, folder);
    copyFileSync(join(root, "package.json"), join(folder, "package.json"));
    process.env[compiledVariable] = pathToFileURL(`${folder}/`).href;
    return await use();
  } finally {
    remove();
    process.off("exit", remove);
  }
}

function compile(source: string, folder: string): void {
  const compilerOptions = { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext };
  for (const name of readdirSync(join(root, source), { recursive: true, encoding: "utf8" })) {
    if (!name.endsWith(".ts")) continue;
    const text = readFileSync(join(root, source, name), "utf8");
    const { outputText } = ts.transpileModule(text, {
      compilerOptions: { ...compilerOptions, verbatimModuleSyntax: true },
    });
    const target = join(folder, source, name.replace(/\.ts$/, ".js"));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, outputText);
  }
}
