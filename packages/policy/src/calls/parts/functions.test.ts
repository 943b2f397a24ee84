import { stackOf } from "@ballast/analysis";
import { aws } from "@ballast/aws";
import { madeUp } from "../../testing/resources.ts";
import { requestsOf } from "../requests.ts";
import { functionBehind } from "./functions.ts";

const place = { partition: "aws", region: "eu-central-1", accountId: "123456789012" };
const arn = "arn:aws:lambda:eu-central-1:123456789012:function:act";
const act = madeUp(aws.lambdaFunction, "act", {}, { state: { name: "act", arn } });
const alias = { functionName: arn, name: "live" };
const stack = stackOf([act, madeUp(aws.lambdaAlias, "its alias", alias, { id: `${arn}:live`, state: {} })]);

it.each([
  ["act", undefined],
  [arn, undefined],
  [`${arn}:live`, "live"],
  [`${arn}:7`, "7"],
  ["act:7", "7"],
  ["another:7", null],
  ["", null],
  [undefined, null],
])("reads %p as the function, with the qualifier %p", (reference, qualifier) => {
  const found = functionBehind(stack, reference);
  expect(found?.of.name).toBe(qualifier === null ? undefined : "act");
  expect(found?.qualifier).toBe(qualifier ?? undefined);
});

it.each([
  [{ "function-name": "act" }, arn],
  [{ "function-name": "act", qualifier: "live" }, `${arn}:live`],
  [{ "function-name": "act:live" }, `${arn}:live`],
  [{ "function-name": `${arn}:live`, qualifier: "live" }, `${arn}:live`],
])("asks IAM of a command with %j about %s", (parameters, resource) => {
  const call = { action: "lambda:InvokeFunction", parameters, text: "" };
  expect(requestsOf(call as never, place).map((one) => one.resource)).toEqual([resource]);
});
