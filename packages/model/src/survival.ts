/** What the data of a storage component outlives. */
export interface Survival {
  taskRestart: boolean;
  instanceLoss: boolean;
  zoneLoss: boolean;
  destroy: boolean;
}
