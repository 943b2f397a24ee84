import { loadSharedConfigFiles } from "@smithy/core/config";

/** Profiles of this machine's AWS files that say that they are of an account: by single sign-on, or by a role there. */
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
