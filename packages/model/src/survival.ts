/** What the data of a storage component outlives. */
export interface Survival {
  /** Whether the data outlives the task that wrote it. */
  taskRestart: boolean;
  /** Whether the data outlives the container instance. */
  instanceLoss: boolean;
  /** Whether the data outlives the loss of an availability zone. */
  zoneLoss: boolean;
  /** Whether the data outlives the stack. */
  destroy: boolean;
}
