export interface Resources {
  /** CPU units; 1,024 per vCPU. */
  cpu: number;
  memoryMiB: number;
  gpus: number;
  /** Network interfaces that tasks can have. */
  interfaces: number;
}
