/** Whether one UTF-16 code unit belongs to a class. .NET counts characters in these units. */
export type UnitTest = (unit: string) => boolean;

/** A parsed regular expression. */
export type Node =
  | { readonly kind: "unit"; readonly test: UnitTest }
  | { readonly kind: "sequence"; readonly parts: readonly Node[] }
  | { readonly kind: "choice"; readonly options: readonly Node[] }
  | {
      readonly kind: "repeat";
      readonly body: Node;
      readonly least: number;
      readonly most: number;
      readonly isLazy: boolean;
    }
  | { readonly kind: "position"; readonly holds: PositionTest }
  | { readonly kind: "atomic"; readonly body: Node }
  | {
      readonly kind: "look";
      readonly body: Node;
      readonly direction: "ahead" | "behind";
      readonly isNegative: boolean;
    };

export type PositionTest = (text: string, at: number) => boolean;

/** One step of a program. Steps refer to each other by index. */
export type Step =
  | { readonly kind: "unit"; readonly test: UnitTest; readonly next: number }
  /** Tried in this order. */
  | { readonly kind: "fork"; readonly targets: readonly number[] }
  | { readonly kind: "position"; readonly holds: PositionTest; readonly next: number }
  | { readonly kind: "atomic"; readonly start: number; readonly next: number }
  | {
      readonly kind: "look";
      readonly start: number;
      readonly direction: "ahead" | "behind";
      readonly isNegative: boolean;
      readonly next: number;
    }
  | { readonly kind: "end" };

export interface Program {
  readonly steps: readonly Step[];
  readonly start: number;
}

/** A limit, because expressions such as `(a{1000}){1000}` have a million steps. */
const maxSteps = 20_000;

export class ProgramTooLarge extends Error {
  constructor() {
    super("The regular expression is too large.");
  }
}

/** Turns the tree into steps, from its end to its start, because each step refers to the next one. */
export function compile(node: Node): Program {
  const steps: Step[] = [];
  const add = (step: Step): number => {
    if (steps.length >= maxSteps) throw new ProgramTooLarge();
    return steps.push(step) - 1;
  };
  const end = add({ kind: "end" });

  function emit(tree: Node, next: number): number {
    switch (tree.kind) {
      case "unit":
      case "position":
        return add({ ...tree, next });
      case "sequence":
        return tree.parts.reduceRight((after, part) => emit(part, after), next);
      case "choice":
        return add({ kind: "fork", targets: tree.options.map((option) => emit(option, next)) });
      case "atomic":
        return add({ kind: "atomic", start: emit(tree.body, end), next });
      case "look":
        return add({ ...tree, start: emit(tree.body, end), next });
      case "repeat":
        return emitRepeat(tree, next);
    }
  }

  function emitRepeat(
    { body, least, most, isLazy }: Extract<Node, { kind: "repeat" }>,
    next: number,
  ): number {
    const fork = (inside: number): Step => ({
      kind: "fork",
      targets: isLazy ? [next, inside] : [inside, next],
    });
    let start = next;
    if (most === Infinity) {
      start = add({ kind: "fork", targets: [] });
      steps[start] = fork(emit(body, start));
    } else {
      for (let count = least; count < most; count++) start = add(fork(emit(body, start)));
    }
    for (let count = 0; count < least; count++) start = emit(body, start);
    return start;
  }

  const start = emit(node, end);
  return { steps, start };
}
