/** Stores that AWS Backup can restore for a drill, by their names in restore testing (API reference, RestoreTestingSelectionForCreate, 2026-04). */
export const StoreKind = {
  Volume: "EBS",
  Files: "EFS",
  WindowsFiles: "FSx",
  Database: "RDS",
  Cluster: "Aurora",
} as const;
export type StoreKind = (typeof StoreKind)[keyof typeof StoreKind];

interface CopyRules {
  /** Whether the service copies its own backups to another region, so that a copy needs no vault. @default false */
  copiesItself?: boolean;
  /**
   * Whether a copy lies under a key of its owner's or of its service's: AWS Backup cannot copy what it does not fully manage into a
   * vault with its own key (AWS Backup developer guide, "Encryption for copies of a backup", 2026-04). @default false
   */
  copyNeedsKey?: boolean;
}

const copyRules: Record<StoreKind, CopyRules> = {
  EBS: { copiesItself: true },
  EFS: {},
  FSx: { copyNeedsKey: true },
  RDS: { copyNeedsKey: true },
  Aurora: { copyNeedsKey: true },
};

/** @param kind undefined where a setting may be of several kinds: the component that makes the store checks the rest. */
export function copyRulesOf(kind: StoreKind | undefined): CopyRules {
  return kind === undefined ? {} : copyRules[kind];
}
