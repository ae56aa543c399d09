/** Some browsers know a language's plurals and not its months, and would write `M04`: then numbers alone are clearer. */
export const knowsMonths = (locale: string): boolean =>
  !/^M\d/.test(new Intl.DateTimeFormat(locale, { month: "short" }).format(0));
