import { ShareMode, type Directory } from "@ballast/fsx-windows";
import * as pulumi from "@pulumi/pulumi";
import { passwordKey, type Settings } from "./settings.ts";
import type { ShareAccess } from "./storage.ts";

/** Microsoft's ASP.NET image for a version of Windows Server; 4.8.1 does not exist for the oldest, nor 4.8 for the newest. */
const baseTags = {
  "2019": "4.8-windowsservercore-ltsc2019",
  "2022": "4.8.1-windowsservercore-ltsc2022",
  "2025": "4.8.1-windowsservercore-ltsc2025",
};

/** What a deployer does before the first task can run; undefined once an image is named. */
export function nextStep(
  settings: Settings,
  directory: Directory,
  access: ShareAccess,
): pulumi.Output<string> | undefined {
  const { image, windows, share } = settings;
  if (image.tag !== undefined) return undefined;
  const stack = pulumi.getStack();
  const password = passwordCommand(settings, access);
  const account =
    directory.directoryId === undefined
      ? pulumi.output(`make the account ${share.user} in ${directory.domainName}`)
      : pulumi.interpolate`make the account: aws ds enable-directory-data-access --directory-id ${directory.directoryId}; aws ds-data create-user --directory-id ${directory.directoryId} --sam-account-name ${share.user}; aws ds reset-user-password --directory-id ${directory.directoryId} --user-name ${share.user} --new-password "$(${password})"`;
  return pulumi.interpolate`No image is named yet, so no task runs. 1. Once the file system stands, ${account}. 2. On Windows, build and push the image: docker build --build-arg BASE=${baseTags[windows]} -t ${image.repository}:1.0.0 stacks/fsx-windows/app; docker push ${image.repository}:1.0.0. 3. Set image.tag: 1.0.0 in stacks/environments/Pulumi.${stack}.yaml and run pulumi up again.`;
}

/** A command that writes the account's password, for the one that sets it; the password itself is not here. */
function passwordCommand({ share }: Settings, access: ShareAccess): pulumi.Output<string> {
  switch (access.mode) {
    case ShareMode.Native:
      return pulumi.interpolate`aws secretsmanager get-secret-value --secret-id ${access.login.secretArn} --query SecretString --output text | jq -r .password`;
    case ShareMode.GlobalMapping:
      return share.passwordParameter === undefined
        ? pulumi.output(`npx pulumi config get ${passwordKey} --stack ${pulumi.getStack()}`)
        : pulumi.output(
            `aws ssm get-parameter --name ${share.passwordParameter} --with-decryption --query Parameter.Value --output text`,
          );
  }
}
