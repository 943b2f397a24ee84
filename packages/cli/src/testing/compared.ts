import { mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Repository } from "../../../plan/src/against/testing.ts";
import { ballast, type Call, type Ran } from "../testing.ts";
import type { Differences } from "../diff/differences.ts";

const root = join(__dirname, "../../../..");

export const program = `import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
export default async () => {
  const { zone, size } = new pulumi.Config().requireObject("settings");
  if (zone === undefined) throw new pulumi.RunError("settings.zone is missing");
  const files = new aws.efs.FileSystem(
    "data",
    { availabilityZoneName: zone, provisionedThroughputInMibps: size, encrypted: true },
    { protect: true, retainOnDelete: true },
  );
  new aws.efs.MountTarget("data", { fileSystemId: files.id, subnetId: "subnet-a", ipAddress: "10.0.0.4" });
  return { zone };
};
`;
export const settings = (zone: string, size = 10, more = "") =>
  `config:\n  aws:region: eu-central-1\n  demo:settings: { zone: ${zone}, size: ${size} }\n${more}`;

/** A repository with one stack, created for each test. The test fails if the command leaves files behind. */
export interface Compared {
  repository: Repository;
  /** The temporary directory of the command, to detect files that it leaves. */
  temporary: string;
  diff(args: string[], call?: Call): Promise<Ran>;
  json(...args: string[]): Promise<Differences & { status: number | null }>;
}

/** Call at the top of a test file: it registers functions that run before and after each test. */
export function compared(): Compared {
  const scene = {
    diff: (args: string[], call: Call = {}) =>
      ballast(["diff", ...args], {
        cwd: scene.repository.folder,
        ...call,
        env: { TMPDIR: scene.temporary, ...call.env },
      }),
    json: async (...args: string[]) => {
      const { status, stdout } = await scene.diff([...args, "--format", "json"]);
      return { ...(JSON.parse(stdout) as Differences), status };
    },
  } as Compared;
  beforeEach(() => {
    scene.temporary = mkdtempSync(join(tmpdir(), "temporary-"));
    scene.repository = new Repository().write({
      "Pulumi.yaml": "name: demo\nmain: index.mjs\n",
      "index.mjs": program,
      "Pulumi.data-dev.yaml": settings("eu-central-1a"),
      ".gitignore": "node_modules\n",
    });
    symlinkSync(join(root, "node_modules"), join(scene.repository.folder, "node_modules"));
    scene.repository.commit();
  });
  afterEach(() => {
    expect(readdirSync(scene.temporary)).toEqual([]);
    expect(scene.repository.git("worktree", "list").split("\n")).toHaveLength(1);
    rmSync(scene.temporary, { recursive: true });
    scene.repository.remove();
  });
  return scene;
}
