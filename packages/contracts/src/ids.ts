import * as pulumi from "@pulumi/pulumi";
import type { Faults } from "./faults.ts";
import { given, kindOf } from "./quoting.ts";
import { held, isLater } from "./secretReference.ts";

/** An id that AWS or a vendor gives, so that a component takes it as another resource's output too. */
export interface IdForm {
  /** The kind of id with its article: `a snapshot id`. */
  what: string;
  pattern: RegExp;
  example: string;
}

export const snapshotIdForm: IdForm = {
  what: "a snapshot id",
  pattern: /^snap-[0-9a-f]{8,17}$/,
  example: "snap-0123456789abcdef0",
};

function isOfForm(value: unknown, { pattern }: IdForm): boolean {
  return typeof value === "string" && pattern.test(value);
}

function expected({ what, example }: IdForm): string {
  return `is not ${what}, for example ${given(example)}.`;
}

/** Checks an id that is known when the program runs; what is not known yet is for `heldId`. */
export function checkId(faults: Faults, path: string, value: unknown, form: IdForm): void {
  if (value !== undefined && !isLater(value) && !isOfForm(value, form))
    faults.add(path, `${given(value)} ${expected(form)}`);
}

/**
 * The id, for use in place of the argument. An output that turns out to hold something else, or nothing, fails what uses it
 * before it reaches a resource: without its snapshot, a volume would be created blank.
 *
 * @param subject Of the message: `RexrayEbs "db"`.
 */
export function heldId<Id extends pulumi.Input<string> | undefined>(
  subject: string,
  path: string,
  value: Id,
  form: IdForm,
): Id | pulumi.Output<string> {
  return value !== undefined && isLater(value)
    ? held(subject, path, pulumi.output<string>(value), (known) =>
        isOfForm(known, form) ? undefined : `is ${kindOf(known)} (not shown). It ${expected(form)}`,
      )
    : value;
}
