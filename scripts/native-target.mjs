/**
 * Stands in for `@neon-rs/load` in the bundled programs. The SQLite package asks it, each time that one of its two files is
 * loaded, for which system its native part must be. The original has Node.js write a diagnostic report to learn which C
 * library there is, twice: half of what loading the package takes (ADR 26). The package has another way, and uses it too.
 */
import { familySync, MUSL } from "detect-libc";

const { platform, arch } = process;

/** What stands behind `@libsql/` in the name of the native package for this machine. */
export function currentTarget() {
  switch (platform) {
    case "linux":
      return arch === "arm"
        ? "linux-arm-gnueabihf"
        : `linux-${arch}-${familySync() === MUSL ? "musl" : "gnu"}`;
    case "win32":
      return `win32-${arch}-msvc`;
    default:
      return `${platform}-${arch}`;
  }
}

/** The package loads a file of its own only for those who develop it. */
export const load = () => null;
