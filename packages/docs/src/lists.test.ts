import { withLists } from "./lists.ts";

it("puts each list between its marks", () => {
  expect(withLists("a\n<!-- list: x -->\nold\n<!-- end -->\nb", { x: "new" })).toBe(
    "a\n<!-- list: x -->\n\nnew\n\n<!-- end -->\nb",
  );
});

it("names the lists there are", () => {
  expect(() => withLists("<!-- list: y -->\n<!-- end -->", { x: "" })).toThrow(
    "There is no list y; there are: x.",
  );
});
