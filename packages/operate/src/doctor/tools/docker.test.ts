import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Needs } from "../needs/needs.ts";
import { dockerChecks } from "./docker.ts";

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "doctor-docker-"))));
afterEach(() => rmSync(folder, { recursive: true }));

type Building = Pick<Needs, "stack" | "builds">;

const tag = "registry.example.com/team/space:1.0.0";
const building = (stack: string, hasLogin: boolean, pushed = tag): Building => ({
  stack,
  builds: [{ tag: pushed, hasLogin }],
});
const dev = building("private-registry-dev", true);

/** @param answers What docker says, by its first word; undefined for no docker at all. */
async function checked(
  answers: Record<string, string> | undefined,
  { env = {}, needs = [dev] }: { env?: Record<string, string>; needs?: Building[] } = {},
) {
  if (answers) writeFileSync(join(folder, "docker"), "");
  return dockerChecks(
    {
      env: { PATH: folder, ...env },
      home: folder,
      versionOf: (program, [word = ""]) =>
        Promise.resolve(program === join(folder, "docker") ? answers?.[word] : undefined),
    },
    needs,
  );
}

const linux = { version: "28.5.1 linux/amd64", buildx: "github.com/docker/buildx v0.29.1 a32761a" };

it("asks nothing where no stack has an image built", async () => {
  expect(await checked(undefined, { needs: [{ stack: "network-dev", builds: [] }] })).toEqual([]);
});

it.each([
  ["ok", linux, {}, "daemon 28.5.1 linux/amd64, github.com/docker/buildx v0.29.1 a32761a"],
  ["ok", { version: "28.5.1 linux/arm64" }, {}, "without buildx, which the provider includes"],
  ["missing", undefined, {}, "the docker command is not on the PATH"],
  // docker version without a daemon fails, or prints an empty server.
  ["missing", { buildx: "v0.29.1" }, {}, "no daemon responds"],
  ["missing", { version: "", buildx: "v0.29.1" }, {}, "no daemon responds"],
  ["missing", { version: "28.5.1 windows/amd64" }, {}, "runs Windows containers"],
  ["missing", linux, { DOCKER_BUILDKIT: "0" }, "DOCKER_BUILDKIT is 0, which disables BuildKit"],
  ["missing", linux, { DOCKER_BUILDKIT: "false" }, "DOCKER_BUILDKIT is false"],
  ["ok", linux, { DOCKER_BUILDKIT: "1" }, "daemon 28.5.1"],
])("Docker is %s: %j %j", async (status, answers, env, found) => {
  const [check] = await checked(answers, { env });
  expect(check).toMatchObject({
    id: "tool:docker",
    status,
    found: expect.stringContaining(found),
    stacks: ["private-registry-dev"],
  });
  expect(check?.fix === undefined).toBe(status === "ok");
});

it.each([
  [tag, "docker login registry.example.com"],
  ["localhost:5000/space:1", "docker login localhost:5000"],
  ["team/space:1", "docker login"],
])("says how to log in to push %s, unless the stack brings the login: %s", async (pushed, fix) => {
  const [daemon, ...notes] = await checked(linux, { needs: [building("web-dev", false, pushed), dev] });
  expect(daemon?.stacks).toEqual(["web-dev", "private-registry-dev"]);
  expect(notes).toMatchObject([{ id: `push:${pushed}`, status: "unknown", fix, stacks: ["web-dev"] }]);
});
