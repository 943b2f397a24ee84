import { differenceOf } from "./differenceOf.ts";
import { plan, resource, urn } from "../testing.ts";

const volume = "aws:ebs/volume:Volume";
const data = (more: object = {}, inputs = { availabilityZone: "eu-central-1a" }) =>
  resource(volume, "data", inputs, more);

describe("data is lost", () => {
  it("with what is removed", () => {
    expect(differenceOf(plan([data()]), plan([])).losses).toEqual([
      {
        urn: urn(volume, "data"),
        type: volume,
        name: "data",
        how: "removed",
        cause: ["removed"],
        protected: false,
        retained: false,
        alike: [],
      },
    ]);
  });

  it("with what is replaced", () => {
    const { losses } = differenceOf(plan([data()]), plan([data({}, { availabilityZone: "eu-central-1b" })]));
    expect(losses).toMatchObject([{ name: "data", how: "replaced", cause: ["availabilityZone"], alike: [] }]);
  });

  it("even if AWS keeps it, since no stack knows of it any more", () => {
    const kept = { protect: true, retainOnDelete: true };
    expect(differenceOf(plan([data(kept)]), plan([])).losses).toMatchObject([
      { protected: true, retained: true },
    ]);
    const moved = data(kept, { availabilityZone: "eu-central-1b" });
    expect(differenceOf(plan([data(kept)]), plan([moved])).losses).toMatchObject([{ protected: true }]);
    expect(differenceOf(plan([data(kept)]), plan([{ ...moved, protect: false }])).losses).toMatchObject([
      { protected: false, retained: true },
    ]);
  });

  it("by whoever renames it without an alias, and hears what would keep it", () => {
    const renamed = resource(volume, "store", { availabilityZone: "eu-central-1a" });
    expect(differenceOf(plan([data()]), plan([renamed])).losses).toMatchObject([{ alike: [renamed.urn] }]);
  });

  it("with a stack that is gone", () => {
    expect(differenceOf(plan([data()]), undefined).losses).toMatchObject([
      { how: "removed", cause: ["stackRemoved"] },
    ]);
  });
});

describe("data stays", () => {
  it.each([
    ["under the same name", data({}, { availabilityZone: "eu-central-1a" })],
    [
      "by an alias",
      { ...resource(volume, "store", data().inputs), aliases: [urn(volume, "other"), data().urn] },
    ],
  ])("%s", (_how, after) => {
    expect(differenceOf(plan([data()]), plan([after])).losses).toEqual([]);
  });

  it("where what is replaced holds none", () => {
    const group = (vpcId: string) =>
      plan([resource("aws:ec2/securityGroup:SecurityGroup", "web", { vpcId })]);
    const { changed, losses } = differenceOf(group("vpc-a"), group("vpc-b"));
    expect(changed).toMatchObject([{ replaced: true }]);
    expect(losses).toEqual([]);
  });
});

it("takes an alias for nobody else's, and for one only", () => {
  const alias = { aliases: [data().urn] };
  const [one, two] = ["one", "two"].map((name) => resource(volume, name, data().inputs, alias));
  const both = differenceOf(plan([data()]), plan([one!, two!]));
  expect(both).toMatchObject({ renamed: [{ to: one!.urn }], added: [two] });
  const still = differenceOf(plan([data()]), plan([data(), one!]));
  expect(still).toMatchObject({ renamed: [], added: [one] });
});
