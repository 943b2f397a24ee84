import { join } from "node:path";
import { itIsAComponent, record } from "@ballast/testing";
import type * as pulumi from "@pulumi/pulumi";
import { ImageRepository, oneAtATime, type ImageRepositoryArgs } from "./index.ts";

const build = (args: ImageRepositoryArgs = {}, opts?: pulumi.ComponentResourceOptions) =>
  new ImageRepository("images", args, opts);

itIsAComponent({
  build: (opts) => build({}, opts),
  identity: join(__dirname, "imageRepository.identity.txt"),
  grown: () => {
    build();
    new ImageRepository("tools");
  },
  added: [
    "ballast-invento-windows:index:ImageRepository tools",
    "tools > aws:ecr/lifecyclePolicy:LifecyclePolicy tools-lifecycle",
    "tools > aws:ecr/repository:Repository tools-repository",
  ],
  refusals: {
    "a name that ECR does not take, and numbers and words that are none": {
      build: () => new ImageRepository("Images", { keepImages: 0, retention: "keep" as "retain" }),
      paths: ["name", "keepImages", "retention"],
    },
  },
});

it("never moves a tag, scans what is pushed, and keeps the newest images (F.8.10, F.0.19)", async () => {
  const recording = await record(() => build({ keepImages: 5 }));
  const repository = recording.the("aws:ecr/repository:Repository");
  expect(repository).toMatchObject({ protect: true, retainOnDelete: true });
  expect(repository.inputs).toEqual({
    imageTagMutability: "IMMUTABLE",
    imageScanningConfiguration: { scanOnPush: true },
    encryptionConfigurations: [{ encryptionType: "AES256" }],
    forceDelete: false,
  });
  const { policy } = recording.the("aws:ecr/lifecyclePolicy:LifecyclePolicy").inputs;
  expect(JSON.parse(policy as string)).toEqual({
    rules: [
      {
        rulePriority: 1,
        description: "All but the newest images",
        selection: { tagStatus: "any", countType: "imageCountMoreThan", countNumber: 5 },
        action: { type: "expire" },
      },
    ],
  });
});

it("goes with its images where they may", async () => {
  const recording = await record(() => build({ retention: "discard" }));
  const repository = recording.the("aws:ecr/repository:Repository");
  expect(repository).toMatchObject({ protect: false, inputs: { forceDelete: true } });
});

it("is part of a service that runs once, or not yet (F.8.7)", () => {
  const alone = { minimumHealthyPercent: 0, maximumPercent: 100, zoneRebalancing: false };
  expect(oneAtATime()).toEqual({ desiredCount: 1, ...alone });
  expect(oneAtATime(false)).toEqual({ desiredCount: 0, ...alone });
});
