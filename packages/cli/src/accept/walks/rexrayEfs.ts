import { hasHosts, loggedLines, OperateError } from "@ballast/operate";
import type { Step, StepContext, Walk } from "../step.ts";
import { drains, edit, editorOf, output } from "./actions.ts";

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

/**
 * The folder of the first stack's access point, below the root of the data that AWS Backup restored (README of the
 * scenario).
 */
async function folder(context: StepContext): Promise<string> {
  const since = new Date(Date.now() - 60_000);
  const [directory] = file.split(/\/(?=[^/]+$)/);
  await edit(context, [`find ${directory} -maxdepth 6 -path '*/aws-backup-restore_*/ballast-accept.txt'`]);
  const lines = await loggedLines(
    context.aws,
    {
      taskDefinition: await editorOf(context),
      since,
      wanted: /\/aws-backup-restore_.*\/ballast-accept\.txt$/,
    },
    { ...context.pace, timeoutSeconds: Math.min(context.pace.timeoutSeconds, 600) },
  );
  const [, found] = /^\/srv\/shared(\/.+)\/[^/]+$/.exec(lines.at(-1) ?? "") ?? [];
  if (found === undefined)
    throw new OperateError(`No folder of AWS Backup has the file: ${lines.join(", ")}.`);
  return found;
}

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
          : "its tasks run on AWS Fargate, which has no container instances to drain; compute: ec2 makes this step run",
    ),
  ],
  readsBack: readLines,
  restoring: { stores: () => ["files-files"], folder },
};
