import { DescribeFileSystemsCommand } from "@aws-sdk/client-efs";
import { calls, pagesOf } from "../testing/standIn.ts";
import { Stage, type StageInstance } from "../testing/stage.ts";
import { claimOfTag } from "./claims.ts";
import { findVolumes } from "./find.ts";
import { claimedVolume, type RemovalOptions } from "./removable.ts";
import { removeVolume, type Removed } from "./remove.ts";

/** Two clusters in addition to `main`, dev and prod, each with a file system without connected clients. */
export class TwoClusters {
  readonly dev: Stage;
  readonly prod: Stage;
  /** A container instance of prod. */
  readonly host: StageInstance;
  /** `files-dev/files`, with three mount targets. */
  readonly files: string;
  /** `files-prod/files`, with one. */
  readonly filesOfProd: string;

  private constructor(dev: Stage, prod: Stage, host: StageInstance, files: string, filesOfProd: string) {
    this.dev = dev;
    this.prod = prod;
    this.host = host;
    this.files = files;
    this.filesOfProd = filesOfProd;
  }

  static async open(): Promise<TwoClusters> {
    const dev = await (await Stage.open()).beside("dev");
    const prod = await dev.beside("prod");
    const host = await prod.instance("a");
    const files = await dev.fileSystem(["a", "b", "c"], { Name: "files-dev/files" });
    const filesOfProd = await prod.fileSystem(["a"], { Name: "files-prod/files" });
    for (const id of [files, filesOfProd]) await dev.connections(id, 0, 0, 0);
    return new TwoClusters(dev, prod, host, files, filesOfProd);
  }

  /** Removes a volume as the command does after its prompt. */
  readonly remove = async (
    asked: string,
    more: Partial<RemovalOptions> = {},
    tag = "files-dev/files",
  ): Promise<Removed> => {
    const claims = [claimOfTag(tag)];
    const options = { snapshot: false, ignoreTasksOf: [], acceptUnknownConnections: false, ...more };
    const found = await findVolumes(this.dev.aws, { claims, unclear: [], cluster: "dev" });
    const volume = claimedVolume(found, asked);
    return removeVolume(this.dev.aws, volume, claims, options, { timeoutSeconds: 20, pollSeconds: 0.1 });
  };

  /** The file systems with their number of mount targets. */
  readonly fileSystems = async (): Promise<string[]> => {
    await pagesOf(100);
    const { FileSystems = [] } = await this.dev.aws.efs.send(new DescribeFileSystemsCommand({}));
    return FileSystems.map(
      ({ FileSystemId, NumberOfMountTargets }) => `${FileSystemId} ${NumberOfMountTargets}`,
    ).sort();
  };

  readonly expectUntouched = async (): Promise<void> => {
    expect(await this.fileSystems()).toEqual([`${this.files} 3`, `${this.filesOfProd} 1`].sort());
    expect((await calls()).calls.filter((call) => call.includes(":DeleteMountTarget"))).toEqual([]);
  };
}
