import * as pulumi from "@pulumi/pulumi";
import { compute } from "../effects/cases/compute.ts";
import { scenarios } from "../effects/cases/scenarios.ts";
import { storage } from "../effects/cases/storage.ts";

// A program that ordinaryMocks.test.ts runs: in a process of its own, because Jest reports an unhandled rejection as
// the failure of the test that runs at that time. Other teams' unit tests use the mocks of Pulumi's guide (pulumi.com/docs/iac/
// guides/testing/unit): a resource's state is its inputs, a call returns nothing or its inputs.

const answers: Record<string, (inputs: pulumi.Inputs) => pulumi.Inputs> = {
  nothing: () => ({}),
  inputs: (inputs) => inputs,
};

const failures: string[] = [];
let what = "";
process.on("unhandledRejection", (reason) => failures.push(`${what}: ${String(reason)}`));

let tried = 0;
for (const [answer, call] of Object.entries(answers)) {
  await pulumi.runtime.setMocks({
    newResource: ({ name, inputs }) => ({ id: `${name}_id`, state: { ...(inputs as object) } }),
    call: ({ inputs }) => call(inputs as pulumi.Inputs),
  });
  for (const { component, build, modes } of [...storage, ...compute, ...scenarios])
    for (const [mode, args] of Object.entries(modes)) {
      what = `${component}, ${mode}, calls answered with ${answer}`;
      tried += 1;
      try {
        const made = build(args as never);
        const own = Object.entries(made).filter(
          ([key, value]) => !key.startsWith("__") && typeof value !== "function",
        );
        const outputs = pulumi.output(Object.fromEntries(own)) as unknown as { promise(): Promise<unknown> };
        await outputs.promise();
        await pulumi.runtime.disconnect();
      } catch (error) {
        failures.push(`${what}: ${String(error)}`);
      }
    }
}
console.log(JSON.stringify({ tried, failures: [...new Set(failures)] }));
