import { useSyncExternalStore } from "react";
import { languages } from "../languages/languages.js";

/** What a viewer chose for this browser. The first of each is the default. */
const choices = {
  theme: ["system", "light", "dark"],
  times: ["local", "utc"],
  language: ["browser", ...languages],
} as const;

type Preferences = { readonly [Name in keyof typeof choices]: (typeof choices)[Name][number] };

const listeners = new Set<() => void>();

/** Where storage is forbidden, a choice lasts as long as the page. */
const unstored = new Map<string, string>();

function read<Name extends keyof Preferences>(name: Name): Preferences[Name] {
  // The compiler does not see that the choices of a name are the values of that name.
  const known = choices[name] as readonly string[] as readonly [Preferences[Name]];
  const stored = unstored.get(name) ?? readStorage(name);
  return known.find((choice) => choice === stored) ?? known[0];
}

function readStorage(name: string): string | null {
  try {
    return localStorage.getItem(`ledger.${name}`);
  } catch {
    return null;
  }
}

function write<Name extends keyof Preferences>(name: Name, value: Preferences[Name]): void {
  try {
    localStorage.setItem(`ledger.${name}`, value);
  } catch {
    unstored.set(name, value);
  }
  applyTheme();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  const onStorage = (): void => {
    applyTheme();
    listener();
  };
  listeners.add(listener);
  // Another tab of the same browser.
  addEventListener("storage", onStorage);
  return () => {
    listeners.delete(listener);
    removeEventListener("storage", onStorage);
  };
}

/** A preference of the viewer, outside of components. */
export const preferenceNow = read;

/** A preference of the viewer, and how to change it. */
export function usePreference<Name extends keyof Preferences>(
  name: Name,
): readonly [Preferences[Name], (value: Preferences[Name]) => void] {
  const value = useSyncExternalStore(subscribe, () => read(name));
  return [value, (next) => write(name, next)];
}

/** Tells the style sheets which theme holds; without the attribute the system decides. */
export function applyTheme(): void {
  const theme = read("theme");
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}
