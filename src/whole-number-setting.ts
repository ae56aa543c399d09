import * as z from "zod/mini";

/** A setting that is a whole number; `error` says which. */
export const wholeNumber = (least: number, most: number, error: string) =>
  z.coerce
    .number({ error })
    .check(z.multipleOf(1, { error }), z.minimum(least, { error }), z.maximum(most, { error }));
