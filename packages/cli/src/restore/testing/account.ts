import { aws } from "@ballast/aws";
import { fields, text } from "@ballast/model";
import type { Ended, EngineSandbox, EngineStack, Existing } from "@ballast/testing/engine";

/** Commands that only read, and which nothing here waits for. */
const reading = /^aws (efs describe-|secretsmanager list-|rds (wait|describe-)|fsx describe-)/;

/** What commands of restore's steps do to the stand-in account. Any other command is refused. */
export class Account {
  readonly #sandbox: EngineSandbox;
  readonly #stack: EngineStack;
  /** What updates replaced: `<type> <name>`. */
  readonly replaced: string[] = [];

  constructor(sandbox: EngineSandbox, stack: EngineStack) {
    this.#sandbox = sandbox;
    this.#stack = stack;
  }

  async run(words: string[]): Promise<void> {
    const [program = "", service = "", operation = ""] = words;
    const line = words.join(" ");
    const option = (name: string): string => {
      const value = words[words.indexOf(`--${name}`) + 1];
      if (!words.includes(`--${name}`) || value === undefined)
        throw new Error(`${line}: --${name} is missing`);
      return value;
    };
    switch (`${program} ${service} ${operation}`) {
      case "npx pulumi state":
        await this.#sandbox.pulumi(...words.slice(2));
        return;
      case "npx pulumi stack":
        await this.#sandbox.pulumi(...words.slice(2));
        return;
      case "npx pulumi up":
        return await this.#deploy(words.includes("--refresh"));
      case "npx ballast volumes":
        return this.#removeVolume(option("remove"), option("tag"));
      case "aws ec2 create-tags":
        return this.#tag(option("resources"), (tags) => ({ ...tags, ...pairsAfter(words, "--tags") }));
      case "aws ec2 delete-tags": {
        const gone = Object.keys(pairsAfter(words, "--tags"));
        return this.#tag(option("resources"), (tags) =>
          Object.fromEntries(Object.entries(tags).filter(([key]) => !gone.includes(key))),
        );
      }
      case "aws rds modify-db-instance":
        return this.#changeServer(option("db-instance-identifier"), words, option);
      case "aws rds modify-db-cluster":
        this.#named(aws.databaseCluster, option("db-cluster-identifier"));
        return;
      case "aws rds restore-db-cluster-from-snapshot": {
        const id = option("db-cluster-identifier");
        const inputs = { clusterIdentifier: id, snapshotIdentifier: option("snapshot-identifier") };
        await this.#create(aws.databaseCluster, id, inputs);
        return;
      }
      case "aws rds create-db-instance": {
        const id = option("db-instance-identifier");
        this.#named(aws.databaseCluster, option("db-cluster-identifier"));
        await this.#create(aws.databaseClusterInstance, id, { identifier: id });
        return;
      }
      case "aws rds delete-db-instance":
        return this.#delete(
          [aws.databaseClusterInstance, aws.databaseInstance],
          option("db-instance-identifier"),
          words,
        );
      case "aws rds delete-db-cluster":
        return this.#delete([aws.databaseCluster], option("db-cluster-identifier"), words);
      case "aws efs delete-file-system": {
        const id = option("file-system-id");
        // EFS deletes a backup policy with its file system; only mount targets forbid that.
        if (this.#find([aws.backupPolicy], id)) this.#sandbox.cloud.delete(aws.backupPolicy, id);
        return this.#delete([aws.fileSystem], id, words);
      }
      case "aws fsx delete-file-system":
        return this.#delete([aws.windowsFileSystem], option("file-system-id"), words);
      default:
        if (!reading.test(line)) throw new Error(`what does "${line}" do?`);
    }
  }

  /** As AWS Backup restores: into a new file system, in a folder of its own (guide, "Restore an Amazon EFS file system", 2026-11). */
  async restoreFiles(point: string): Promise<string> {
    const { data } = this.#sandbox.cloud;
    const restored = await this.#create(aws.fileSystem, "by-aws-backup", { encrypted: true });
    for (const [path, content] of data.filesOfPoint(point))
      data.filesOf(restored).set(`/aws-backup-restore_2026-11-27T01-02-03-000Z${path}`, content);
    return restored.id;
  }

  async #deploy(isRefreshed: boolean): Promise<void> {
    if (isRefreshed) requireSuccess(await this.#stack.refresh());
    const { steps } = await this.#stack.preview();
    for (const { op, type, urn } of steps) if (op === "replace") this.replaced.push(`${type} ${urn}`);
    requireSuccess(await this.#stack.up());
  }

  #create(type: string, name: string, inputs: Record<string, unknown>): Promise<Existing> {
    return this.#sandbox.cloud.create(`urn:by-hand::${type}::${name}`, type, name, inputs);
  }

  #named(type: string, name: string): Existing {
    const found = this.#find([type], name);
    if (found === undefined) throw new Error(`${type} ${name} does not exist`);
    return found;
  }

  #find(kinds: string[], name: string): Existing | undefined {
    return this.#sandbox.cloud.existing.find(
      ({ type, id, state }) =>
        kinds.includes(type) && [id, state["identifier"], state["clusterIdentifier"]].includes(name),
    );
  }

  #tag(id: string, change: (tags: Record<string, unknown>) => Record<string, unknown>): void {
    const { inputs } = this.#named(aws.volume, id);
    inputs["tags"] = change(fields(inputs["tags"]));
  }

  /** With another name, its ARN and its name in DNS are others (RDS user guide, "Renaming a DB instance", 2026-11). */
  #changeServer(name: string, words: string[], option: (name: string) => string): void {
    const { inputs, state } = this.#named(aws.databaseInstance, name);
    if (words.includes("--no-deletion-protection")) inputs["deletionProtection"] = false;
    if (!words.includes("--new-db-instance-identifier")) return;
    const identifier = option("new-db-instance-identifier");
    inputs["identifier"] = state["identifier"] = identifier;
    for (const key of ["address", "arn", "endpoint"]) state[key] = text(state[key]).replace(name, identifier);
    // Its final snapshot is said with its deletion.
    delete inputs["finalSnapshotIdentifier"];
  }

  #removeVolume(id: string, tag: string): void {
    const { inputs } = this.#named(aws.volume, id);
    const { Name: name, "ballast:managed": manager } = fields(inputs["tags"]);
    if (name !== tag || manager !== undefined) throw new Error(`${id} has other tags than ${tag}`);
    this.#sandbox.cloud.delete(aws.volume, id);
  }

  #delete(kinds: string[], name: string, words: string[]): void {
    const found = this.#find(kinds, name);
    if (found === undefined) throw new Error(`${name} does not exist`);
    const final = words.indexOf("--final-db-snapshot-identifier");
    if (final > 0) this.#sandbox.cloud.data.takePoint(found, words[final + 1]);
    this.#sandbox.cloud.delete(found.type, found.id);
  }
}

function requireSuccess({ succeeded, log }: Ended): void {
  if (!succeeded) throw new Error(`the operation failed:\n${log}`);
}

/** `Key=Name,Value=x` after an option. */
function pairsAfter(words: string[], option: string): Record<string, string> {
  return Object.fromEntries(
    words
      .slice(words.indexOf(option) + 1)
      .flatMap((word) => [...word.matchAll(/^Key=([^,]+)(?:,Value=(.*))?$/g)])
      .map(([, key = "", value = ""]) => [key, value]),
  );
}
