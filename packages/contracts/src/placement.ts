export type { PlacementConstraint, PlacementStrategy } from "@ballast/placement";
