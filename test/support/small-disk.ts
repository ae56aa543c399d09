import { execFileSync } from "node:child_process";
import { statfsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface SmallDisk {
  readonly path: string;
  /** Leaves so many bytes free. */
  fill(leave?: number): Promise<void>;
  /** Takes back what {@link fill} took. */
  free(): Promise<void>;
  remove(): Promise<void>;
}

const mount = (folder: string, mebibytes: number): void => {
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${mebibytes}m`, "tmpfs", folder], { stdio: "ignore" });
};
// Lazily: a connection to SQLite ends only when it is collected.
const unmount = (folder: string): void => {
  execFileSync("umount", ["--lazy", folder], { stdio: "ignore" });
};

/** Whether this process may mount: a small disk is a file system in memory. */
export const mayMount = await (async (): Promise<boolean> => {
  if (process.platform !== "linux") return false;
  const folder = await mkdtemp(join(tmpdir(), "ledger-mount-"));
  try {
    mount(folder, 1);
    unmount(folder);
    return true;
  } catch {
    return false;
  } finally {
    await rm(folder, { recursive: true });
  }
})();

/** The same files as in `folder`, at another path where nothing can be written. */
export async function readOnlyView(
  folder: string,
): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), "ledger-view-"));
  execFileSync("mount", ["--bind", folder, path], { stdio: "ignore" });
  execFileSync("mount", ["-o", "remount,bind,ro", path], { stdio: "ignore" });
  return {
    path,
    async remove() {
      unmount(path);
      await rm(path, { recursive: true });
    },
  };
}

/** Makes a single file read-only, for root too. */
export function readOnlyFile(path: string): { remove(): void } {
  execFileSync("mount", ["--bind", path, path], { stdio: "ignore" });
  execFileSync("mount", ["-o", "remount,bind,ro", path], { stdio: "ignore" });
  return { remove: () => unmount(path) };
}

export async function smallDisk(mebibytes: number): Promise<SmallDisk> {
  const path = await mkdtemp(join(tmpdir(), "ledger-disk-"));
  mount(path, mebibytes);
  const filler = join(path, "filler");
  return {
    path,
    async fill(leave = 0) {
      const { bavail, bsize } = statfsSync(path);
      await writeFile(filler, Buffer.alloc(bavail * bsize - leave)).catch((error: unknown) => {
        // Somebody else has written meanwhile: then it is as full as can be.
        if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
      });
    },
    free: () => rm(filler, { force: true }),
    async remove() {
      unmount(path);
      await rm(path, { recursive: true });
    },
  };
}
