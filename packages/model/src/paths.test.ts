import fc from "fast-check";
import { pathParts, propertyPath } from "./paths.ts";

const key = fc.stringMatching(/^[A-Za-z][\w -]{0,8}$/);
const parts = fc
  .tuple(key, fc.array(fc.oneof(key, fc.nat({ max: 120 })), { maxLength: 5 }))
  .map(([first, rest]) => [first, ...rest]);

it("are read as they were written", () => {
  fc.assert(
    fc.property(parts, (path) => {
      expect(pathParts(propertyPath(path))).toEqual(path);
    }),
    { numRuns: 500 },
  );
});

it.each<[string, (string | number)[]]>([
  ["volumes[0].size", ["volumes", 0, "size"]],
  ['tasks["a.b[0]"].count', ["tasks", "a.b[0]", "count"]],
  ["a[x].b", ["a[x]", "b"]],
  [".tasks[12]", ["tasks", 12]],
  ["", []],
])("of %j are %j", (path, expected) => {
  expect(pathParts(path)).toEqual(expected);
});
