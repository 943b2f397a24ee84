import { PlanError } from "../planError.ts";
import { acknowledgedIn } from "./acknowledged.ts";

const read = (value: string) => () => acknowledgedIn({ "ballast:acknowledged": value }, "web-dev");

it("reads a reason for each URN or name", () => {
  expect(acknowledgedIn({}, "web-dev")).toEqual({});
  expect(read('{"data":" copied elsewhere "}')()).toEqual({ data: "copied elsewhere" });
});

it.each([
  [
    "data",
    'web-dev: ballast:acknowledged is data; expected: a reason for each URN or name, as in "main-logs: rebuilt',
  ],
  ['["data"]', 'web-dev: ballast:acknowledged is ["data"]; expected: a reason for each URN or name'],
  ['{"data":"ok"}', 'ballast:acknowledged.data is "ok"; say in 10 characters or more why its data may go'],
  ['{"data":true}', "ballast:acknowledged.data is true; say in 10 characters or more"],
])("refuses %s", (value, message) => {
  expect(read(value)).toThrow(PlanError);
  expect(read(value)).toThrow(message);
});
