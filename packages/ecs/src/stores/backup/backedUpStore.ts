import type { Protection, Site, StoreBackup } from "@ballast/contracts";
import type * as pulumi from "@pulumi/pulumi";
import type { StoreKind } from "./storeKind.ts";

/** A store as AWS Backup needs to know it. */
export interface BackedUpStore {
  site: Site;
  arn: pulumi.Input<string>;
  kind: StoreKind;
  backup: StoreBackup | undefined;
  /** Whether the store remains when the stack is destroyed; then its backups and their resources remain, too. */
  stays: boolean;
  /**
   * Protection of the store, which also applies to its vaults: recovery points are deleted together with a store that
   * is not retained.
   */
  protection: Protection | undefined;
  /** Name of the store in alarms: `volume mysql`. */
  says: string;
  /** Restore metadata. @default - AWS Backup infers it */
  restore?: Record<string, pulumi.Input<string>>;
}
