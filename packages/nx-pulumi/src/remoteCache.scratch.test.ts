import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

// Nx itself on two machines, which share a server of Nx's specification for self-hosted caches.

const token = "only-for-this-test";
let server: Server;
let root: string;
let kept: Map<string, Buffer>;
let refused: number;

beforeEach(async () => {
  kept = new Map();
  refused = 0;
  root = realpathSync(mkdtempSync(join(tmpdir(), "remote-cache-")));
  server = createServer((request, response) => {
    const end = (status: number, body?: Buffer): void => void response.writeHead(status).end(body);
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      if (request.headers.authorization !== `Bearer ${token}`) {
        refused += 1;
        return end(401);
      }
      const [, hash = ""] = /^\/v1\/cache\/(\w+)$/.exec(request.url ?? "") ?? [];
      if (request.method === "PUT") {
        kept.set(hash, Buffer.concat(parts));
        return end(200);
      }
      const found = kept.get(hash);
      return found ? end(200, found) : end(404);
    });
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
});
afterEach(() => {
  server.close();
  rmSync(root, { recursive: true });
});

/** A machine with a workspace whose target writes a file and notes that it ran. */
function machine(name: string): { build: (given?: string) => Promise<string>; runs: () => number } {
  const folder = join(root, name);
  mkdirSync(folder);
  const write = (file: string, content: unknown): void =>
    writeFileSync(join(folder, file), JSON.stringify(content));
  write("nx.json", { analytics: false });
  write("package.json", { name: "workspace", private: true });
  write("project.json", {
    name: "one",
    targets: {
      build: {
        command: "node build.mjs",
        cache: true,
        inputs: ["{projectRoot}/build.mjs"],
        outputs: ["{projectRoot}/dist"],
      },
    },
  });
  writeFileSync(
    join(folder, "build.mjs"),
    'import fs from "node:fs"; fs.mkdirSync("dist", { recursive: true }); fs.writeFileSync("dist/text", "built"); fs.appendFileSync(process.env.RUNS, "1");',
  );
  symlinkSync(join(__dirname, "../../../node_modules"), join(folder, "node_modules"));
  const runs = join(root, `${name}-runs`);
  writeFileSync(runs, "");
  return {
    build: async (given = token) => {
      const { port } = server.address() as AddressInfo;
      const child = spawn(process.execPath, ["node_modules/nx/dist/bin/nx.js", "run", "one:build"], {
        cwd: folder,
        env: {
          ...process.env,
          NX_DAEMON: "false",
          NX_CACHE_DIRECTORY: join(root, `${name}-cache`),
          NX_WORKSPACE_DATA_DIRECTORY: join(root, `${name}-data`),
          NX_SELF_HOSTED_REMOTE_CACHE_SERVER: `http://127.0.0.1:${port}`,
          NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN: given,
          RUNS: runs,
        },
      });
      let printed = "";
      for (const stream of [child.stdout, child.stderr])
        stream.on("data", (text) => (printed += String(text)));
      const [status] = (await once(child, "exit")) as [number];
      if (status !== 0) throw new Error(printed);
      return readFileSync(join(folder, "dist/text"), "utf8");
    },
    runs: () => readFileSync(runs, "utf8").length,
  };
}

it("takes what another machine has built from a self-hosted cache, and nothing without its token (F.0.67)", async () => {
  const [first, second, third] = [machine("first"), machine("second"), machine("third")];
  expect(await first.build()).toBe("built");
  expect([first.runs(), kept.size]).toEqual([1, 1]);
  expect(await second.build()).toBe("built");
  expect(second.runs()).toBe(0);

  const status = await third.build("another-token").then(
    () => "built",
    () => "failed",
  );
  expect({ isRefused: refused > 0, runs: third.runs() }).toEqual({
    isRefused: true,
    runs: status === "built" ? 1 : third.runs(),
  });
  expect(kept.size).toBe(1);
});
