import { not, range } from "./characters.js";
import type { UnitTest } from "./program.js";
import type { Reader } from "./reader.js";

/** Parses a class `[…]` after its opening bracket. `-[…]` at its end removes characters from it. */
export function parseClass(reader: Reader): UnitTest {
  const isNegative = reader.take("^");
  const tests: UnitTest[] = [];
  const member = (): UnitTest | string => {
    if (reader.isAtEnd()) return reader.fail("a '[' is not closed.");
    if (!reader.take("\\")) return reader.next();
    return reader.take("b") ? "\b" : reader.escape();
  };
  for (let isFirst = true; isFirst || !reader.take("]"); isFirst = false) {
    if (!isFirst && reader.take("-[")) {
      const removed = parseClass(reader);
      if (!reader.take("]")) reader.fail("what is taken away from a set stands at its end.");
      const kept = union(tests, isNegative);
      return (unit) => kept(unit) && !removed(unit);
    }
    const from = member();
    if (typeof from !== "string") {
      tests.push(from);
    } else if (reader.match(/-(?![\][])/y) === undefined) {
      tests.push((unit) => unit === from);
    } else {
      const to = member();
      if (typeof to !== "string") return reader.fail("a range ends in a set.");
      if (to < from) return reader.fail("a range is the wrong way round.");
      tests.push(range(from, to));
    }
  }
  return union(tests, isNegative);
}

function union(tests: readonly UnitTest[], isNegative: boolean): UnitTest {
  const some: UnitTest = (unit) => tests.some((test) => test(unit));
  return isNegative ? not(some) : some;
}
