import type { Project } from "@ballast/plan";
import { parseDocument, type Document } from "yaml";

/** The project with other settings of a stack. */
export function withSettings(project: Project, name: string, change: (settings: Document) => void): Project {
  const { values, encrypted } = project.configurationOf(name);
  const settings = parseDocument(values["ballast:settings"] ?? "");
  change(settings);
  const own = { values: { ...values, "ballast:settings": JSON.stringify(settings) }, encrypted };
  return {
    ...project,
    configurationOf: (stack) => (stack === name ? own : project.configurationOf(stack)),
  };
}
