import { pluginVolumes } from "@ballast/analysis";
import type { TaskDefinition } from "@aws-sdk/client-ecs";

/** How plugins name what they create for a volume of a task definition. */
export interface NamedVolume {
  family: string;
  /** The task definition's name for it. */
  name: string;
  scope: "task" | "shared";
}

/** The volumes that plugins are asked for, each once. */
export function namedVolumes(definitions: TaskDefinition[]): NamedVolume[] {
  const all = definitions.flatMap((definition) =>
    pluginVolumes(definition).map(({ name, scope }) => ({ family: definition.family ?? "", name, scope })),
  );
  return [...new Map(all.map((one) => [`${one.family} ${one.name} ${one.scope}`, one])).values()];
}

/**
 * Whether Docker knows a volume by the name of one of these. The agent gives volumes of scope `task` names of their own.
 * This says nothing about whose it is: plugins of two clusters use the same names, with tags of their own before them.
 */
export function isNamed(dockerName: string, { family, name, scope }: NamedVolume): boolean {
  return dockerName === name || (scope === "task" && agentPattern(family, name).test(dockerName));
}

/** The same as a filter of EC2's, in which `*` stands for anything. */
export function namePatterns(volumes: NamedVolume[]): string[] {
  const patterns = volumes.flatMap(({ family, name, scope }) => {
    const escaped = escapedFilter(name);
    return [
      escaped,
      `*/${escaped}`,
      ...(scope === "task" ? [`*ecs-${escapedFilter(family)}-*-${escaped}-*`] : []),
    ];
  });
  return [...new Set(patterns)];
}

/** For people: what the agent names a volume of scope `task`. */
export function agentNames(family: string, name: string): string {
  return `ecs-${family}-<revision>-${name}-<id>`;
}

/** `ecs-<family>-<revision>-<name>-<hexadecimal>` */
export function agentPattern(family: string, name: string): RegExp {
  return new RegExp(`^ecs-${escapedPattern(family)}-\\d+-${escapedPattern(name)}-[0-9a-f]+$`);
}

function escapedPattern(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

/** In EC2's filters `*` and `?` are wildcards, and a backslash takes that away. */
export function escapedFilter(text: string): string {
  return text.replaceAll(/[*?\\]/g, "\\$&");
}
