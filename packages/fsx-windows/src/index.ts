export {
  DirectoryEdition,
  type DirectoryArgs,
  type ExistingDirectory,
  type ManagedDirectory,
  type SelfManagedDirectory,
} from "./directory/args.ts";
export { Directory } from "./directory/directory.ts";
export { checkUserName, DomainUser, type DomainUserArgs } from "./directory/domainUser.ts";
export { PasswordRenewal, type PasswordRenewalArgs } from "./directory/passwordRenewal.ts";
export type { DirectoryShape, SelfManagedDomain } from "./directory/shape.ts";
export { DomainMembers, type DomainMembersArgs } from "./hosts/domainMembers.ts";
export { ShareMode, type FsxWindowsArgs, type GlobalMapping, type ShareLogin } from "./files/args.ts";
export { checkDriveLetter, checkFolder } from "./files/args.ts";
export { checkParameterName } from "./files/parameterName.ts";
export { checkDirectory, type DirectorySource } from "./directory/args.ts";
export {
  AuditLevel,
  checkFileSystem,
  Deployment,
  StorageType,
  type FileSystemArgs,
} from "./files/fileSystemArgs.ts";
export { FsxWindows } from "./files/fsxWindows.ts";
export type { ShareMapping } from "./files/globalMapping.ts";
