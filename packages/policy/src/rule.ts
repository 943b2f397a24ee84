import type { Resource, Stack } from "@ballast/model";

export const Severity = { Error: "error", Warning: "warning", Waived: "waived" } as const;
export type Severity = (typeof Severity)[keyof typeof Severity];

/** A finding about a part of a resource, or about another resource than the one checked. */
export interface Violation {
  /** @default - the resource that the rule checks */
  resource?: Resource;
  /**
   * The container, volume, … that the finding concerns. The name must be unique among the rule's findings for
   * the resource, because waivers and exceptions apply to one part.
   *
   * @default - the resource as a whole
   */
  part?: string;
  message: string;
}

/** The texts of a rule. */
export interface RuleText {
  /** Used in findings, waivers and settings; must never be renamed. */
  id: string;
  severity: "error" | "warning";
  /** The requirement, in one sentence. */
  sentence: string;
  why: string;
  fix: string;
  /** Equivalent checks of other tools: cdk-nag (`AwsSolutions-…`) and checkov (`CKV…`). */
  covers?: readonly string[];
  /** Whether the rule runs only if a policy pack's configuration enables it. @default false */
  optional?: boolean;
}

export interface Rule extends RuleText {
  /**
   * Types of the resources that the rule checks. A type that ends in `*` matches all types with that prefix.
   */
  types: readonly string[];
  /**
   * The findings for one resource of these types, as texts that follow the resource's name.
   *
   * When the rule reads a property that is not known yet, its later findings for this resource are discarded
   * in the preview. The update reports them.
   *
   * @param today Date as `2027-03-31`.
   */
  check(resource: Resource, stack: Stack, today: string): Iterable<string | Violation>;
}
