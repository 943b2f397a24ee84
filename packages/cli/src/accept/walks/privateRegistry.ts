import { OperateError, runningImages } from "@ballast/operate";
import type { Walk } from "../step.ts";
import { output } from "./actions.ts";

export const privateRegistry: Walk = {
  steps: [
    {
      id: "image-pulled",
      does: "checks that tasks run the image of the configured registry, by its digest",
      minutes: 10,
      run: async (context) => {
        const cluster = await output(context, "clusterName");
        const images = await runningImages(context.aws, cluster, await output(context, "serviceName"));
        if (images.length === 0)
          throw new OperateError(
            `No task is running. Follow the stack's output nextStep, then run accept again: npx pulumi stack output nextStep -s ${context.stack}`,
          );
        const unknown = images.filter(({ digest }) => digest === undefined);
        if (unknown.length > 0)
          throw new OperateError(
            `ECS has pulled no image for ${unknown.map(({ image }) => image).join(", ")}.`,
          );
        return Object.fromEntries(images.map(({ image, digest }) => [image, String(digest)]));
      },
    },
  ],
};
