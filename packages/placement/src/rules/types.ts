/** A rule that a container instance must satisfy to be given a task. */
export interface PlacementConstraint {
  /** `memberOf` or `distinctInstance`. */
  type: string;
  /**
   * Cluster query language, for `memberOf`: `attribute:ecs.availability-zone == eu-central-1a`.
   *
   * @default - none; `distinctInstance` takes none
   */
  expression?: string;
}

/** A preference between the instances that the constraints leave. */
export interface PlacementStrategy {
  /** `random`, `spread` or `binpack`. */
  type: string;
  /**
   * What to spread over (`instanceId`, `attribute:ecs.availability-zone`) or to pack by (`cpu`, `memory`).
   *
   * @default - none; `random` takes none
   */
  field?: string;
}
