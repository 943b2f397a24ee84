import type { Site } from "@ballast/contracts";
import { GitHubDelivery, StateBucket } from "@ballast/delivery";
import * as pulumi from "@pulumi/pulumi";
import { note } from "../shared/nextStep.ts";
import { currentEnvironment } from "../shared/stackName.ts";
import type { Settings } from "./settings.ts";
import { ownName } from "../shared/stackName.ts";

export { settings } from "./settings.ts";

/** What the workflows need in the account of one environment. A person deploys it, never the workflows themselves. */
export default function program(settings: Settings, site: Site) {
  const { retention, repository } = settings;
  const environment = currentEnvironment();
  const state = new StateBucket(ownName("state"), {
    site,
    oldVersionDays: settings.oldVersionDays,
    accessLogBucketName: settings.accessLogBucketName,
    retention,
    retentionReason: settings.retentionReason?.states,
  });
  const delivery = new GitHubDelivery(ownName("delivery"), {
    site,
    repository,
    branch: settings.branch,
    environment,
    providerArn: settings.identityProvider === "make" ? undefined : settings.identityProvider,
    stateBucketArn: state.bucketArn,
    stateKeyArn: state.kmsKeyArn,
  });

  const variables = (roleArn: pulumi.Output<string>): Record<string, pulumi.Input<string>> => ({
    AWS_REGION: site.region,
    AWS_ROLE_ARN: roleArn,
    PULUMI_BACKEND_URL: state.backendUrl,
  });
  return {
    providerArn: delivery.providerArn,
    stateBucketName: state.bucketName,
    secretsProvider: state.secretsProvider,
    /** Variables of each GitHub environment. */
    githubEnvironments: {
      [environment]: variables(delivery.deployRoleArn),
      [`preview-${environment}`]: variables(delivery.previewRoleArn),
      [`drift-${environment}`]: variables(delivery.driftRoleArn),
    },
    /** Goes into each stack's settings file, as `ballast:roles`. */
    roles: { path: delivery.workloadRolePath, permissionsBoundary: delivery.boundaryArn },
    nextStep: ofTheDocumentation(repository) ? nextStep(repository) : undefined,
  };
}

/** The numbers of GitHub's own documentation, with which the committed settings stand in for a repository. */
function ofTheDocumentation({ ownerId, id }: Settings["repository"]): boolean {
  return ownerId === "123456" && id === "456789";
}

function nextStep({ owner, name }: Settings["repository"]): string {
  return [
    note(
      `${owner}/${name} is the example of the documentation of GitHub, so no job can take these roles on.`,
    ),
    note(
      `Put the names and numbers of your repository into stacks/environments/Pulumi.${pulumi.getStack()}.yaml and run pulumi up again.`,
    ),
  ].join("\n");
}
