import { types } from "node:util";

/**
 * Jest runs each test file in a realm of its own, with its own `Error`, while Node.js and native modules throw errors
 * of the outer one: there `error instanceof Error` is false in a test, and true everywhere else. This setup file makes
 * `instanceof` say the same in both, so that a test runs the branch that production runs.
 */
const builtIns: readonly ErrorConstructor[] = [
  Error,
  TypeError,
  RangeError,
  SyntaxError,
  ReferenceError,
  EvalError,
  URIError,
];

const isError = (value: unknown): boolean => types.isNativeError(value) || value instanceof DOMException;

function inherits(value: unknown, name: string): boolean {
  for (let each: unknown = value; each !== null && each !== undefined; each = Object.getPrototypeOf(each)) {
    if (each.constructor.name === name) return true;
  }
  return false;
}

// Subclasses inherit this; for them only the ordinary test counts.
Object.defineProperty(Error, Symbol.hasInstance, {
  value(this: ErrorConstructor, value: unknown): boolean {
    if (Function.prototype[Symbol.hasInstance].call(this, value)) return true;
    return builtIns.includes(this) && isError(value) && inherits(value, this.name);
  },
});
