import { budgetIn } from "./budget.ts";

it.each(["Infinity", "NaN", "1e25", "0x10", "-1", "1000000000", "1.234", "1.", ".5", "", " ", "200 "])(
  "takes %j for no budget",
  (text) => expect(budgetIn(text)).toBeUndefined(),
);

it("reads dollars, with cents or without", () => {
  expect(["0", "200", "72.5", "72.99", "999999999.99"].map(budgetIn)).toEqual([
    0, 200, 72.5, 72.99, 999999999.99,
  ]);
});
