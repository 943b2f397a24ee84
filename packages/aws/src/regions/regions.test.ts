import { missingService, nearestRegion, regionNames, regionsSource, zoneLetters } from "./index.ts";

it("says where it is from, with versions and a date", () => {
  expect(regionsSource).toMatch(/botocore \d+\.\d+\.\d+.*moto \d+\.\d+\.\d+.*20\d\d-\d\d/);
});

it("knows the regions of every partition, and the one that is meant", () => {
  expect(regionNames).toEqual(expect.arrayContaining(["eu-central-1", "cn-north-1", "us-gov-west-1"]));
  expect(nearestRegion("eu-centrl-1")).toBe("eu-central-1");
  expect(nearestRegion("mars")).toBeUndefined();
});

it("knows zones, and none of a region that it does not know", () => {
  expect(zoneLetters("us-east-1")).toBe("abcdef");
  expect(zoneLetters("eu-central-1")).toBe("abc");
  expect(zoneLetters("constructor")).toBeUndefined();
});

it("knows services that are not offered everywhere", () => {
  expect(missingService("aws:codecommit/repository:Repository", "eu-south-2")).toBe("codecommit");
  expect(missingService("aws:codecommit/repository:Repository", "eu-central-1")).toBeUndefined();
  expect(missingService("aws:iam/role:Role", "eu-south-2")).toBeUndefined();
  expect(missingService("AWS::CodeCommit::Repository", "eu-south-2")).toBe("codecommit");
  expect(missingService("AWS::InspectorV2::Filter", "ap-southeast-6")).toBe("inspector2");
  expect(missingService("aws:constructor/x:X", "eu-south-2")).toBeUndefined();
});
