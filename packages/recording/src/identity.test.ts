import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { record } from "./record.ts";

class Store extends pulumi.ComponentResource {
  constructor(name: string, opts?: pulumi.ComponentResourceOptions, child?: pulumi.CustomResourceOptions) {
    super("ballast-test:index:Store", name, {}, opts);
    new aws.s3.Bucket(`${name}-data`, {}, { parent: this, ...child });
    this.registerOutputs({});
  }
}

it.each<[string, () => unknown, string[]]>([
  [
    "its parent, type and name",
    () => new Store("files"),
    ["ballast-test:index:Store files", "files > aws:s3/bucket:Bucket files-data"],
  ],
  [
    "what an alias says that it was",
    () =>
      new Store("files", {}, { aliases: [{ name: "files-bucket" }, { parent: pulumi.rootStackResource }] }),
    [
      "ballast-test:index:Store files",
      "files > aws:s3/bucket:Bucket files-data (was aws:s3/bucket:Bucket files-bucket, aws:s3/bucket:Bucket files-data)",
    ],
  ],
  [
    "what its component's alias says that it was",
    () => new Store("files", { aliases: [{ name: "old", type: "ballast-test:index:Share" }] }),
    [
      "ballast-test:index:Store files (was ballast-test:index:Share old)",
      "files > aws:s3/bucket:Bucket files-data (was aws:s3/bucket:Bucket old-data)",
    ],
  ],
  [
    "what another name of a component's type was",
    () => new Store("files", { aliases: [{ type: "ballast-test:index:Share" }] }),
    [
      "ballast-test:index:Store files (was ballast-test:index:Share files)",
      "files > aws:s3/bucket:Bucket files-data (was aws:s3/bucket:Bucket files-data)",
    ],
  ],
  [
    "nothing of how the provider's SDK named a type before",
    () => new aws.lb.TargetGroup("web", {}),
    ["aws:lb/targetGroup:TargetGroup web"],
  ],
])("a resource's identity is %s", async (_what, build, lines) => {
  expect((await record(() => void build())).identity()).toEqual(lines);
});
