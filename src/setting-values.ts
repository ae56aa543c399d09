import type { FieldProblem } from "./errors.js";

// Not by a library for schemas, which a short command would spend more time on than on its work (ADR 26).

/** Why the text of a setting cannot be used. Each reason follows the setting's name, as in "PORT must be a port". */
export class Unusable {
  readonly reasons: readonly string[];
  constructor(...reasons: readonly string[]) {
    this.reasons = reasons;
  }
}

/** What the text of a setting means. */
export type Parse<T> = (text: string) => T | Unusable;

/** How a setting is read, and what it is where it is not set. */
export interface Setting<T> {
  readonly parse: Parse<T>;
  readonly unset: T;
}

export const optional = <T>(parse: Parse<T>): Setting<T | undefined> => ({ parse, unset: undefined });
export const withDefault = <T>(parse: Parse<T>, unset: T): Setting<T> => ({ parse, unset });

export const text: Parse<string> = (given) => given;

/** A text of which something holds; `rule` says what. */
export const textThat =
  (holds: (text: string) => boolean, rule: string): Parse<string> =>
  (given) =>
    holds(given) ? given : new Unusable(rule);

export const matching = (pattern: RegExp, rule: string): Parse<string> =>
  textThat((given) => pattern.test(given), rule);

export const oneOf =
  <const T extends string>(values: readonly T[], rule: string): Parse<T> =>
  (given) =>
    values.find((value) => value === given) ?? new Unusable(rule);

export const numberFrom =
  (least: number, most: number, rule: string): Parse<number> =>
  (given) => {
    const number = Number(given);
    return number >= least && number <= most ? number : new Unusable(rule);
  };

export const wholeNumber = (least: number, most: number, rule: string): Parse<number> => {
  const parse = numberFrom(least, most, rule);
  return (given) => (Number.isInteger(Number(given)) ? parse(given) : new Unusable(rule));
};

/** An http or https URL. */
export const webUrl =
  (rule: string): Parse<URL> =>
  (given) =>
    /^https?:\/\//i.test(given) && URL.canParse(given) ? new URL(given) : new Unusable(rule);

type Settings = Readonly<Record<string, Setting<unknown>>>;

/** The values of some settings, by their names. */
export type ValuesOf<S extends Settings> = {
  readonly [Name in keyof S]: S[Name] extends Setting<infer T> ? T : never;
};

/**
 * Reads settings from their texts.
 *
 * @param checkTogether says what is wrong with settings beside others, once each was looked at by itself; one that is
 * wrong by itself is the text that was given
 * @returns the values, or every problem
 */
export function readSettings<S extends Settings>(
  settings: S,
  given: Readonly<Record<string, string | undefined>>,
  checkTogether: (
    values: Readonly<Record<string, unknown>>,
    problem: (name: string, reason: string) => void,
  ) => void,
): { readonly values: ValuesOf<S> } | { readonly problems: readonly FieldProblem[] } {
  const problems: FieldProblem[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, { parse, unset }] of Object.entries(settings)) {
    const said = given[name];
    const value = said === undefined ? unset : parse(said);
    const { reasons } = value instanceof Unusable ? value : new Unusable();
    problems.push(...reasons.map((message) => ({ path: name, message })));
    values[name] = reasons.length > 0 ? said : value;
  }
  checkTogether(values, (path, message) => problems.push({ path, message }));
  return problems.length > 0 ? { problems } : { values: values as ValuesOf<S> };
}
