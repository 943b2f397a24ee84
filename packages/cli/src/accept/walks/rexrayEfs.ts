import { hasHosts } from "@ballast/operate";
import type { Step, Walk } from "../step.ts";
import { drains, edit, output } from "./actions.ts";

const file = "/srv/shared/ballast-accept.txt";
const writers = [1, 2, 3, 4];

const readLines: Step = {
  id: "read-lines",
  does: "finds the lines of all four tasks in the file, from another task",
  minutes: 15,
  run: (context) => {
    const lines = writers.map((writer) => `grep -qx '${context.record.mark} ${writer}' ${file}`);
    return edit(context, [lines.join(" && ")]);
  },
};

export const rexrayEfs: Walk = {
  steps: [
    {
      id: "write-lines",
      does: "has four tasks edit one file at the same time",
      minutes: 15,
      run: (context) =>
        edit(
          context,
          writers.map((writer) => `echo '${context.record.mark} ${writer}' >> ${file}`),
        ),
    },
    readLines,
    drains(
      (context) => output(context, "serviceName"),
      ({ planned }) =>
        hasHosts(planned.plan.resolved, planned.plan.clusters)
          ? undefined
          : "its tasks run on AWS Fargate, which has no container instances to drain",
    ),
  ],
  readsBack: readLines,
};
