/** What the state machine must know of its capacity. */
export interface MachineFacts {
  /** Beginning of what it calls: `arn:aws:states:::aws-sdk:`. */
  calls: string;
  groupName: string;
  clusterName: string;
  capacityProviderName: string;
  /** Public parameter that names the newest image. */
  parameter: string;
  /** @default - the newest image */
  pinnedImageId?: string;
  maximumAgeDays: number;
  /** Those of the group's own refreshes. */
  preferences: object;
  /** Volumes that one host at a time holds, by their Name tags. */
  volumeNames: string[];
}
