/** A rule that container instances must satisfy so that tasks are placed on them. */
export interface PlacementConstraint {
  /** `memberOf` or `distinctInstance`. */
  type: string;
  /**
   * Cluster query language, for `memberOf`: `attribute:ecs.availability-zone == eu-central-1a`.
   *
   * @default - none; `distinctInstance` has no expression
   */
  expression?: string;
}

/** How ECS chooses among the instances that satisfy the constraints. */
export interface PlacementStrategy {
  /** `random`, `spread` or `binpack`. */
  type: string;
  /**
   * Field for `spread` (`instanceId`, `attribute:ecs.availability-zone`) or for `binpack` (`cpu`, `memory`).
   *
   * @default - none; `random` has no field
   */
  field?: string;
}
