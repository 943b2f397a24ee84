import { loadSharedConfigFiles } from "@smithy/core/config";

/** Profiles in the local AWS files that belong to an account, by IAM Identity Center or by a role in it. */
export async function profilesOf(accountId: string): Promise<string[]> {
  const { configFile, credentialsFile } = await loadSharedConfigFiles({ ignoreCache: true });
  return Object.entries({ ...credentialsFile, ...configFile })
    .filter(([, profile]) => {
      const { sso_account_id: own, role_arn: role = "" } = profile ?? {};
      return own === accountId || role.split(":")[4] === accountId;
    })
    .map(([name]) => name)
    .sort();
}
