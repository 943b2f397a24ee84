import { metricFault } from "@ballast/aws/metrics";
import { Stage } from "../testing/stage.ts";
import { fullnessOf, storeMetrics } from "./fullness.ts";
import type { StoreKind } from "./stores.ts";
import { backups, expectNoFaults } from "./testing.ts";

const gib = 2 ** 30;
const kinds = Object.keys(storeMetrics) as StoreKind[];
const aws = backups();
let stage: Stage;

beforeEach(async () => {
  stage = await Stage.open();
});

afterEach(expectNoFaults);

async function tell(kind: StoreKind, id: string, values: [hoursAgo: number, value: number][]): Promise<void> {
  const { namespace, name, id: key, more = {} } = storeMetrics[kind];
  await stage.measure(
    { namespace, name, dimensions: { [key]: id, ...more } },
    values.map(([hoursAgo, value]) => [hoursAgo * 60 + 1, value]),
  );
}

describe.each(kinds)("how full what stands of %s is (F.0.35)", (kind) => {
  const unit = kind === "ebs" ? 1 : gib;

  it("is its metric's newest value and its oldest of a month, and nobody else's", async () => {
    await tell(kind, "one", [
      [20 * 24, 40 * unit],
      [3, 50 * unit],
      [1, 60 * unit],
    ]);
    await tell(kind, "other", [[1, 99 * unit]]);
    const { now, before } = await fullnessOf(aws, kind, "one");
    expect({ now: now?.value, before: before?.value }).toEqual({ now: 60, before: 40 });
  });

  it("is unknown without a value of the last hours, and has no past of less than a day", async () => {
    await tell(kind, "old", [[48, 40 * unit]]);
    expect(await fullnessOf(aws, kind, "old")).toEqual({ measure: storeMetrics[kind].measure });
    await tell(kind, "young", [
      [20, 40 * unit],
      [1, 41 * unit],
    ]);
    expect((await fullnessOf(aws, kind, "young")).before).toBeUndefined();
  });
});

// Of an EBS volume its host tells, in a namespace of ours.
it.each(kinds.filter((kind) => kind !== "ebs"))(
  "how full %s is, is a metric that AWS has, with its dimensions",
  (kind) => {
    const { namespace, name, id, more = {} } = storeMetrics[kind];
    expect(metricFault({ namespace, name, dimensions: [id, ...Object.keys(more)] })).toBeUndefined();
  },
);
