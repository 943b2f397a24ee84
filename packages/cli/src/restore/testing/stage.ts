import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { aws } from "@ballast/aws";
import { openProject, type Project } from "@ballast/plan";
import { EngineSandbox, type EngineStack } from "@ballast/testing/engine";
import { parseDocument } from "yaml";
import { leavesOf } from "./guide.ts";
import { placeOf, type Place } from "./workload.ts";

/** What tasks wrote, and what they find after the damage. */
export const good = "written before the damage";
export const bad = "damaged";

/** A scenario's prod stack that stands, with a marker where its tasks write, and a recovery point from before its damage. */
export class Stage {
  readonly project: Project;
  readonly sandbox: EngineSandbox;
  readonly standing: EngineStack;
  readonly name: string;
  readonly type: string;
  point = "";

  private constructor(
    project: Project,
    sandbox: EngineSandbox,
    standing: EngineStack,
    name: string,
    type: string,
  ) {
    this.project = project;
    this.sandbox = sandbox;
    this.standing = standing;
    this.name = name;
    this.type = type;
  }

  static async open(scenario: string, type: string): Promise<Stage> {
    const project = await openProject(__dirname, (path) => import(path));
    const sandbox = await EngineSandbox.open({ project: project.root }, "eu-central-1");
    const name = `${scenario}-prod`;
    const network = await sandbox.stack("network-prod", () => project.program());
    expect(await network.up()).toMatchObject({ succeeded: true });
    const stage = new Stage(project, sandbox, await sandbox.stack(name, () => project.program()), name, type);
    await stage.giveSecrets(stage.standing);
    await deploy(stage.standing);
    await stage.write(good);
    const { store } = await stage.place();
    sandbox.cloud.data.takePoint(store);
    stage.point = sandbox.cloud.data.takePoint(store);
    await stage.write(bad);
    return stage;
  }

  async giveSecrets(stack: EngineStack): Promise<void> {
    const { values } = this.project.configurationOf(this.name);
    const settings: unknown = JSON.parse(values["ballast:settings"] ?? "");
    for (const [key, { standIn }] of Object.entries(await this.project.declaredSecrets(this.name, settings)))
      await stack.setSecret(key, standIn);
  }

  async place(stack = this.standing): Promise<Place> {
    return placeOf(this.sandbox.cloud, this.type, await stack.resources());
  }

  async write(marker: string): Promise<void> {
    const { store, folder } = await this.place();
    this.sandbox.cloud.data.filesOf(store).set(`${folder}/marker`, marker);
  }

  /** What tasks of a stack find. */
  async read(stack = this.standing): Promise<string | undefined> {
    const { store, folder } = await this.place(stack);
    return this.sandbox.cloud.data.filesOf(store).get(`${folder}/marker`);
  }

  /** Where AWS Backup has put the files, as somebody sees who lists the root. */
  folderOf(fileSystemId: string): string {
    const store = this.sandbox.cloud.read(aws.fileSystem, fileSystemId);
    if (store === undefined) throw new Error(`${fileSystemId} does not exist`);
    const [path = ""] = [...this.sandbox.cloud.data.filesOf(store).keys()];
    return path.replace(/\/marker$/, "");
  }

  /** Adds YAML to a stack's file. */
  add(stack: string, yaml: string): void {
    const file = join(this.sandbox.folder, `stacks/environments/Pulumi.${stack}.yaml`);
    const document = parseDocument(readFileSync(file, "utf8"));
    for (const { path, value } of leavesOf(yaml)) document.setIn(path, value);
    writeFileSync(file, document.toString());
  }
}

export async function deploy(stack: EngineStack): Promise<void> {
  const { log, succeeded } = await stack.up();
  expect([succeeded, log]).toEqual([true, expect.not.stringContaining("rror:")]);
}
