import { imageFault } from "@ballast/ecs";
import { z } from "zod";
import { held, refuse } from "./common.ts";

/** An image that anyone may pull, or that lies in Amazon ECR. */
export const image = held(z.string(), (faults, path, value) => {
  const fault = imageFault(value, false);
  if (fault !== undefined) faults.add(path, fault);
});

/** An image that the deployer may not have pushed yet. */
interface PushedImage {
  repository: string;
  tag?: string | undefined;
}

/** A task definition needs some tag; with no task wanted, nothing pulls it. */
export function imageName({ repository, tag = "not-pushed-yet" }: PushedImage): string {
  return `${repository}:${tag}`;
}

/** For `.superRefine`. @param withLogin Whether ECS pulls it with a registry's login. */
export function checkImageName(pushed: PushedImage, withLogin: boolean, context: z.RefinementCtx): void {
  if (pushed.repository === "") {
    refuse(context, ["image", "repository"], 'is "". Use, for example, "registry.example.com/team/web".');
    return;
  }
  const message = imageFault(imageName(pushed), withLogin);
  if (message === undefined) return;
  refuse(context, ["image"], message);
}
