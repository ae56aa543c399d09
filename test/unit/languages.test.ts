import { parse, TYPE, type MessageFormatElement } from "@formatjs/icu-messageformat-parser";
import { describe, expect, it } from "@jest/globals";
import { readdirSync, readFileSync } from "node:fs";
import ts from "typescript";

const source = new URL("../../web/src/", import.meta.url);
const folder = new URL("languages/", source);
const codes = readdirSync(folder)
  .filter((name) => name.endsWith(".json"))
  .map((name) => name.slice(0, -".json".length));

type Tree = { readonly [key: string]: string | Tree };

/** The messages of a language by their dotted keys. */
function messagesOf(code: string): ReadonlyMap<string, string> {
  const flatten = (tree: Tree, path: string): [string, string][] =>
    Object.entries(tree).flatMap(([key, value]) =>
      typeof value === "string" ? [[path + key, value]] : flatten(value, `${path}${key}.`),
    );
  return new Map(flatten(JSON.parse(readFileSync(new URL(`${code}.json`, folder), "utf8")) as Tree, ""));
}

/** The placeholders, tags and plurals of a message, each once. */
function partsOf(elements: readonly MessageFormatElement[], parts = new Set<string>()): readonly string[] {
  for (const element of elements) {
    if (element.type === TYPE.literal || element.type === TYPE.pound) continue;
    parts.add(`${TYPE[element.type]} ${element.value}`);
    if (element.type === TYPE.tag) partsOf(element.children, parts);
    if (element.type === TYPE.plural || element.type === TYPE.select)
      for (const { value } of Object.values(element.options)) partsOf(value, parts);
  }
  return [...parts].sort();
}

describe.each(codes)("the language %s", (code) => {
  const english = messagesOf("en");
  const messages = messagesOf(code);

  it("has a name of its own", () => {
    expect(new Intl.DisplayNames([code], { type: "language", fallback: "none" }).of(code)).toMatch(
      /\p{L}{3}/u,
    );
    expect(Intl.DateTimeFormat.supportedLocalesOf(code)).toEqual([code]);
  });

  it("has exactly the keys of English, none of them empty", () => {
    expect([...messages.keys()]).toEqual([...english.keys()]);
    expect([...messages].filter(([, text]) => text.trim() === "")).toEqual([]);
  });

  it("has the same placeholders and tags in each message", () => {
    const read = (texts: ReadonlyMap<string, string>) =>
      Object.fromEntries([...texts].map(([key, text]) => [key, partsOf(parse(text))]));
    expect(read(messages)).toEqual(read(english));
  });

  it("has the plural forms that the language has, and no others", () => {
    const known = new Intl.PluralRules(code).resolvedOptions().pluralCategories as readonly string[];
    const plurals = [...messages].flatMap(([key, text]) =>
      parse(text).flatMap((element) =>
        element.type === TYPE.plural ? [[key, Object.keys(element.options)] as const] : [],
      ),
    );
    expect(plurals).not.toHaveLength(0);
    for (const [key, forms] of plurals) {
      const unknown = forms.filter((form) => !form.startsWith("=") && !known.includes(form));
      expect({ key, unknown, hasOther: forms.includes("other") }).toEqual({
        key,
        unknown: [],
        hasOther: true,
      });
    }
  });
});

describe("the source of the pages", () => {
  const files = readdirSync(source, { recursive: true, encoding: "utf8" })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => !file.startsWith("api/"));

  it.each(files)("has no words of its own: %s", (file) => {
    const text = readFileSync(new URL(file, source), "utf8");
    expect(wordsIn(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX))).toEqual(
      [],
    );
  });

  it("is searched by a test that finds words", () => {
    const page = `const t = useTranslations("x"); export const P = () => <p title="hint" className="a b">Hi {x ? "Two words" : t("A key")} {\`\${n} left over\`}</p>;`;
    const parsed = ts.createSourceFile("p.tsx", page, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
    expect(wordsIn(parsed)).toEqual(["hint", "Hi", "Two words", "left over"]);
  });
});

/** Attributes that people read or hear. */
const readAttributes = [
  "title",
  "aria-label",
  "placeholder",
  "alt",
  "label",
  "caption",
  "what",
  "lead",
  "confirm",
];
/** Attributes that look like words, and are none. */
const technicalAttributes = ["className", "aria-keyshortcuts", "d", "viewBox"];

/** What people would read in a file of the pages: texts, and strings that look like prose. */
function wordsIn(file: ts.SourceFile): readonly string[] {
  const found: string[] = [];
  const declared = file.text.matchAll(/const (\w+) = useTranslations\(/g);
  const translators = new Set([...declared].map(([, name]) => name));
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isTypeNode(node) || ts.isThrowStatement(node)) return;
    // A key of a message, or its values.
    if (ts.isCallExpression(node) && translators.has(node.expression.getText(file).replace(/\.rich$/, ""))) {
      for (const each of node.arguments.slice(1)) visit(each);
      return;
    }
    if (ts.isJsxAttribute(node) && technicalAttributes.includes(node.name.getText(file))) return;
    if (ts.isJsxText(node) && /\p{L}/u.test(node.text)) found.push(node.text.trim());
    else if (isString(node) && (isProse(node.text) || isRead(node, file))) found.push(node.text.trim());
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

const isString = (node: ts.Node): node is ts.LiteralLikeNode =>
  ts.isStringLiteral(node) || ts.isTemplateLiteralToken(node);

/** What is printed on the keys of a keyboard is the same in every language. */
const keyNames = ["Ctrl", "Enter", "Esc", "Escape", "Home", "End"];

/** A sentence, or a capitalized word; a command is neither. */
const isProse = (text: string): boolean =>
  !text.startsWith("npm ") &&
  (/^\p{Lu}\p{Ll}+$/u.test(text.trim()) ? !keyNames.includes(text) : /\p{Ll}{2,} \p{L}{2,}/u.test(text));

const isRead = ({ parent, text }: ts.LiteralLikeNode, file: ts.SourceFile): boolean =>
  ts.isJsxAttribute(parent) && readAttributes.includes(parent.name.getText(file)) && /\p{L}/u.test(text);
