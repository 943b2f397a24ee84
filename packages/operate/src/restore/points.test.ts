import fc from "fast-check";
import {
  allowedText,
  choosePoint,
  type Choice,
  type Chosen,
  type RecoveryPoint,
  type TimeRange,
} from "./points.ts";

/* Times are minutes, so that many are equal. */
const minute = (count: number): Date => new Date(Date.UTC(2026, 10, 27, 0, count));
const minutes = fc.integer({ min: 0, max: 12 });

const point: fc.Arbitrary<RecoveryPoint> = fc.record(
  {
    id: fc.constantFrom("a", "b", "c", "d", "e").map((letter) => `snap-${letter}`),
    kind: fc.constant("snapshot"),
    state: fc.constantFrom("completed", "pending", "error", "EXPIRED", "DELETING"),
    time: minutes.map(minute),
    unusable: fc.constantFrom("it is pending", "its key is Disabled"),
  },
  { requiredKeys: ["id", "kind", "state"] },
);
const points = fc.uniqueArray(point, { selector: ({ id }) => id, maxLength: 5 });
const range: fc.Arbitrary<TimeRange | undefined> = fc.option(
  fc.tuple(minutes, minutes).map(([one, other]) => ({
    earliest: minute(Math.min(one, other)),
    latest: minute(Math.max(one, other)),
  })),
  { nil: undefined },
);
const choice: fc.Arbitrary<Choice> = fc.record({
  points,
  range,
  at: fc.option(minutes.map(minute), { nil: undefined }),
});

/**
 * The rule once more, in another way: each minute from the newest back to the first is asked whether data of exactly that minute can be
 * had, and the first that can is the answer.
 */
function asked({ points: all, range: within, at }: Choice): Chosen | undefined {
  for (let count = 12; count >= 0; count -= 1) {
    const now = minute(count);
    if (at !== undefined && now > at) continue;
    let first: RecoveryPoint | undefined;
    for (const one of all) {
      if (one.unusable !== undefined || one.time?.toISOString() !== now.toISOString()) continue;
      if (first === undefined || one.id.localeCompare(first.id) < 0) first = one;
    }
    if (first !== undefined) return { from: "point", point: first, time: now };
    if (within !== undefined && within.earliest <= now && now <= within.latest)
      return { from: "time", time: now };
  }
  return undefined;
}

describe("choosing from what a store is restored (F.0.35)", () => {
  it("chooses the newest that can be restored and holds nothing later than what was asked for", () => {
    fc.assert(
      fc.property(choice, (one) => {
        expect(choosePoint(one)).toEqual(asked(one));
      }),
      { numRuns: 2000 },
    );
  });

  it("does not depend on the order in which AWS lists them", () => {
    fc.assert(
      fc.property(choice, fc.infiniteStream(fc.nat()), (one, numbers) => {
        const shuffled = one.points
          .map((each) => ({ each, rank: numbers.next().value as number }))
          .sort((first, second) => first.rank - second.rank)
          .map(({ each }) => each);
        expect(choosePoint({ ...one, points: shuffled })).toEqual(choosePoint(one));
      }),
    );
  });

  it("says which moment would have had an answer, where there is none", () => {
    fc.assert(
      fc.property(choice, (one) => {
        if (one.at === undefined || choosePoint(one) !== undefined) return;
        const [, oldest] = /restored is (\S+)\. /.exec(allowedText(one)) ?? [];
        const any = choosePoint({ ...one, at: undefined });
        expect(oldest === undefined).toBe(any === undefined);
        if (oldest === undefined) return;
        const at = new Date(oldest);
        expect(choosePoint({ ...one, at })?.time).toEqual(at);
        expect(choosePoint({ ...one, at: new Date(at.getTime() - 1) })).toBeUndefined();
      }),
      { numRuns: 1000 },
    );
  });
});
