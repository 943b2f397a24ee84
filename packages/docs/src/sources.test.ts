import { statementsWith } from "./sources.ts";

it("finds the statements that make one, whole and at the left margin", () => {
  const source = `function open() {
  const shop = new Shop("a", {
    name: "b",
    clients: { all: new Shopper() },
  });
  const other = settings.other
    ? new Shop("b", {
        name: "c",
      })
    : undefined;
  const third = new Shop("c");
  other.close();
  return { shop };
}
`;
  expect(statementsWith("Shop", source)).toEqual([
    'const shop = new Shop("a", {\n  name: "b",\n  clients: { all: new Shopper() },\n});',
    'new Shop("b", {\n  name: "c",\n})',
    'const third = new Shop("c");',
  ]);
});
