import { Cluster, MachineImage } from "@ballast/ecs";
import { record } from "@ballast/testing";
import { check } from "../index.ts";

const site = { accountId: "123456789012", partition: "aws", region: "eu-central-1" };

it.each([MachineImage.AmazonLinux2023, MachineImage.WindowsServer2022Core])(
  "our own Spot capacity of %s breaks no rule (F.5.1, F.5.2, F.5.3)",
  async (machineImage) => {
    const { resources } = await record(
      () =>
        new Cluster("main", {
          capacities: {
            general: {
              site,
              subnetIds: { a: "subnet-0a", b: "subnet-0b" },
              securityGroupIds: { instances: "sg-0instances" },
              instanceTypes: ["m5.large", "m5a.large"],
              maximumSize: 4,
              targetCapacity: 80,
              machineImage,
              spot: { onDemandBase: 1 },
            },
          },
          defaultCapacity: { general: {} },
        }),
    );
    expect(check(resources)).toEqual([]);
  },
);
