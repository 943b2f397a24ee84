import { plan, resource } from "../testing.ts";
import { differenceOf } from "./differenceOf.ts";
import { refusalsOf } from "./refusals.ts";

const types = {
  database: "aws:rds/instance:Instance",
  stack: "aws:cloudformation/stack:Stack",
  volume: "aws:ebs/volume:Volume",
};
function refused(type: string, before: object, after: object, more = {}): string[] {
  const [one, other] = [before, after].map((inputs) => plan([resource(type, "data", { ...inputs }, more)]));
  return refusalsOf(differenceOf(one, other)).map(({ path, reason }) => `${path}: ${reason}`);
}
const volume = { availabilityZone: "a", size: 100, type: "gp3" };

it("says which change AWS refuses, and why", () => {
  expect(refused(types.volume, volume, { ...volume, size: 50 })).toEqual([
    "size: the size of a volume cannot be reduced (100 to 50)",
  ]);
  expect(refused(types.volume, volume, { ...volume, size: 200 })).toEqual([]);
});

it("refuses nothing of what is replaced, for whatever reason", () => {
  expect(refused(types.volume, volume, { ...volume, size: 50, availabilityZone: "b" })).toEqual([]);
  expect(refused(types.volume, volume, { ...volume, size: 50 }, { replaceOnChanges: ["size"] })).toEqual([]);
});

it("refuses nothing that the stack ignores, or that the provider leaves to AWS", () => {
  expect(refused(types.volume, volume, { ...volume, size: 50 }, { ignoreChanges: ["size"] })).toEqual([]);
  const grown = { allocatedStorage: 100, maxAllocatedStorage: 500 };
  expect(refused(types.database, grown, { ...grown, allocatedStorage: 50 })).toEqual([]);
});

it("counts what the provider keeps, although the program has removed it", () => {
  const database = { engine: "sqlserver-se", engineVersion: "15.00", allocatedStorage: 100 };
  const { engine: _engine, ...rest } = database;
  expect(refused(types.database, database, { ...rest, engineVersion: "16.00" })).toEqual([
    "engineVersion: a major version upgrade requires allowMajorVersionUpgrade (15.00 to 16.00)",
  ]);
  expect(
    refused(types.database, database, { ...rest, engineVersion: "16.00", allowMajorVersionUpgrade: true }),
  ).toEqual([]);
});

it("looks into templates", () => {
  const template = (AllocatedStorage: number, DBName = "a") => ({
    templateBody: JSON.stringify({
      Resources: { Data: { Type: "AWS::RDS::DBInstance", Properties: { DBName, AllocatedStorage } } },
    }),
  });
  expect(refused(types.stack, template(100), template(50))).toEqual([
    "AllocatedStorage: the storage of a database cannot be reduced (100 to 50)",
  ]);
  expect(refused(types.stack, template(100), template(50, "b"))).toEqual([]);
});
