/** Some browsers know a language's plurals and not its months, and would write `M04`: then numbers alone are clearer. */
export const knowsMonths = (locale: string): boolean =>
  !/^M\d/.test(new Intl.DateTimeFormat(locale, { month: "short" }).format(0));

/** How a day is written: with the month's name where the browser knows it. */
export const dayStyle = (locale: string): Intl.DateTimeFormatOptions =>
  knowsMonths(locale) ? { dateStyle: "medium" } : { year: "numeric", month: "2-digit", day: "2-digit" };
