import fc from "fast-check";
import {
  agentVersion,
  and,
  attribute,
  availabilityZone,
  awayFromService,
  besideService,
  ec2InstanceId,
  instanceFamily,
  instanceType,
  not,
  or,
  parseQuery,
  printQuery,
  QueryError,
  registeredAt,
  runningTasksCount,
  taskGroup,
  type Query,
} from "../index.ts";
import { combined, operators, takesList, takesNone, type Operator } from "./query.ts";
import { subjectOf } from "./subjects.ts";

const type = attribute("ecs.instance-type");
const zone = attribute("ecs.availability-zone");

/** Every query that the ECS developer guide and the post show, byte for byte. */
const documented: [string, Query][] = [
  ["attribute:ecs.instance-type == t2.small", type.equals("t2.small")],
  [
    "attribute:ecs.availability-zone in [us-east-1a, us-east-1b]",
    availabilityZone("us-east-1a", "us-east-1b"),
  ],
  [
    "attribute:ecs.instance-type =~ g2.* and attribute:ecs.availability-zone != us-east-1d",
    and(instanceFamily("g2"), zone.notEquals("us-east-1d")),
  ],
  ["task:group == service:production", besideService("production")],
  ["not(task:group == database)", not(taskGroup.equals("database"))],
  ["runningTasksCount == 1", runningTasksCount.equals(1)],
  ["agentVersion < 1.14.5", agentVersion.lessThan("1.14.5")],
  ["registeredAt < 2018-02-13", registeredAt.lessThan("2018-02-13")],
  ["ec2InstanceId in ['i-abcd1234', 'i-wxyx7890']", ec2InstanceId.in("i-abcd1234", "i-wxyx7890")],
  ["attribute:ecs.instance-type == t2.micro", instanceType("t2.micro")],
  [
    "attribute:ecs.instance-type == t2.micro or attribute:ecs.instance-type == t2.nano",
    or(type.equals("t2.micro"), type.equals("t2.nano")),
  ],
  ["attribute:ecs.instance-type in [t2.micro, t2.nano]", instanceType("t2.micro", "t2.nano")],
  ["attribute:ecs.instance-type =~ t2.*", instanceFamily("t2")],
  ["task:group == database", taskGroup.equals("database")],
  ["attribute:ecs.instance-type != t2.micro", type.notEquals("t2.micro")],
  ["attribute:color == blue", attribute("color").equals("blue")],
  [
    "attribute:ecs.availability-zone != us-west-2c and (attribute:ecs.instance-type == t2.nano or attribute:ecs.instance-type == t2.micro)",
    and(zone.notEquals("us-west-2c"), or(type.equals("t2.nano"), type.equals("t2.micro"))),
  ],
  ["task:group == webserver", taskGroup.equals("webserver")],
  ["not(task:group == webserver)", not(taskGroup.equals("webserver"))],
  ["task:group == caching", taskGroup.equals("caching")],
  ["not(task:group == service:web)", awayFromService("web")],
];

it.each(documented)("%s is built, printed and read byte for byte (F.1.6, F.1.9)", (text, query) => {
  expect(printQuery(query)).toBe(text);
  expect(parseQuery(text)).toEqual({ query, warnings: [] });
});

it.each([
  ["instance:attribute:color == blue", "attribute:color == blue"],
  ["attribute:color equals blue", "attribute:color == blue"],
  ["attribute:color not_equals blue", "attribute:color != blue"],
  ["attribute:color not_in [blue , red]", "attribute:color !in [blue, red]"],
  ["attribute:color not_exists", "attribute:color !exists"],
  ["attribute:color !exists && attribute:shape exists", "attribute:color !exists and attribute:shape exists"],
  ["runningTasksCount less_than_equal 3", "runningTasksCount <= 3"],
  [
    "!task:group == database || agentConnected==true",
    "not(task:group == database) or agentConnected == true",
  ],
  ["(attribute:a == b) and (attribute:c == d)", "attribute:a == b and attribute:c == d"],
  [
    "attribute:a == b and (attribute:c == d and attribute:e == f)",
    "attribute:a == b and attribute:c == d and attribute:e == f",
  ],
  ["attribute:a =~ 'two words.*'", "attribute:a =~ 'two words.*'"],
  ["(attribute:a =~ (x|y).* or attribute:b == c)", "attribute:a =~ (x|y).* or attribute:b == c"],
  ["attribute:a =~ t3.(large|xlarge)", "attribute:a =~ t3.(large|xlarge)"],
  ["(attribute:a=~g2.*)and(attribute:b==c)", "attribute:a =~ g2.* and attribute:b == c"],
  ["attribute:a=~g2.*&&attribute:b==c", "attribute:a =~ g2.* and attribute:b == c"],
  ["attribute:a=~g2.*||attribute:b==c", "attribute:a =~ g2.* or attribute:b == c"],
  ["attribute:a =~ (x||y)&&attribute:b exists", "attribute:a =~ (x||y) and attribute:b exists"],
  ["not(attribute:a =~ [a-z&&[^x)]]+)", "not(attribute:a =~ [a-z&&[^x)]]+)"],
  ["not(attribute:a =~ \\Q)(\\E.*)", "not(attribute:a =~ \\Q)(\\E.*)"],
  ["not(attribute:a =~ a\\))", "not(attribute:a =~ a\\))"],
  ["attribute:a =~ '\\Q(' or attribute:b == c", "attribute:a =~ '\\Q(' or attribute:b == c"],
])("%s is read as %s", (text, printed) => {
  expect(printQuery(parseQuery(text).query)).toBe(printed);
});

it.each([
  ["", 1, "a subject (agentConnected, agentVersion"],
  ["color == blue", 1, "a subject"],
  ["attribute:color", 16, "an operator that attribute:color supports: ==, !=, in [list]"],
  ["attribute:color is blue", 17, "an operator that attribute:color supports"],
  ["runningTasksCount =~ 1.*", 19, "an operator that runningTasksCount supports: ==, !=, >, >=, <, <="],
  ["ec2InstanceId > i-1", 15, "an operator that ec2InstanceId supports"],
  ["task:group exists", 12, "an operator that task:group supports"],
  ["runningTasksCount == few", 22, "a whole number"],
  ["registeredAt < yesterday", 16, "a date, for example 2018-06-18"],
  ["agentVersion < new", 16, "a version"],
  ["agentConnected == yes", 19, "true or false"],
  ["attribute:color in []", 21, "a value"],
  ["attribute:color in [blue", 25, '"," or "]"'],
  ["attribute:color in blue", 20, '"[" and a list'],
  ["attribute:color ==", 19, "a value"],
  ["attribute:color == 'blue", 25, "the closing '"],
  ["(attribute:a == b or attribute:c == d", 38, '")", which closes a parenthesis'],
  ["attribute:a == b)", 17, 'no ")", because no parenthesis is open here'],
  ["attribute:a == b attribute:c == d", 18, '"and", "or" or the end'],
  ["attribute:a == b and", 21, "a subject"],
  ["attribute:a =~ )", 16, "a regular expression"],
  ["attribute:a =~ [", 17, '"]", which closes the character class, in a Java regular expression'],
  ["attribute:a =~ *large", 16, "a character or a group before *"],
  ["attribute:a =~ b**", 18, "a character or a group before *"],
  ["attribute:a =~ [b-a]", 18, "a range that goes up"],
  ["attribute:a =~ '[b-a]'", 19, "a range that goes up"],
  ["attribute:a =~ (x y)", 18, '")", which closes a group'],
  ["registeredAt < 2018-02-30", 16, "a date, for example 2018-06-18"],
  ["registeredAt < 2018-13-01", 16, "a date"],
  ["registeredAt < 2018-06-18T24:01:00Z", 16, "a date"],
  ["registeredAt < 2018-06-18T10:00:00+19:00", 16, "a date"],
])("%j is refused at character %i (F.1.6)", (text, character, expected) => {
  let error: unknown;
  try {
    parseQuery(text);
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(QueryError);
  expect((error as QueryError).message).toContain(`at character ${character}, `);
  expect((error as QueryError).message).toContain(`expected ${expected}`);
});

it("is refused beyond what ECS takes (F.1.4)", () => {
  const long = (length: number): string => `attribute:a == ${"b".repeat(length - "attribute:a == ".length)}`;
  expect(() => parseQuery(long(2000))).not.toThrow();
  expect(() => parseQuery(long(2001))).toThrow("at most 2000 characters (ECS's limit); the query has 2001");
});

it.each([
  [
    "attribute:ecs.instance-type =~ g2* or attribute:ecs.instance-type =~ p2*",
    ["attribute:ecs.instance-type =~ g2* uses", "attribute:ecs.instance-type =~ p2* uses"],
  ],
  [
    "attribute:a == b and attribute:c == d or attribute:e == f",
    [
      'AWS does not say whether "and" or "or" binds more tightly; write (attribute:a == b and attribute:c == d) or attribute:e == f',
    ],
  ],
  ["(attribute:a == b)", ["ECS rejects parentheses around a single expression; write attribute:a == b"]],
  [
    "attribute:ecs.instance-type =~ c5*.large",
    [String.raw`repeats the character before it; write c5.*\.large`],
  ],
  ["attribute:ecs.instance-type == g2.*", ["is a pattern; write attribute:ecs.instance-type =~ g2.*"]],
  ["attribute:ecs.instance-type != g2*", ["is a pattern; write attribute:ecs.instance-type !~ g2.*"]],
  [
    "attribute:ecs.instance-type in [g2.*, c5.large]",
    ["is a pattern; write attribute:ecs.instance-type =~ g2.*"],
  ],
  [
    "attribute:ecs.instance-type =~ g2",
    ["must match the whole value, and no value is that short; write g2.*"],
  ],
  ["attribute:ecs.availability-zone =~ eu-central-1", ["no value is that short; write eu-central-1.*"]],
  ["attribute:color =~ blue", []],
  ["attribute:ecs.availability-zone =~ eu-central-1a", []],
])("%s is taken with a warning (F.1.7)", (text, warnings) => {
  expect(parseQuery(text).warnings).toEqual(
    warnings.map((warning): unknown => expect.stringContaining(warning)),
  );
});

it("proposes what a pattern with a star was meant to be (F.1.7)", () => {
  expect(parseQuery("attribute:ecs.instance-type =~ g2*").warnings[0]).toMatch(/write g2\.\*$/);
});

it.each<[string, () => unknown]>([
  ["an unknown subject", () => attribute("no such name").exists()],
  ["a value of another kind", () => registeredAt.lessThan("soon")],
  ["an empty list", () => attribute("a").in()],
  ["a pattern that Java refuses", () => attribute("a").matches("b**")],
  ["a value with both kinds of quotes", () => attribute("a").equals(`'"`)],
])("the builder refuses %s", (_what, build) => {
  expect(build).toThrow();
});

/** Patterns that Java takes, with all that ends one without quotes. */
const pattern = fc.letrec<{ pattern: string }>((tie) => ({
  pattern: fc
    .array(
      fc.oneof(
        { maxDepth: 3 },
        fc.constantFrom(
          ...["a", ".", "0", "-", "&", "&&", "||", "|", "]", "}", "\\)", "\\(", "\\[", "\\\\", " ", "'", '"'],
          ...["[a)]", "[(]", "[]x]", "[^]x]", "[a-z&&[^x]]", "\\Q)\\E", "\\Q(", "\\d+", "x*", "=~", "and"],
        ),
        fc
          .tuple(fc.constantFrom("(", "(?:", "(?i:"), tie("pattern"))
          .map(([open, inner]) => `${open}${inner})`),
      ),
      { minLength: 1, maxLength: 4 },
    )
    .map((parts) => parts.join("")),
})).pattern;

it("reads a pattern as it was printed, whatever surrounds it (F.0.34)", () => {
  let seen = 0;
  fc.assert(
    fc.property(pattern, (text) => {
      let built: Query;
      try {
        built = attribute("a").matches(text);
      } catch (error) {
        // Java refuses it, or it holds both kinds of quotes.
        expect(error instanceof QueryError || error instanceof RangeError).toBe(true);
        return;
      }
      seen += 1;
      const other = attribute("b").equals("c");
      for (const query of [
        built,
        not(built),
        and(built, other),
        or(built, other),
        and(or(built, other), other),
      ])
        expect(withoutQuotes(parseQuery(printQuery(query)).query)).toEqual(withoutQuotes(query));
    }),
    { numRuns: 2000 },
  );
  expect(seen).toBeGreaterThan(1000);
});

/** Texts that need quotes have them once they are printed. */
function withoutQuotes(query: Query): unknown {
  return JSON.parse(JSON.stringify(query, (key, value: unknown) => (key === "quote" ? undefined : value)));
}

const word = fc.stringMatching(/^[A-Za-z0-9._:/-]{1,12}$/);
const comparison = fc
  .record({
    subject: fc.oneof(
      word.map((name) => `attribute:${name.replaceAll(":", "")}x`),
      fc.constantFrom("task:group", "ec2InstanceId"),
    ),
    operator: fc.constantFrom(...(Object.keys(operators) as Operator[])),
    texts: fc.array(
      fc.oneof(word, fc.constantFrom("two words", "it's", 'say "x"', "a=b", "x,y", "(z)", "[q]", "!n")),
      {
        minLength: 1,
        maxLength: 3,
      },
    ),
    quote: fc.constantFrom(undefined, "'" as const, '"' as const),
  })
  .filter(({ subject, operator }) => subjectOf(subject)?.operators.includes(operator) ?? false)
  .map(({ subject, operator, texts, quote }): Query => {
    const count = takesNone.includes(operator) ? 0 : takesList.includes(operator) ? texts.length : 1;
    const values = texts
      .slice(0, count)
      // A text that needs quotes gets them when printed, and keeps them.
      .map((text) => ({
        text,
        quote: quote ?? (/^[A-Za-z0-9._:/-]+$/.test(text) ? undefined : ("'" as const)),
      }))
      .map(({ text, quote }) =>
        quote === undefined ? { text } : { text: text.replaceAll(quote, ""), quote },
      );
    return { kind: "comparison", subject, operator, values };
  });
const query = fc.letrec<{ query: Query }>((tie) => ({
  query: fc.oneof(
    { maxDepth: 4 },
    comparison,
    tie("query").map((inner): Query => ({ kind: "not", query: inner })),
    fc
      .record({
        kind: fc.constantFrom("and" as const, "or" as const),
        queries: fc.array(tie("query"), { minLength: 2, maxLength: 3 }),
      })
      .map(({ kind, queries }) => combined(kind, queries)),
  ),
})).query;

it("reads what it prints as what it was, without a warning (F.1.6)", () => {
  fc.assert(
    fc.property(query, (original) => {
      const text = printQuery(original);
      fc.pre(text.length <= 2000);
      const { query, warnings } = parseQuery(text);
      expect(query).toEqual(original);
      expect(warnings.filter((warning) => !warning.includes('takes "*"'))).toEqual([]);
    }),
    { numRuns: 500 },
  );
});
