import { ShareMode, type Directory } from "@ballast/fsx-windows";
import * as pulumi from "@pulumi/pulumi";
import { buildAndPush, nameTheTag, note } from "../shared/nextStep.ts";
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
  stackRegion: pulumi.Input<string>,
): pulumi.Output<string> | undefined {
  const { image, windows } = settings;
  if (image.tag !== undefined) return undefined;
  return pulumi
    .output({ directoryId: directory.directoryId, secretArn: access.login?.secretArn, region: stackRegion })
    .apply(({ directoryId, secretArn, region }) => {
      const source = passwordSource(settings, access.mode, secretArn);
      return [
        note("No image is named yet, so no task runs."),
        ...(directoryId === undefined
          ? accountOfTheirs(settings, source)
          : accountHere(settings.share.user, directoryId, source, region)),
        note(
          `2. Build and push the image, on Windows with Docker for Windows containers, ${windows} or newer.`,
        ),
        ...buildAndPush(
          `docker build --build-arg BASE=${baseTags[windows]} -t ${image.repository}:1.0.0 stacks/fsx-windows/app`,
          image.repository,
          "1.0.0",
        ),
        nameTheTag("1.0.0"),
      ].join("\n");
    });
}

interface PasswordSource {
  /** Writes what has the password to standard output. */
  command: string;
  /** Reads the password from that, without a line break. */
  filter: string;
  /** For a reader. */
  place: string;
}

/** Where the account's password is; the password itself is not here. */
function passwordSource({ share }: Settings, mode: ShareMode, secretArn: string | undefined): PasswordSource {
  const plain = { filter: "jq -Rj ." };
  switch (mode) {
    case ShareMode.Native:
      return {
        command: `aws secretsmanager get-secret-value --secret-id ${secretArn} --query SecretString --output text`,
        filter: "jq -j .password",
        place: "the secret of the output loginSecretArn",
      };
    case ShareMode.GlobalMapping:
      return share.passwordParameter === undefined
        ? {
            ...plain,
            command: `npx pulumi config get ${passwordKey} --stack ${pulumi.getStack()}`,
            place: `${passwordKey} of the configuration of ${pulumi.getStack()}`,
          }
        : {
            ...plain,
            command: `aws ssm get-parameter --name ${share.passwordParameter} --with-decryption --query Parameter.Value --output text`,
            place: `the parameter ${share.passwordParameter}`,
          };
  }
}

function accountOfTheirs({ share, domain }: Settings, { place }: PasswordSource): string[] {
  return [
    note(`1. Create the account ${share.user} in ${domain.name}, with a password that does not expire.`),
    note(`The password is in ${place}.`),
  ];
}

/**
 * Enabling the access to a directory's data takes a while, which DescribeDirectoryDataAccess follows. A new account is not on every
 * domain controller at once. Each line may be run again.
 */
function accountHere(
  user: string,
  id: string,
  { command, filter }: PasswordSource,
  region: string,
): string[] {
  const directory = `--directory-id ${id}`;
  const account = `${directory} --sam-account-name ${user}`;
  return [
    note(`1. Create the account ${user}, in bash with jq and version 2 of the AWS command line.`),
    // Pulumi reads the region from the settings file, so the reader's shell may have none, or another one.
    `export AWS_REGION=${region}`,
    "for attempt in $(seq 60); do",
    `  case "$(aws ds describe-directory-data-access ${directory} --query DataAccessStatus --output text)" in`,
    "    Enabled) break ;;",
    `    Disabled | Failed) aws ds enable-directory-data-access ${directory} ;;`,
    "  esac",
    "  sleep 10",
    "done",
    `aws ds-data describe-user ${account} > /dev/null 2>&1 || aws ds-data create-user ${account}`,
    "for attempt in $(seq 30); do",
    `  ${command} | ${filter} |`,
    `    aws ds reset-user-password ${directory} --user-name ${user} --new-password file:///dev/stdin && break`,
    "  sleep 10",
    "done",
  ];
}
