import { charged, chargesOf, free } from "./costs.ts";

it("says what AWS charges for, once for each type", () => {
  const volume = "aws:ebs/volume:Volume";
  expect(chargesOf([volume, "aws:iam/role:Role", volume, "ballast-ecs:index:Service"])).toEqual([
    [volume, charged[volume]],
  ]);
});

it("fails where nobody has said whether a type costs money", () => {
  expect(() => chargesOf(["aws:sagemaker/model:Model"])).toThrow(
    "Nobody has said whether AWS charges for aws:sagemaker/model:Model. Look at AWS's page of prices, and name it in " +
      "packages/docs/src/costs.ts, as charged or as free.",
  );
});

it("calls no type both", () => {
  expect(free.filter((type) => type in charged)).toEqual([]);
});

it("leads to AWS's own pages, and names no price", () => {
  for (const { by, prices } of Object.values(charged)) {
    expect(prices).toMatch(/^https:\/\/aws\.amazon\.com\/[a-z0-9/-]+\/pricing\/$/);
    expect(by).not.toMatch(/[$€£]|\bUSD\b|\d[.,]\d/);
  }
});
