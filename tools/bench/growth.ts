/** Prints the milliseconds of a recording and of bare mocks, for as many resources as the argument says. */
import { record } from "@ballast/recording";
import * as aws from "@pulumi/aws";
import { registerBare } from "./bareMocks.ts";

const count = Number(process.argv[2]);

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

function recordMany(resources: number): Promise<unknown> {
  return record(() => {
    const group = new aws.ec2.SecurityGroup("group", {});
    for (let index = 1; index < resources; index += 1) {
      new aws.vpc.SecurityGroupIngressRule(`rule-${index}`, {
        securityGroupId: group.id,
        ipProtocol: "tcp",
        fromPort: index,
      });
    }
  });
}

// Both paths are compiled before either is measured.
await recordMany(50);
await registerBare(50);
const ours = await timed(() => recordMany(count));
const floor = await timed(() => registerBare(count));
console.log(JSON.stringify([ours, floor]));
