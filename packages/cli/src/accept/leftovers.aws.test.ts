import { CreateTagsCommand, TerminateInstancesCommand } from "@aws-sdk/client-ec2";
import { openBackups } from "@ballast/operate";
import type { AcceptanceRecord } from "@ballast/report";
import { calls } from "../../../operate/src/testing/standIn.ts";
import { Stage } from "../../../operate/src/testing/stage.ts";
import { leftoversStep } from "./destroying.ts";
import type { StepContext } from "./step.ts";

const tags = { Project: "ballast", Scenario: "rexray-ebs", Environment: "dev" };
let stage: Stage;
let record: AcceptanceRecord;

beforeEach(async () => {
  stage = await Stage.open();
  record = { before: [] as string[] } as AcceptanceRecord;
});
afterEach(async () => {
  expect((await calls()).faults).toEqual([]);
});

function look(): Promise<unknown> {
  const backups = openBackups("eu-central-1");
  const pace = { timeoutSeconds: 0.2, pollSeconds: 0.1 };
  return leftoversStep.run({ aws: stage.aws, backups, tags, record, pace } as unknown as StepContext);
}

const arnOf = (volume: string): string => `arn:aws:ec2:eu-central-1:123456789012:volume/${volume}`;

it("finds what is left with all of the stack's tags, and names it", async () => {
  await stage.volume("a", { ...tags, Environment: "test" });
  const volume = await stage.volume("a", { ...tags, Name: "forgotten" });
  await expect(look()).rejects.toThrow(
    `One resource is left over. Look at each, and delete it by hand:\n${arnOf(volume)}`,
  );
  expect(record.standing).toEqual([arnOf(volume)]);
});

it("does not count what was there before the run, nor what has ended and is still listed", async () => {
  record.before = [arnOf(await stage.volume("a", tags))];
  const { ec2InstanceId } = await stage.run("a");
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  await stage.aws.ec2.send(new CreateTagsCommand({ Resources: [ec2InstanceId], Tags }));
  await expect(look()).rejects.toThrow(ec2InstanceId);
  await stage.aws.ec2.send(new TerminateInstancesCommand({ InstanceIds: [ec2InstanceId] }));
  expect(await look()).toEqual({ left: "nothing" });
  expect(record.standing).toEqual([]);
});

it("counts what an earlier run created and left, although it was there before", async () => {
  const earlier = arnOf(await stage.volume("a", { ...tags, "ballast:accept": "accept-earlier" }));
  record.before = [earlier, arnOf(await stage.volume("a", tags))];
  await expect(look()).rejects.toThrow(
    `One resource is left over. Look at each, and delete it by hand:\n${earlier}`,
  );
  expect(record.standing).toEqual([earlier]);
});
