import type * as z from "zod";

/**
 * Whether a value is what a schema allows: `true` only if it is. `false` may also mean that it is not known; then the
 * schema itself decides, and says what is wrong.
 */
export type QuickCheck = (value: unknown) => boolean;

type Schema = z.core.$ZodType;
type Check = z.core.$ZodCheck;

/**
 * Makes the quick check of a schema of JSON. Zod makes a new value of all that it parses; each event is checked again
 * whenever it is read, nearly all are valid, and this takes a fraction of the time.
 */
export function quickCheckOf(schema: Schema): QuickCheck {
  const isOfType = typeCheckOf((schema as z.core.$ZodTypes)._zod.def);
  const checks = (schema._zod.def.checks ?? []).map(ruleOf);
  if (checks.length === 0) return isOfType;
  return (value) => {
    if (!isOfType(value)) return false;
    for (const check of checks) if (!check(value)) return false;
    return true;
  };
}

function typeCheckOf(def: z.core.$ZodTypes["_zod"]["def"]): QuickCheck {
  if (def.type === "object") return objectCheckOf(def);
  if (def.type === "string") {
    const { pattern } = def as Partial<z.core.$ZodStringFormatDef>;
    return pattern === undefined ? isString : (value) => isString(value) && matches(pattern, value);
  }
  if (def.type === "number") return Number.isFinite;
  if (def.type === "enum") return isOneOf(Object.values(def.entries));
  if (def.type === "literal") return isOneOf(def.values);
  if (def.type === "nullable" || def.type === "optional") {
    const inner = quickCheckOf(def.innerType);
    const nothing = def.type === "nullable" ? null : undefined;
    return (value) => value === nothing || inner(value);
  }
  if (def.type === "array") {
    const element = quickCheckOf(def.element);
    return (value) => Array.isArray(value) && value.every(element);
  }
  return unknown;
}

/** Of a strict object: one that takes other fields as well is left to its schema. */
function objectCheckOf({ shape, catchall }: z.core.$ZodObjectDef): QuickCheck {
  if ((catchall as z.core.$ZodTypes | undefined)?._zod.def.type !== "never") return unknown;
  const fields = new Map(Object.entries(shape).map(([name, schema]) => [name, quickCheckOf(schema)]));
  const all = [...fields];
  return (value) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
    const object = value as Readonly<Record<string, unknown>>;
    for (const name in object) if (!fields.has(name)) return false;
    for (const [name, check] of all) if (!check(object[name])) return false;
    return true;
  };
}

type WithLength = string | readonly unknown[];

function ruleOf(check: Check): QuickCheck {
  const { def } = (check as z.core.$ZodChecks)._zod;
  if (def.check === "min_length") return (value) => (value as WithLength).length >= def.minimum;
  if (def.check === "max_length") return (value) => (value as WithLength).length <= def.maximum;
  if (def.check === "length_equals") return (value) => (value as WithLength).length === def.length;
  if (def.check === "string_format") {
    const { pattern } = def;
    return pattern === undefined ? unknown : (value) => matches(pattern, value as string);
  }
  if (def.check === "number_format") return def.format === "safeint" ? Number.isSafeInteger : unknown;
  if (def.check === "greater_than" && def.inclusive) {
    const least = Number(def.value);
    return (value) => (value as number) >= least;
  }
  return customRuleOf(def);
}

/** A rule of our own, see `refine`. */
function customRuleOf(def: z.core.$ZodCheckDef): QuickCheck {
  const { check, fn } = def as Partial<z.core.$ZodCustomDef>;
  return check === "custom" && fn !== undefined ? (value) => fn(value) === true : unknown;
}

const unknown: QuickCheck = () => false;

const isString = (value: unknown): value is string => typeof value === "string";

function isOneOf(values: readonly unknown[]): QuickCheck {
  const all = new Set(values);
  return (value) => all.has(value);
}

function matches(pattern: RegExp, text: string): boolean {
  // A global one goes on where it ended.
  pattern.lastIndex = 0;
  return pattern.test(text);
}
