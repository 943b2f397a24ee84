import assert from "node:assert/strict";
import { test } from "node:test";
import { RexrayEbs } from "@ballast/rexray-ebs";
import { record, recordRefusal } from "@ballast/testing";

const site = { accountId: "123456789012", partition: "aws", region: "eu-central-1" };
const args = { site, availabilityZone: "eu-central-1a", containerPath: "/data", sizeGiB: 20 };
const program = () => new RexrayEbs("db", args); // Import your own here.

test("creates an encrypted, protected volume", async () => {
  const recording = await record(program);
  const { inputs, state, protect } = recording.the("aws:ebs/volume:Volume");
  assert.deepEqual([inputs["encrypted"], protect], [true, true]);
  assert.match(String(state["arn"]), /^arn:aws:ec2:eu-central-1:123456789012:volume\/vol-[0-9a-f]{17}$/);
});

test("refuses a misspelt argument, and registers nothing", async () => {
  const refusal = await recordRefusal(() => new RexrayEbs("db", { ...args, sizeGB: 20 } as never));
  assert.deepEqual([refusal.paths, refusal.registered], [["sizeGB"], []]);
});
