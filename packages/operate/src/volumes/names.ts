import { pluginVolumes } from "@ballast/analysis";
import type { TaskDefinition } from "@aws-sdk/client-ecs";

/** The parts from which plugins build the name of a task definition's volume. */
export interface NamedVolume {
  family: string;
  /** The volume's name in the task definition. */
  name: string;
  scope: "task" | "shared";
}

/** The distinct plugin volumes of task definitions. */
export function namedVolumes(definitions: TaskDefinition[]): NamedVolume[] {
  const all = definitions.flatMap((definition) =>
    pluginVolumes(definition).map(({ name, scope }) => ({ family: definition.family ?? "", name, scope })),
  );
  return [...new Map(all.map((one) => [`${one.family} ${one.name} ${one.scope}`, one])).values()];
}

/**
 * Whether a Docker volume name matches one of these volumes. The ECS agent generates names for volumes of scope
 * `task`. A match does not prove ownership: plugins of two clusters use the same names with different tag prefixes.
 */
export function isNamed(dockerName: string, { family, name, scope }: NamedVolume): boolean {
  return dockerName === name || (scope === "task" && agentPattern(family, name).test(dockerName));
}

/** The names as EC2 filter values, in which `*` is a wildcard. */
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

/** The pattern of the ECS agent's names for a volume of scope `task`, for messages. */
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

/** Escapes `*`, `?` and backslash for EC2's filters, in which `*` and `?` are wildcards. */
export function escapedFilter(text: string): string {
  return text.replaceAll(/[*?\\]/g, "\\$&");
}
