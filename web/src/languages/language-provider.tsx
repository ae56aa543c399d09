import { useEffect, useState, type ReactNode } from "react";
import { IntlProvider } from "use-intl";
import { usePreference } from "../shell/preferences.js";
import { browserLanguage, loadLanguage, localeFor, type LoadedLanguage } from "./languages.js";

/** Everything within is in the viewer's language. */
export function LanguageProvider({
  first,
  children,
}: {
  readonly first: LoadedLanguage;
  readonly children: ReactNode;
}) {
  const [preferred] = usePreference("language");
  const code = preferred === "browser" ? browserLanguage() : preferred;
  const [shown, setShown] = useState(first);
  useEffect(() => {
    let isWanted = true;
    void loadLanguage(code).then((loaded) => {
      if (isWanted) setShown(loaded);
    });
    return () => {
      isWanted = false;
    };
  }, [code]);
  useEffect(() => {
    document.documentElement.lang = shown.code;
  }, [shown]);
  return (
    <IntlProvider locale={localeFor(shown.code)} messages={shown.messages}>
      {children}
    </IntlProvider>
  );
}
