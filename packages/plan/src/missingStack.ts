import { suggestion } from "@ballast/model";
import { PlanError } from "./planError.ts";
import type { Project } from "./project.ts";

/** A reference to a stack of which nothing is known here. @param fullName With its organization and project. */
export function missingStack(project: Project, from: string, stack: string, fullName: string): PlanError {
  const { file } = project.configurationOf(from);
  const subject = `${from}${file === undefined ? "" : ` (${file.path})`} refers to the stack`;
  if (fullName.split("/").at(-2) !== project.name)
    return new PlanError(
      `${subject} ${fullName}, which is not in this project (${project.name}), so its outputs are unknown here. Refer to one of this project.`,
    );
  // Stacks of the same program, and not all, of which there may be hundreds.
  const [program = ""] = stack.split(/[_-]/);
  const like = project.stacks.filter((one) => one.startsWith(`${program}-`) || one.startsWith(`${program}_`));
  const others = like.length === 0 ? "" : ` Similar stacks: ${like.slice(0, 10).join(", ")}.`;
  return new PlanError(
    `${subject} ${stack}, which has no settings file here.${suggestion(stack, project.stacks)}${others} ` +
      `Add the file Pulumi.${stack}.yaml beside the others, or have the settings of ${from} name another stack.`,
  );
}
