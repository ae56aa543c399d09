import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { readItemReference } from "../../src/shop/documents/item-reference.js";
import { membershipsOf } from "../../src/shop/documents/memberships.js";
import { readRecord, readUser, type ShopRecord } from "../../src/shop/documents/shop-documents.js";
import { openStaging, type StagedUser, type Staging } from "../../src/shop/import/staging.js";

const now = new Date("2026-01-01T00:00:00.000Z");
const oid = (digit: string): { readonly $oid: string } => ({ $oid: digit.repeat(24) });
const day = (date: string): { readonly $date: string } => ({ $date: `${date}T10:00:00Z` });

describe("an item in the arrays of a user", () => {
  it.each([
    ["an id", oid("c"), { id: "c".repeat(24) }],
    [
      "a populated course",
      { _id: oid("c"), title: "Course", createdAt: day("2024-01-01") },
      { id: "c".repeat(24) },
    ],
    ["a document with nothing but its id", { _id: "c-1" }, { id: "c-1" }],
    [
      "a subdocument of Mongoose",
      { _id: oid("b"), course: oid("c"), purchasedAt: day("2024-05-01") },
      { id: "c".repeat(24) },
    ],
    [
      "a subdocument with a populated course",
      { _id: oid("b"), course: { _id: "c-1", title: "C" } },
      { id: "c-1" },
    ],
    ["courseId", { _id: oid("b"), courseId: "c-1" }, { id: "c-1" }],
    ["two fields that agree", { course: "c-1", courseId: "c-1" }, { id: "c-1" }],
    [
      "two fields that do not",
      { course: "c-1", courseId: "c-2" },
      { problem: "names different items in course and courseId" },
    ],
    [
      "a test among the courses",
      { _id: oid("b"), test: "t-1" },
      { problem: "has the field test, but should name a course" },
    ],
    [
      "an _id that may be the element's own",
      { _id: oid("b"), purchasedAt: day("2024-05-01") },
      { problem: "does not say whether its _id is that of the course or its own" },
    ],
  ])("is read, or refused where it is uncertain: %s", (_, value, expected) => {
    expect(readItemReference(value, "course")).toMatchObject(expected);
  });
});

describe("dates", () => {
  let staging: Staging;
  beforeEach(() => {
    staging = openStaging();
  });
  afterEach(() => staging.close());

  async function theUser(): Promise<StagedUser> {
    for await (const user of staging.users()) return user;
    throw new Error("no user");
  }

  const problems: string[] = [];
  const options = { now, onProblem: (kind: string) => void problems.push(kind) };
  const record = (_id: string, course: string, purchasedAt: unknown): ShopRecord =>
    readRecord({ _id, user: "u-1", course, purchasedAt }, options)!;

  it("of subdocuments are evidence, and implausible ones lose and are reported", async () => {
    problems.length = 0;
    const purchasedCourses = [
      "c-1",
      "c-2",
      "c-3",
      { _id: oid("b"), course: "c-4", purchasedAt: day("2024-05-04") },
    ];
    staging.addUser(readUser({ _id: "u-1", purchasedCourses }, options)!, 1);
    [
      record("r-1", "c-1", day("2024-05-01")),
      record("r-2", "c-1", { $date: { $numberLong: "-62135596800000" } }),
      record("r-3", "c-2", day("2024-05-02")),
      record("r-4", "c-2", { $date: "1970-01-01T00:00:00Z" }),
      record("r-5", "c-3", day("2204-05-02")),
    ].forEach((each, index) => staging.addRecord(each, index + 1));
    staging.finish();
    const user = await theUser();
    expect(membershipsOf(user).map(({ item, purchasedAt }) => [item.id, purchasedAt])).toEqual([
      ["c-1", "2024-05-01T10:00:00.000Z"],
      ["c-2", "2024-05-02T10:00:00.000Z"],
      ["c-3", null],
      ["c-4", "2024-05-04T10:00:00.000Z"],
    ]);
    expect(problems).toEqual(["date_implausible", "date_implausible", "date_implausible"]);
  });

  it("of a user who is there twice are the earlier ones", async () => {
    const listed = (date: string): unknown[] => [{ course: "c-1", purchasedAt: day(date) }];
    for (const [line, date] of [
      [1, "2024-05-02"],
      [2, "2024-05-01"],
    ] as const) {
      staging.addUser(readUser({ _id: "u-1", purchasedCourses: listed(date) }, options)!, line);
    }
    staging.finish();
    const user = await theUser();
    expect(membershipsOf(user)).toMatchObject([{ purchasedAt: "2024-05-01T10:00:00.000Z" }]);
  });
});
