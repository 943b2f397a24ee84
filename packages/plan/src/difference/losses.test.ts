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

  it("with another region, of the resource or of its stack, and everything of a template there", () => {
    const template = JSON.stringify({ Resources: { Key: { Type: "AWS::SecretsManager::Secret" } } });
    const side = (region: string | undefined, own?: string) =>
      plan(
        [
          data({}, { availabilityZone: "a", ...(own !== undefined && { region: own }) }),
          resource("aws:cloudformation/stack:Stack", "made", { templateBody: template }),
          resource("aws:iam/role:Role", "role"),
        ],
        {},
        { ...(region !== undefined && { region }) },
      );
    const lost = (from: ReturnType<typeof plan>, to: ReturnType<typeof plan>) =>
      differenceOf(from, to).losses.map(({ name, how, cause }) => [name, how, ...cause]);
    const own = ["data", "replaced", "region"];
    expect(lost(side("eu-central-1"), side("eu-west-1"))).toEqual([
      own,
      ["made (Key)", "replaced", "region"],
    ]);
    expect(lost(side("eu-central-1"), side("eu-central-1", "eu-west-1"))).toEqual([own]);
    expect(lost(side("eu-central-1", "eu-west-1"), side("eu-central-1"))).toEqual([own]);
    // The same region by another way is not a change.
    expect(lost(side("eu-central-1"), side("eu-central-1", "eu-central-1"))).toEqual([]);
    // An older command does not say the region of the side that it plans.
    expect(lost(side(undefined), side("eu-west-1"))).toEqual([]);
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
