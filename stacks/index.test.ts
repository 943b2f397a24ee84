import { stackNames } from "./scenarios.ts";
import { refusalOf } from "./testing/scenarioTests.ts";

it.each(["nework-dev", "network", "dev", "", "constructor-dev"])(
  "answers the unknown stack %p with the names there are",
  async (stack) => {
    const { message, registered } = await refusalOf(stack, {});
    expect(message).toContain(`Stacks are named <scenario>-<environment>: ${stackNames().join(", ")}.`);
    expect(registered).toEqual([]);
  },
);
