import { compile, type Node, type Program, type Step } from "./program.js";

/** How many steps one name may take. A name of 1,000 characters needs about a tenth for a long expression. */
const maxStepsPerName = 2_000_000;

/** Thrown when look-arounds make a name cost more than a filter may. */
export class TooCostly extends Error {
  constructor() {
    super("The look-arounds of the regular expression cost too much on a name.");
  }
}

/**
 * Makes a function that says whether the expression matches anywhere in a text. Each pair of a step and a place is
 * visited once, so the time is linear in the length of the text. Only look-arounds and atomic groups are matched again
 * at each place.
 *
 * @throws TooCostly if a text takes more than {@link maxStepsPerName} steps
 */
export function createMatcher(node: Node): (text: string) => boolean {
  const program = compile(node);
  return (text) => {
    const run = createRun(program, text);
    const isVisited = createVisits();
    for (let at = 0; at <= text.length; at++) {
      if (run(program.start, at, isVisited) !== undefined) return true;
    }
    return false;
  };
}

/** Marks a step at a place as visited, and says whether it was visited before. */
type Visits = (step: number, at: number) => boolean;

function createVisits(): Visits {
  const places = new Map<number, Set<number>>();
  return (step, at) => {
    const seen = places.get(step);
    if (seen === undefined) {
      places.set(step, new Set([at]));
      return false;
    }
    if (seen.has(at)) return true;
    seen.add(at);
    return false;
  };
}

/** Finds where the first match from step `start` at place `at` ends, in the order of alternatives. */
type Run = (start: number, at: number, isVisited: Visits, endsAt?: number) => number | undefined;

function createRun({ steps }: Program, text: string): Run {
  let left = maxStepsPerName;

  const holds = (step: Extract<Step, { kind: "look" }>, at: number): boolean => {
    const isVisited = createVisits();
    let found = false;
    if (step.direction === "ahead") found = run(step.start, at, isVisited) !== undefined;
    // A look-behind matches any text that ends here.
    else
      for (let from = at; from >= 0 && !found; from--) {
        found = run(step.start, from, isVisited, at) !== undefined;
      }
    return found !== step.isNegative;
  };

  const run: Run = (start, from, isVisited, endsAt) => {
    const waiting: (readonly [step: number, at: number])[] = [[start, from]];
    for (let current = waiting.pop(); current !== undefined; current = waiting.pop()) {
      const [index, at] = current;
      if (--left < 0) throw new TooCostly();
      const step = steps[index];
      if (step === undefined || isVisited(index, at)) continue;
      switch (step.kind) {
        case "end":
          if (endsAt === undefined || at === endsAt) return at;
          break;
        case "unit":
          if (at < text.length && step.test(text.charAt(at))) waiting.push([step.next, at + 1]);
          break;
        case "fork":
          for (const target of step.targets.toReversed()) waiting.push([target, at]);
          break;
        case "position":
          if (step.holds(text, at)) waiting.push([step.next, at]);
          break;
        case "look":
          if (holds(step, at)) waiting.push([step.next, at]);
          break;
        case "atomic": {
          const end = run(step.start, at, createVisits());
          if (end !== undefined) waiting.push([step.next, end]);
        }
      }
    }
    return undefined;
  };
  return run;
}
