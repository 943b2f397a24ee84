import { DescribeDirectoriesCommand } from "@aws-sdk/client-directory-service";
import { openAccount } from "../doctor/account/account.ts";
import { OperateError } from "../operateError.ts";

/** Addresses of a directory's DNS servers. @throws {OperateError} if AWS returns none. */
export async function directoryServers(
  region: string,
  profile: string | undefined,
  directoryId: string,
): Promise<string[]> {
  const { directories } = openAccount(region, profile);
  const { DirectoryDescriptions: [found] = [] } = await directories.send(
    new DescribeDirectoriesCommand({ DirectoryIds: [directoryId] }),
  );
  const { DnsIpAddrs: addresses = [] } = found ?? {};
  if (addresses.length > 0) return addresses;
  throw new OperateError(`AWS Directory Service names no DNS servers of ${directoryId}.`);
}
