import type { BootStep } from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";
import type { Declaration } from "./examine.ts";
import type { Host } from "./hosts.ts";

/** What every step declared that a program has joined, with its script. */
export type Declared = Declaration & { script: string };

/** For a mock of mergeInstanceParts: keeps what it was given, when its scripts are known. */
export function keepDeclarations(steps: Record<string, BootStep>, kept: Declared[]): void {
  for (const [name, { waitsFor, provides = [], script }] of Object.entries(steps))
    pulumi.output(script).apply((text) => kept.push({ name, waitsFor, provides, script: text.trim() }));
}

/** Of the steps that are in a host's script. */
export function declarationsOf({ userData }: Host, kept: Declared[]): Declaration[] {
  const isIn = ({ name, script }: Declared) =>
    userData.includes(`current="${name}"`) || userData.includes(`$current = "${name}"`)
      ? userData.includes(script)
      : false;
  const byName = new Map(kept.filter(isIn).map((one) => [one.name, one]));
  return [...byName.values()];
}
