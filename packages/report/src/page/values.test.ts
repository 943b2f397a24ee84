import { inline, propertiesOf } from "./values.ts";

/** What a reader sees, without the markup around it. */
const read = (value: { text: string }): string => value.text.replace(/<[^>]*>/g, "");

it("writes properties one below the other, and opens documents", () => {
  const shown = read(
    propertiesOf({
      name: "web",
      empty: "",
      count: 2,
      none: [],
      nothing: {},
      tags: { Name: "web" },
      subnets: ["a", "b"],
      policy: '{"Statement":[{"Effect":"Allow"}]}',
      odd: "{not JSON",
      userData: Buffer.from("#!/bin/sh\necho hello to everyone\n").toString("base64"),
      password: "[secret]",
      arn: "[unknown]",
    }),
  );
  expect(shown).toBe(
    [
      "name: web",
      "empty: &quot;&quot;".replaceAll("&quot;", '"'),
      "count: 2",
      "none: []",
      "nothing: {}",
      "tags:",
      "  Name: web",
      "subnets:",
      "  - a",
      "  - b",
      "policy: JSON, opened",
      "  Statement:",
      "    -",
      "      Effect: Allow",
      "odd: {not JSON",
      "userData: Base64, opened",
      "  #!/bin/sh",
      "  echo hello to everyone",
      "password: secret",
      "arn: known after deployment",
      "",
    ].join("\n"),
  );
});

it("writes one value in a line, cut where it is long", () => {
  expect(read(inline(undefined))).toBe("nothing");
  expect(read(inline("a <b>"))).toBe("a &lt;b&gt;");
  expect(read(inline([1]))).toBe("[1]");
  expect(read(inline({ text: "x".repeat(500) }))).toHaveLength(160 + "&quot;".length * 3 - 3);
});

it("opens what is known in part in place of the unknown, and marks the rest", () => {
  const { text } = propertiesOf(
    { containerDefinitions: "[unknown]", volumes: [{ "a.b": "[unknown]", name: "[unknown]" }] },
    {
      containerDefinitions: [{ name: "web", secret: "[unknown: arn of Secret <registry>]:user" }],
      "volumes[0].name": "x-[unknown: Vpc main]",
    },
  );
  expect(read({ text })).toBe(
    [
      "containerDefinitions: known in part",
      "  -",
      "    name: web",
      "    secret: arn of Secret &lt;registry&gt;:user",
      "volumes:",
      "  -",
      "    a.b: known after deployment",
      "    name: x-Vpc main",
      "",
    ].join("\n"),
  );
  expect(text).toContain("<mark>arn of Secret &lt;registry&gt;</mark>");
});

it("cuts a text that is longer than any script, and says where all of it is", () => {
  const lines = (count: number): string =>
    Array.from({ length: count }, (_nothing, index) => `line ${index}`).join("\n");
  expect(propertiesOf({ script: lines(500) }).text).toContain("line 499\n");
  const { text } = propertiesOf({ program: lines(600) });
  expect(text).toContain("line 499\n  <i>100 more lines; ballast plan --format json has all</i>\n");
  expect(text).not.toContain("line 500");
});
