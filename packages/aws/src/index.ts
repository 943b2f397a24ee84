export type { ComputedOutput, Replacement, ResourceType } from "./resourceType.ts";
