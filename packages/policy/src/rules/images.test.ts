import { itShowsEachRule } from "../testing/examples.ts";
import { goodData } from "../testing/goodData.ts";
import { changed, madeUp, type Inputs } from "../testing/resources.ts";
import { imageRules } from "./images.ts";
import { aws } from "@ballast/aws";

const repositoryPolicy = "aws:ecr/repositoryPolicy:RepositoryPolicy";
const pullable = (principal: unknown) =>
  madeUp(repositoryPolicy, "images", {
    repository: "images",
    policy: { Statement: { Effect: "Allow", Principal: principal, Action: "ecr:BatchGetImage" } },
  });
const good = () => [...goodData(), pullable({ AWS: "arn:aws:iam::123456789012:root" })];
const repository = (inputs: Inputs) => () => changed(good(), aws.repository, inputs);

itShowsEachRule(imageRules, good, [
  ["ecr-immutable-tags", repository({ imageTagMutability: "MUTABLE" }), "allows tags to be moved"],
  ["ecr-scan", repository({ imageScanningConfiguration: undefined }), "does not scan images on push"],
  [
    "ecr-lifecycle",
    () => good().filter(({ type }) => !type.includes("lifecyclePolicy")),
    "keeps every image",
  ],
  ["ecr-public-policy", () => [pullable("*")], "opens the repository to every account"],
  ["ecr-public-policy", () => [pullable({ AWS: "*" })], "opens the repository to every account"],
]);
