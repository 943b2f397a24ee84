import type { TaskDefinition } from "@aws-sdk/client-ecs";
import { pluginVolumes } from "../taskDefinition.ts";

/** How plugins name what they make for a volume of a task definition. */
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
 * Whether something bears the name of one of these volumes: as it is (REX-Ray for EBS), after `/` (REX-Ray for EFS) or
 * after `<tag>/` (either, with a tag configured). The agent gives volumes of scope `task` names of their own:
 * `ecs-<family>-<revision>-<name>-<hexadecimal>`.
 *
 * @returns the volume, and the name by which Docker knew it.
 */
export function volumeNamed(
  fullName: string,
  volumes: NamedVolume[],
): { volume: NamedVolume; dockerName: string } | undefined {
  const dockerName = fullName.slice(fullName.lastIndexOf("/") + 1);
  const volume = volumes.find(
    ({ family, name, scope }) =>
      dockerName === name ||
      (scope === "task" &&
        new RegExp(`^ecs-${escaped(family)}-\\d+-${escaped(name)}-[0-9a-f]+$`).test(dockerName)),
  );
  return volume && { volume, dockerName };
}

/** The same as a filter of EC2's, in which `*` is anything. */
export function namePatterns(volumes: NamedVolume[]): string[] {
  return [
    ...new Set(
      volumes.flatMap(({ family, name, scope }) => [
        name,
        `*/${name}`,
        ...(scope === "task" ? [`*ecs-${family}-*-${name}-*`] : []),
      ]),
    ),
  ];
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
