import type { Messages } from "use-intl";
import english from "./en.json";

// A language is a file in this folder; only the one that is shown is loaded, besides English.
const files = import.meta.glob<Messages>(["./*.json", "!./en.json"], { import: "default" });

const codeOf = (path: string): string => path.slice("./".length, -".json".length);

/** The languages of the pages, as BCP 47 tags: `en`, `mn`. */
export const languages: readonly string[] = ["en", ...Object.keys(files).map(codeOf)];

/** What a language calls itself: `English`, `монгол`. */
export const nameOf = (language: string): string =>
  new Intl.DisplayNames([language], { type: "language" }).of(language) ?? language;

export interface LoadedLanguage {
  readonly code: string;
  readonly messages: Messages;
}

/** Is there without loading, and so is what is shown when a file cannot be loaded. */
const englishLanguage: LoadedLanguage = { code: "en", messages: english };

export async function loadLanguage(code: string): Promise<LoadedLanguage> {
  try {
    const messages = await files[`./${code}.json`]?.();
    return messages === undefined ? englishLanguage : { code, messages };
  } catch {
    return englishLanguage;
  }
}

const baseOf = (tag: string): string => tag.split("-")[0] ?? tag;

/** The first language of the browser that the pages have. */
export const browserLanguage = (): string =>
  navigator.languages.map(baseOf).find((code) => languages.includes(code)) ?? englishLanguage.code;

/** How dates and numbers are spelled: as in the viewer's own region, where that has the language. */
export const localeFor = (code: string): string =>
  navigator.languages.find((tag) => baseOf(tag) === code) ?? code;
