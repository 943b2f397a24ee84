/** Which events the data of a storage component survives. */
export interface Survival {
  /** Whether the data survives the end of the task that wrote it. */
  taskRestart: boolean;
  /** Whether the data survives the loss of the container instance. */
  instanceLoss: boolean;
  /** Whether the data survives the loss of an Availability Zone. */
  zoneLoss: boolean;
  /** Whether the data remains when the stack is destroyed. */
  destroy: boolean;
}
