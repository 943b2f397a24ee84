import type { Protection, WatchPart } from "@ballast/contracts";
import type * as pulumi from "@pulumi/pulumi";
import type { BackedUpStore } from "./backedUpStore.ts";
import { createVault } from "./vault.ts";
import { watchVault, type VaultWords } from "./watchBackup.ts";

/** The resources of AWS Backup for a store: none if only the service's own backups are configured. */
export interface StoreBackups {
  watchPart: WatchPart;
  /** Reasons of the vaults, for the rule `data-retention`. */
  protections: Record<string, Protection | undefined>;
}

/** Recovery points, copies and drills of a store by AWS Backup. @param words - where its alarms had names before. */
export function backUp(
  name: string,
  store: BackedUpStore,
  child: pulumi.ComponentResourceOptions,
  words?: VaultWords,
): StoreBackups {
  const vault = createVault(name, store, child);
  if (vault === undefined) return { watchPart: {}, protections: {} };
  return { watchPart: watchVault(store, vault, words), protections: vault.protections };
}
