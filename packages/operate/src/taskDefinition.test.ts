import { familyOf } from "./taskDefinition.ts";

it("knows a family by its ARN", () => {
  expect(familyOf("arn:aws:ecs:eu-central-1:0:task-definition/my-sql:12")).toBe("my-sql");
  expect(familyOf("my-sql")).toBe("my-sql");
});
