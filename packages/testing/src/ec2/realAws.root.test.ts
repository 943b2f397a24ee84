import process from "node:process";
import { RootMachine } from "../rootMachine.ts";
import { FaultKind, type Fault } from "./world.ts";

// What the stand-in of the AWS command line does, the real one does with the same server. The real one is of version 1, which pip
// has; hosts have version 2.

const volume = "vol-0123456789abcdef0";
const calls = {
  DescribeVolumes: `aws ec2 describe-volumes --volume-ids ${volume} --query 'Volumes[0].[VolumeId,Attachments[0].InstanceId,Attachments[0].State,Attachments[0].Device]' --output text`,
  snapshot: `aws ec2 describe-volumes --volume-ids ${volume} --query 'Volumes[0].[VolumeId,SnapshotId]' --output text`,
  AttachVolume: `aws ec2 attach-volume --volume-id ${volume} --instance-id i-0123456789abcdef0 --device /dev/sdf > /dev/null`,
  PutComplianceItems: `aws ssm put-compliance-items --region eu-central-1 --resource-id i-0123456789abcdef0 --resource-type ManagedInstance --compliance-type Custom:BallastBoot --execution-summary ExecutionTime=2026-11-27T00:00:00Z --items '[{"Id":"boot","Title":"a title","Severity":"CRITICAL","Status":"NON_COMPLIANT"}]'`,
};

interface Answer {
  status: string;
  output: string;
  message: string;
  calls: string[];
}

const real = process.env["BALLAST_AWS"] ?? "";

function ask(call: string, faults: Fault[], isReal: boolean, holders: boolean): Answer {
  const machine = new RootMachine();
  try {
    machine.write("stand/naming.sh", "");
    const { then, world } = machine.boot({
      ...(isReal && { aws: real }),
      world: {
        instanceId: "i-0123456789abcdef0",
        region: "eu-central-1",
        volumes: {
          [volume]: {
            snapshotId: holders ? "snap-0123456789abcdef0" : "",
            holders: holders
              ? [
                  {
                    from: 0,
                    holder: { instance: "i-0aaaaaaaaaaaaaaa0", state: "attached", device: "/dev/sdf" },
                  },
                ]
              : [],
          },
        },
        faults,
      },
      then: `export AWS_DEFAULT_REGION=eu-central-1; { ${call}; } > /stand/out 2> /stand/err && status=0 || status=$?; echo $status; cat /stand/out; echo ---; cat /stand/err`,
    });
    const [output = "", message = ""] = then.split("---\n");
    const [status = "", ...lines] = output.split("\n");
    return {
      // Version 1 ends with 255 where version 2 has 254: the service answered with an error (AWS CLI user guide, "Return codes").
      status: status === "254" ? "255" : status,
      output: lines.join("\n"),
      // What a script reads is the code; texts differ between versions.
      message:
        /\((\w+)\) when calling the (\w+) operation/.exec(message)?.slice(1).join(" ") ?? kindOf(message),
      calls: (world?.calls ?? []).map((line) => line.replace(/^\d+ /, "")),
    };
  } finally {
    machine.close();
  }
}

function kindOf(message: string): string {
  return (
    [
      "Could not connect to the endpoint URL",
      "Connection was closed before",
      "Unable to parse response",
    ].find((text) => message.includes(text)) ?? message.trim()
  );
}

const kinds = Object.values(FaultKind).filter(
  (kind) => kind !== FaultKind.Slow && kind !== FaultKind.Missing,
);

it.each([
  ...Object.keys(calls).flatMap((name) => [[name, [], false] as const, [name, [], true] as const]),
  ...kinds.map((kind) => ["DescribeVolumes", [{ call: "DescribeVolumes", kind }], false] as const),
  ["DescribeVolumes", [{ call: "DescribeVolumes", kind: FaultKind.Throttled, times: 1 }], false] as const,
  ["AttachVolume", [{ call: "AttachVolume", kind: FaultKind.Unauthorized }], false] as const,
])(
  "the stand-in answers %s with %j as the real command line does (a predecessor: %s)",
  (name, faults, holders) => {
    const call = calls[name as keyof typeof calls];
    expect(real).not.toBe("");
    expect(ask(call, [...faults], false, holders)).toEqual(ask(call, [...faults], true, holders));
  },
);
