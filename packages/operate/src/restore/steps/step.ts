import type { FoundStore } from "../found.ts";
import type { Chosen } from "../points.ts";

/** Something to do, and the lines to paste for it into bash. */
export interface Step {
  say: string;
  commands: string[];
}

/** A setting of the stack that has it start from a recovery point. */
export interface AdoptingSetting {
  /** Keys below the settings: `volume`, `snapshotId`. */
  path: string[];
  /** @default - the setting is to be taken out: it is refused beside the others */
  value?: string;
  /** Of one that is to be taken out: the refusal. @default - it is not to be taken out */
  why?: string;
}

/** What the steps are written from. */
export interface Restoring {
  stack: string;
  region: string;
  found: FoundStore;
  chosen: Chosen;
  /** Settings that adopt what is restored; none if the stack has none. */
  settings: AdoptingSetting[];
  /** Why the stack refuses the settings that it has for this, where it has some. @default - it has none */
  refusal?: string;
  /** Where a volume is to lie. @default - where it stands */
  zone?: string;
  /** What `--apply` created already. @default - nothing */
  created?: string;
  /** The call that creates it: `npx ballast restore … --apply`. */
  applyCommand: string;
  /** Names of the stack's outputs that have ARNs of secrets. */
  secretOutputs: string[];
  /** Users of a database server whose logins the deployment sets to the values in their secrets. */
  ownLogins: string[];
  /** The region that has the recovery points, where it is another one. */
  pointsRegion?: string;
  /** By which AWS Backup restores. @default - a placeholder */
  roleArn?: string;
}

/** A word of a command for bash. */
export function word(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

export function command(...words: string[]): string {
  return words.map(word).join(" ");
}

/** The store that stands, where there is exactly one. */
export function oldId({ found: { standing } }: Restoring): string | undefined {
  return standing.length === 1 ? standing[0]?.id : undefined;
}

/** Why what follows is done by hand. @param does What the settings would do: `starts mysql-volume from a snapshot`. */
export function byHandReason({ stack, refusal }: Restoring, does: string): string {
  return refusal === undefined
    ? `No setting of ${stack} ${does}.`
    : `${stack} has a setting that ${does}, but refuses it. ${refusal}`;
}

export const renamed = "-before-restore";

/** Has Pulumi replace the store by one from the settings. The one that stands stays, unless the stack discards it. */
export function adoption(
  restoring: Restoring,
  { keepFirst, makeRoom }: { keepFirst: Step[]; makeRoom: Step[] },
): Step[] {
  const { stack, found } = restoring;
  const { urn, isRetained, name } = found.store;
  const old = oldId(restoring);
  const words = old === undefined ? name : `${old} (${name})`;
  return [
    {
      say: `Write the settings above into Pulumi.${stack}.yaml. They replace ${name}: ${
        old === undefined
          ? `no existing resource was found.${stateText(urn, isRetained, stack)}`
          : isRetained
            ? `${old} is kept in AWS, but Pulumi no longer manages it.`
            : `pulumi up deletes ${old}, because the stack discards it.`
      }`,
      commands: [],
    },
    ...(old === undefined || isRetained ? [] : keepFirst),
    ...(old === undefined ? [] : isRetained ? makeRoom : []),
    ...(urn !== undefined && isRetained && old !== undefined
      ? [
          {
            say: `Let Pulumi replace ${words}, which is protected.`,
            commands: [command("npx", "pulumi", "state", "unprotect", urn, "-s", stack, "--yes")],
          },
        ]
      : []),
    {
      say: `Deploy, without --refresh. The preview must show that ${name} is replaced, and no other store.`,
      commands: [command("npx", "pulumi", "up", "-s", stack)],
    },
  ];
}

/** Pulumi may not know yet that it is gone. */
function stateText(urn: string | undefined, isRetained: boolean, stack: string): string {
  if (urn === undefined || !isRetained) return "";
  const unprotect = command("npx", "pulumi", "state", "unprotect", urn, "-s", stack, "--yes");
  return ` If Pulumi's state still has it (npx pulumi stack -s ${word(stack)}), it is protected there: ${unprotect}`;
}

/** What must stay as it is afterwards. */
export function leaveSettings({ found, settings }: Restoring): Step[] {
  const last = settings[0];
  if (last === undefined) return [];
  return [
    {
      say: `Leave ${last.path.join(".")} in the settings. Before you change or remove it, check npx pulumi preview: it may replace ${found.store.name} again.`,
      commands: [],
    },
  ];
}
