import { mkdtempSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A project with a NAT gateway, a KMS key, a group of one Windows instance, and a volume. */
export function pricedProject(settings = ""): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "priced-")));
  const program = `
import * as aws from "@pulumi/aws";
export default async () => {
  new aws.ec2.NatGateway("nat", { subnetId: "subnet-1", connectivityType: "private" });
  new aws.kms.Key("key", { enableKeyRotation: true });
  new aws.ebs.Volume("volume", { availabilityZone: "eu-central-1a", size: 100, type: "gp3", throughput: 225, encrypted: true });
  const template = new aws.ec2.LaunchTemplate("template", {
    instanceType: "t3.large",
    imageId: "resolve:ssm:/aws/service/ami-windows-latest/Windows_Server-2022-English-Core-ECS_Optimized/image_id",
    blockDeviceMappings: [{ deviceName: "/dev/sda1", ebs: { volumeSize: 100, volumeType: "gp3", encrypted: "true" } }],
  });
  new aws.autoscaling.Group("group", { launchTemplate: { id: template.id }, minSize: 1, maxSize: 1, vpcZoneIdentifiers: ["subnet-1"] });
};
`;
  writeFileSync(join(folder, "Pulumi.yaml"), "name: demo\nmain: index.mjs\n");
  writeFileSync(join(folder, "Pulumi.data-dev.yaml"), `config:\n  aws:region: eu-central-1\n${settings}`);
  writeFileSync(join(folder, "index.mjs"), program);
  symlinkSync(join(__dirname, "../../../../node_modules"), join(folder, "node_modules"));
  return folder;
}
