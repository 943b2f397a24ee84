/** @jest-environment ./tools/engineEnvironment.ts */
import { createTree } from "@nx/devkit/testing";
import { spawn } from "node:child_process";
import { globSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join, matchesGlob, resolve } from "node:path";
import { planInputs } from "../../inputs/planInputs.ts";
import { readPulumiProject } from "../../inputs/pulumiProject.ts";
import deployments from "./deployments.ts";

// The script runs with the real pulumi command; a server on this machine takes what it tells Pulumi Cloud.

interface Settings {
  gitHub: { repository: string; deployCommits: boolean; previewPullRequests: boolean; paths: string[] };
  sourceContext: { git: { branch: string } };
  operationContext: {
    preRunCommands: string[];
    options: { skipInstallDependencies: boolean };
    oidc: { aws: { roleArn: string; sessionName: string; duration: string } };
  };
}

const options = {
  environment: "dev",
  organization: "acme",
  repository: "acme/infrastructure",
  roleArn: "arn:aws:iam::246802468024:role/ballast/dev/deploy",
};
const told = new Map<string, Settings>();
let cloud: Server;
let folder: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "deployments-"));
  told.clear();
  cloud = createServer((request, response) => {
    let body = "";
    request.on("data", (text: Buffer) => (body += text.toString()));
    request.on("end", () => {
      const [, , , organization = "", project = "", stack = ""] = (request.url ?? "").split("/");
      const isSettings = /\/deployments\/settings$/.test(request.url ?? "");
      if (isSettings && request.method !== "GET") told.set(stack, JSON.parse(body) as Settings);
      const user = { githubLogin: "acme", name: "acme", organizations: [], identities: [] };
      const found = { orgName: organization, projectName: project, stackName: stack, tags: {}, version: 1 };
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify(request.url === "/api/user" ? user : isSettings ? {} : found));
    });
  });
  await new Promise<void>((listening) => cloud.listen(0, "127.0.0.1", listening));
});
afterEach(() => {
  cloud.close();
  cloud.closeAllConnections();
  rmSync(folder, { recursive: true });
});

/** @returns what the script printed, and its exit status. */
async function run(script: string): Promise<{ status: number | null; output: string }> {
  writeFileSync(join(folder, "script.sh"), script);
  symlinkSync(resolve("Pulumi.yaml"), join(folder, "Pulumi.yaml"));
  const { port } = cloud.address() as AddressInfo;
  const commands = join(process.env["BALLAST_PULUMI_ROOT"] ?? "", "bin");
  const child = spawn("bash", ["script.sh"], {
    cwd: folder,
    env: {
      PATH: [commands, process.env["PATH"]].join(delimiter),
      HOME: folder,
      PULUMI_BACKEND_URL: `http://127.0.0.1:${port}`,
      PULUMI_ACCESS_TOKEN: "pul-0000",
      PULUMI_SKIP_UPDATE_CHECK: "true",
    },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (text: Buffer) => (output += text.toString()));
  return new Promise((ended) => child.once("exit", (status) => ended({ status, output })));
}

it("tells Pulumi Cloud of each stack of the environment what to deploy, for which changes and as whom", async () => {
  const tree = createTree();
  tree.root = process.cwd();
  tree.write("Pulumi.yaml", readFileSync("Pulumi.yaml", "utf8"));
  deployments(tree, { ...options, pushToDeploy: true });
  const ran = await run(tree.read("deployments/dev.sh", "utf8") ?? "");
  expect(ran).toMatchObject({ status: 0 });

  const stacks = readPulumiProject(process.cwd()).stacks.filter(({ environment }) => environment === "dev");
  expect([...told.keys()].sort()).toEqual(stacks.map(({ name }) => name).sort());
  const inputs = planInputs(process.cwd());
  for (const stack of stacks) {
    const { gitHub, sourceContext, operationContext } = told.get(stack.name) ?? ({} as Settings);
    expect(gitHub).toMatchObject({
      repository: "acme/infrastructure",
      deployCommits: true,
      previewPullRequests: false,
    });
    expect(sourceContext).toEqual({ git: { branch: "main" } });
    expect(operationContext).toMatchObject({
      preRunCommands: ["npm ci"],
      options: { skipInstallDependencies: true },
      oidc: { aws: { roleArn: options.roleArn, sessionName: `ballast-${stack.name}`, duration: "3h" } },
    });
    // Every file that the program reads is one that a deployment waits for; those of other stacks and of the command line are not.
    const read = inputs(stack).program.flatMap((pattern) => globSync(pattern));
    const missed = read.filter((file) => !gitHub.paths.some((path) => matchesGlob(file, path)));
    expect([read.length > 20, missed]).toEqual([true, []]);
    const others = stacks
      .filter(({ scenario }) => scenario !== stack.scenario)
      .map(({ name }) => `stacks/environments/Pulumi.${name}.yaml`);
    others.push(
      "packages/ecs/README.md",
      "packages/ecs/CHANGELOG.md",
      "packages/cli/src/main.ts",
      "packages/report/src/index.ts",
      "prices/us-east-1.json",
    );
    expect(others.filter((file) => gitHub.paths.some((path) => matchesGlob(file, path)))).toEqual([]);
  }
});
