import { OperateError } from "@ballast/operate";
import type { StepContext, Walk } from "../step.ts";
import { drains, onHost } from "./actions.ts";

const folder = "/mnt/ballast";

/** Sorted by name, because Pulumi's outputs and the plan have different orders. */
function firstOf(volumeIds: unknown): string | undefined {
  return Object.keys(volumeIds ?? {}).sort()[0];
}

/** The service of the first block volume. */
async function service(context: StepContext): Promise<string> {
  const { volumeIds, serviceNames } = await context.pulumi.outputs(context.stack, context.pace);
  const key = firstOf(volumeIds);
  const name = key === undefined ? undefined : (serviceNames as Record<string, string>)[key];
  if (name === undefined)
    throw new OperateError(`${context.stack} has no block volume (\`backing: relocatable\`) to write to.`);
  return name;
}

const readFile = onHost({
  id: "read-file",
  does: "reads the file back from the block volume",
  minutes: 15,
  service,
  script: () => `cat ${folder}/data-*/ballast-accept.txt`,
});

export const cloudstorSpot: Walk = {
  steps: [
    onHost({
      id: "write-file",
      does: "writes a file on the block volume",
      minutes: 15,
      service,
      script: (mark) =>
        `for folder in ${folder}/data-*; do echo ${mark} > "$folder/ballast-accept.txt" && sync && cat "$folder/ballast-accept.txt"; done`,
    }),
    drains(service),
    readFile,
  ],
  readsBack: readFile,
  restoring: {
    stores: ({ planned: { plan } }) => {
      const key = firstOf(plan.outputs["volumeIds"]);
      return key === undefined ? [] : [`data-${key}-volume`];
    },
  },
};
