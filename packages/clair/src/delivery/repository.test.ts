import { join } from "node:path";
import { itIsAComponent, record } from "@ballast/testing";
import type * as pulumi from "@pulumi/pulumi";
import { ReleaseRepository, type ReleaseRepositoryArgs } from "../index.ts";

const build = (args: ReleaseRepositoryArgs = {}, opts?: pulumi.ComponentResourceOptions) =>
  new ReleaseRepository("site", args, opts);

itIsAComponent({
  build: (opts) => build({}, opts),
  identity: join(__dirname, "repository.identity.txt"),
  grown: () => build({ registryScan: "basic" }),
  added: ["site > aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration site-scanning"],
  refusals: {
    "what ECR would refuse": {
      build: () => build({ releases: 0, quarantineDays: 900, registryScan: "deep" as "basic" }),
      paths: ["releases", "quarantineDays", "registryScan"],
    },
    "a name that is none for a repository": {
      build: () => new ReleaseRepository("Site"),
      paths: ["name"],
    },
  },
});

it("keeps tags where they are, encrypted, and cleans up what was never released (F.2.11)", async () => {
  const recording = await record(build);
  expect(recording.the("aws:ecr/repository:Repository")).toMatchObject({
    protect: true,
    retainOnDelete: true,
    inputs: {
      imageTagMutability: "IMMUTABLE",
      encryptionConfigurations: [{ encryptionType: "AES256" }],
      forceDelete: false,
    },
  });
  const { rules } = JSON.parse(
    recording.the("aws:ecr/lifecyclePolicy:LifecyclePolicy").inputs["policy"] as string,
  ) as { rules: { rulePriority: number; selection: Record<string, unknown> }[] };
  expect(rules.map(({ rulePriority, selection }) => [rulePriority, selection])).toEqual([
    [
      1,
      { tagStatus: "tagged", tagPrefixList: ["release-"], countType: "imageCountMoreThan", countNumber: 50 },
    ],
    [
      2,
      {
        tagStatus: "tagged",
        tagPrefixList: ["quarantine-"],
        countType: "sinceImagePushed",
        countUnit: "days",
        countNumber: 14,
      },
    ],
    [3, { tagStatus: "untagged", countType: "sinceImagePushed", countUnit: "days", countNumber: 1 }],
  ]);
});

it("has ECR scan as well, for the whole account, only where one says so (F.2.11)", async () => {
  const recording = await record(() => build({ registryScan: "enhanced" }));
  expect(
    recording.the("aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration").inputs,
  ).toMatchObject({ scanType: "ENHANCED", rules: [{ scanFrequency: "CONTINUOUS_SCAN" }] });
});
