export { ImageRepository, type ImageRepositoryArgs } from "./imageRepository.ts";
export { RotationRestart, type RotationRestartArgs } from "./rotationRestart.ts";
export { oneAtATime } from "./oneAtATime.ts";
export { SqlServerEdition } from "./edition.ts";
export { SqlServer } from "./sqlServer.ts";
export type { DatabaseUser } from "./users/databaseUser.ts";
export { checkServer } from "./checkSqlServer.ts";
export type {
  ApplicationSecret,
  NativeBackup,
  RunningHours,
  ServerChoice,
  SqlServerArgs,
} from "./sqlServerArgs.ts";
