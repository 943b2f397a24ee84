/** Properties of the capacity that the state machine needs. */
export interface MachineFacts {
  /** Prefix of the resources that it calls: `arn:aws:states:::aws-sdk:`. */
  calls: string;
  groupName: string;
  clusterName: string;
  capacityProviderName: string;
  /** Public parameter that names the newest image. */
  parameter: string;
  /** @default - the newest image */
  pinnedImageId?: string;
  maximumAgeDays: number;
  /** Preferences of the group's own instance refreshes. */
  preferences: object;
  /** Name tags of volumes that can be attached to one host at a time. */
  volumeNames: string[];
}
