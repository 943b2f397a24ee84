/** The result of a condition: true, false, or unknown with the reasons. */
export type Verdict = boolean | Unknown;

export interface Unknown {
  /** Reasons, for messages: `attribute:ecs.ami-id is known only when the instance runs`. */
  unknown: readonly string[];
}

export function unknownFor(...reasons: string[]): Unknown {
  return { unknown: reasons };
}

export function isUnknown(verdict: Verdict): verdict is Unknown {
  return typeof verdict !== "boolean";
}

export function opposite(verdict: Verdict): Verdict {
  return isUnknown(verdict) ? verdict : !verdict;
}

/** False if any result is false, even if others are unknown (Kleene's logic). */
export function every<T>(items: Iterable<T>, verdictOf: (item: T) => Verdict): Verdict {
  return joined(items, verdictOf, false);
}

/** True if any result is true, even if others are unknown. */
export function some<T>(items: Iterable<T>, verdictOf: (item: T) => Verdict): Verdict {
  return joined(items, verdictOf, true);
}

function joined<T>(items: Iterable<T>, verdictOf: (item: T) => Verdict, decisive: boolean): Verdict {
  let reasons: Set<string> | undefined;
  for (const item of items) {
    const verdict = verdictOf(item);
    if (verdict === decisive) return decisive;
    if (!isUnknown(verdict)) continue;
    reasons ??= new Set();
    for (const reason of verdict.unknown) reasons.add(reason);
  }
  return reasons === undefined ? !decisive : { unknown: [...reasons] };
}
