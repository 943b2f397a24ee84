import fc from "fast-check";
import { JsonMembers } from "./members.ts";

const lists = fc.record({
  disclaimer: fc.string({ unit: "binary" }),
  products: fc.dictionary(
    fc.string({ unit: "binary", minLength: 1 }),
    fc.jsonValue({ maxDepth: 3 }).map((attributes) => ({ attributes })),
    {
      noNullPrototype: true,
    },
  ),
  publicationDate: fc.string(),
  others: fc.array(fc.jsonValue({ maxDepth: 3 })),
});

it("finds the members that somebody wants, however the text of them is cut", () => {
  fc.assert(
    fc.property(
      lists,
      fc.integer({ min: 1, max: 9 }),
      fc.constantFrom(undefined, 2),
      (list, size, indent) => {
        const found: [readonly string[], unknown][] = [];
        const members = new JsonMembers(
          (way) =>
            (way.length === 2 && way[0] === "products") || (way.length === 1 && way[0] === "publicationDate"),
          (way, value) => found.push([way, value]),
        );
        const text = JSON.stringify(list, null, indent);
        for (let at = 0; at < text.length; at += size) members.add(text.slice(at, at + size));
        members.end();
        expect(found).toEqual([
          ...Object.entries(JSON.parse(JSON.stringify(list.products)) as object).map(([key, value]) => [
            ["products", key],
            value as unknown,
          ]),
          [["publicationDate"], list.publicationDate],
        ]);
      },
    ),
  );
});

it.each(['{"products": {"A"', '{"products": {"A": {"attributes"', '{"publicationDate": "2026'])(
  "refuses a list that ends too early: %s",
  (text) => {
    const members = new JsonMembers(
      () => false,
      () => undefined,
    );
    members.add(text);
    expect(() => members.end()).toThrow(SyntaxError);
  },
);

it.each(["", "<html>not found</html>", '"text"', '[{"products": {}}]'])(
  "refuses what is not an object of JSON: %s",
  (text) => {
    const members = new JsonMembers(
      () => false,
      () => undefined,
    );
    members.add(text);
    expect(() => members.end()).toThrow("it is not a JSON object");
  },
);
