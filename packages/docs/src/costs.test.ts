import { chargesOf } from "./costs.ts";

it("says what AWS charges for, once for each type", () => {
  const volume = "aws:ebs/volume:Volume";
  expect(chargesOf([volume, "aws:iam/role:Role", volume, "ballast-ecs:index:Service"])).toEqual([
    [volume, expect.objectContaining({ prices: "https://aws.amazon.com/ebs/pricing/" })],
  ]);
});

it("fails where it is not decided whether a type costs money", () => {
  expect(() => chargesOf(["aws:sagemaker/model:Model"])).toThrow(
    "The catalogue does not say whether AWS charges for aws:sagemaker/model:Model. Look at AWS's page of prices, and fill in " +
      "`charge` of their entries in packages/aws/src.",
  );
});
