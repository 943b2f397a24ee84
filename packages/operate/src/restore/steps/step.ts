import { word } from "../../shellWord.ts";
import type { FoundStore } from "../found.ts";
import { nameWith, stamp } from "../names.ts";
import type { Chosen, RecoveryPoint } from "../points.ts";
import type { StoreKind } from "../stores.ts";

/** Something to do, and the lines to paste for it into bash. */
export interface Step {
  say: string;
  commands: string[];
}

/** A setting of the stack that has it start from a recovery point. */
export interface AdoptingSetting {
  /** Keys below the settings: `volume`, `snapshotId`. */
  path: string[];
  /** @default - the setting must be removed, because it is rejected together with the others */
  value?: string;
  /** For a setting that must be removed: the error with which it is rejected. @default - it need not be removed */
  why?: string;
}

/** The data from which the steps are written. */
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
  /** The call that lists the recovery points of the stack's region: `npx ballast restore … --store …`. */
  againCommand: string;
  /** Names of the stack's outputs that contain ARNs of secrets. */
  secretOutputs: string[];
  /** Users of a database server whose logins the deployment sets to the values in their secrets. */
  ownLogins: string[];
  /** The region that has the recovery points, where it is another one. */
  pointsRegion?: string;
  /** The role with which AWS Backup copies and backs up. */
  roleArn: string;
  /** When the steps are written: names that they give have it, so that a later restore does not meet them. */
  now: Date;
}

export function command(...words: string[]): string {
  return words.map(word).join(" ");
}

/** The store that stands, where there is exactly one. */
export function oldId({ found: { standing } }: Restoring): string | undefined {
  return standing.length === 1 ? standing[0]?.id : undefined;
}

/** `-before-20261128t103000z`: the ending of names of what was there before a restore. */
export function before({ now }: Restoring): string {
  return `-before-${stamp(now)}`;
}

/** A name of RDS for what was there before a restore. */
export function beforeName(name: string, restoring: Restoring): string {
  return nameWith(name, before(restoring));
}

/** Whether the steps may name for deletion what stands: it stays, and is certainly the stack's. */
export function isLeftBehind({ found: { store } }: Restoring): boolean {
  return store.isRetained && store.isShared !== true;
}

/** AWS deletes automated snapshots of RDS with the server, so settings name a copy that stays. */
export function adoptedId(kind: StoreKind, { id, isAutomatic }: RecoveryPoint): string {
  if (isAutomatic !== true || (kind !== "rds" && kind !== "aurora")) return id;
  return `${manualName(id)}-kept`;
}

/** RDS marks snapshots of its services with a prefix that a name of yours cannot have: `rds:`, `awsbackup:`. */
export function manualName(id: string): string {
  return id.replace(/^\w+:/, "");
}

/** Why what follows is done by hand. @param does What the settings would do: `starts mysql-volume from a snapshot`. */
export function byHandReason({ stack, refusal }: Restoring, does: string): string {
  return refusal === undefined
    ? `No setting of ${stack} ${does}.`
    : `${stack} has a setting that ${does}, but refuses it. ${refusal}`;
}

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

/** The step that says which setting must stay after the restore. */
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
