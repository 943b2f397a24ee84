import type { Resource, Stack } from "@ballast/model";

export const Severity = { Error: "error", Warning: "warning", Waived: "waived" } as const;
export type Severity = (typeof Severity)[keyof typeof Severity];

/** What a rule has against a part of a resource, or against another resource than the one that it looks at. */
export interface Violation {
  /** @default - the one that the rule looks at */
  resource?: Resource;
  /**
   * The container, volume, … that it is about, by a name that no other part of the resource has for this rule: waivers and
   * exceptions hold for this part alone.
   *
   * @default - the resource as a whole
   */
  part?: string;
  message: string;
}

/** What people read of a rule. */
export interface RuleText {
  /** Stands in findings, waivers and settings: never renamed. */
  id: string;
  severity: "error" | "warning";
  /** What must be so, in one sentence. */
  sentence: string;
  why: string;
  fix: string;
  /** Checks of other tools that ask for the same: of cdk-nag (`AwsSolutions-…`) and of checkov (`CKV…`). */
  covers?: readonly string[];
  /** True: looked at only where a policy pack's configuration asks for it. @default false */
  optional?: boolean;
}

export interface Rule extends RuleText {
  /** Types of the resources that it looks at; one that ends in `*` stands for all that begin so. */
  types: readonly string[];
  /**
   * What is wrong with one resource of these types, in words that go on from its name.
   *
   * Reading a property that is not known yet ends the look at this resource: what a rule finds after that is no
   * finding, in a preview, and is found by the update.
   *
   * @param today As `2027-03-31`.
   */
  check(resource: Resource, stack: Stack, today: string): Iterable<string | Violation>;
}
