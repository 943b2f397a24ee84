import { OperateError, readCluster } from "@ballast/operate";
import type { Walk } from "../step.ts";
import { output } from "./actions.ts";

/**
 * The color in a task's group, `service:<service>`. For another instance of the scenario, the service's name has a
 * prefix.
 */
const ofColor = /[:-]on-([a-z]+)-/;

export const placement: Walk = {
  steps: [
    {
      id: "colors",
      does: "finds the tasks of each color on instances of that color, and a monitoring task on each instance",
      minutes: 10,
      run: async ({ aws, ...context }) => {
        const cluster = await output({ aws, ...context }, "clusterName");
        const { instances, tasks } = await readCluster(aws, cluster);
        const wrong: string[] = [];
        if (!tasks.some(({ group = "" }) => ofColor.test(group)))
          wrong.push("no task with a color is running");
        for (const { group = "", containerInstanceArn } of tasks) {
          const color = ofColor.exec(group)?.[1];
          const host = instances.find((one) => one.containerInstanceArn === containerInstanceArn);
          const own = host?.attributes?.find(({ name }) => name === "color")?.value;
          if (color !== undefined && own !== color)
            wrong.push(
              `${group} is on ${host?.ec2InstanceId ?? "an unknown host"}, whose color is ${own ?? "not set"}`,
            );
        }
        const watched = new Set(
          tasks
            .filter(({ group = "" }) => /[:-]monitoring-(?!distinct)/.test(group))
            .map((one) => one.containerInstanceArn),
        );
        for (const { containerInstanceArn, ec2InstanceId = "" } of instances)
          if (!watched.has(containerInstanceArn)) wrong.push(`${ec2InstanceId} has no monitoring task`);
        if (wrong.length > 0) throw new OperateError(`${wrong.join("; ")}.`);
        return { instances: String(instances.length), tasks: String(tasks.length) };
      },
    },
  ],
};
