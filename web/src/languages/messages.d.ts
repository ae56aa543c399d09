import type english from "./en.json";

declare module "use-intl" {
  interface AppConfig {
    readonly Messages: typeof english;
  }
}
