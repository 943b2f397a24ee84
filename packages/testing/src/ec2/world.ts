/** What a call of the simulated EC2 does instead of its normal work. */
export const FaultKind = {
  /** HTTP 503 RequestLimitExceeded. */
  Throttled: "throttled",
  /** HTTP 500 InternalError. */
  Internal: "internal",
  /** HTTP 400 RequestExpired: the host's clock is wrong. */
  Expired: "expired",
  /** HTTP 403 UnauthorizedOperation. */
  Unauthorized: "unauthorized",
  /** HTTP 200 without anything in it. */
  Blank: "blank",
  /** No answer at all: the caller's own limit ends it. */
  Slow: "slow",
  /** The connection ends before an answer. */
  Cut: "cut",
  /** HTTP 404. */
  Missing: "missing",
} as const;
export type FaultKind = (typeof FaultKind)[keyof typeof FaultKind];

export interface Fault {
  /** `DescribeVolumes`, `AttachVolume`, `PutMetricData`, `PutComplianceItems`; or `token`, `instance-id`, `region` of the metadata service. */
  call: string;
  kind: FaultKind;
  /** Calls that are answered before. @default 0 */
  after?: number;
  /** Calls that fail. @default - all from then on */
  times?: number;
}

export interface Holder {
  instance: string;
  state: string;
  device: string;
}

export interface WorldVolume {
  snapshotId?: string;
  /** The holders of the volume in order, with the second from which each has it; `null` means that it is free. */
  holders: { from: number; holder: Holder | null }[];
  /** Seconds in state `attaching`. @default 0 */
  attachingSeconds?: number;
  /** Seconds from `attached` until its device appears; `null` is never. @default 0 */
  deviceSeconds?: number | null;
  /** Device names that EC2 refuses because others use them. @default - none */
  usedNames?: string[];
}

/** EC2, its metadata service and the time, as one host meets them. */
export interface World {
  instanceId: string;
  region: string;
  volumes: Record<string, WorldVolume>;
  faults: Fault[];
  /** Before this second nothing listens at EC2's address. @default 0 */
  listensFrom?: number;
  /** Before this second its name is not known. @default 0 */
  namedFrom?: number;
  /** Simulated seconds for each second of waiting, so that a limit of 45 minutes is reached with fewer calls. @default 1 */
  pace?: number;
}

/** The calls that the simulated EC2 received. */
export interface WorldLog {
  /** Seconds since the start. */
  now: number;
  /** Calls in their order: `12 DescribeVolumes throttled`. */
  calls: string[];
  /** The statuses that Systems Manager received. */
  reports: string[];
  /** Dimensions and values that CloudWatch was told. */
  metrics: string[];
}
