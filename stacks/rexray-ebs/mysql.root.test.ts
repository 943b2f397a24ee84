import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync, existsSync, statSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ECSClient } from "@aws-sdk/client-ecs";
import { LocalHosts } from "../../packages/cli/src/accept/testing/localHosts.ts";
import { walks } from "../../packages/cli/src/accept/walks/index.ts";
import { mysqlServer } from "./mysql.ts";

// The container's own command, on MariaDB: there is no MySQL of Oracle's here. Both read init_file and these statements alike.
const folder = mkdtempSync(join(tmpdir(), "ballast-mysql-"));
const { entryPoint, command } = mysqlServer({
  image: "",
  rootPassword: "",
  options: ["--skip-name-resolve"],
});
let port: number;
let server: ChildProcess | undefined;
let said = "";

/** What the official image does at a start: an empty directory gets root's password, and mysqld takes the place of the program. */
const entrypoint = `#!/bin/bash
set -eu
[ "$1" = mysqld ] && shift
data=/var/lib/mysql/data
if [ ! -d $data/mysql ]; then
  mkdir -p $data && chown mysql: $data
  mariadb-install-db --no-defaults --user=mysql --datadir=$data --auth-root-authentication-method=normal --skip-test-db >/dev/null
  printf "DELETE FROM mysql.global_priv WHERE host <> 'localhost';\\nFLUSH PRIVILEGES;\\nALTER USER root@localhost IDENTIFIED BY '%s';\\nCREATE USER root@'%%' IDENTIFIED BY '%s';\\nGRANT ALL ON *.* TO root@'%%' WITH GRANT OPTION;\\n" \\
    "$MYSQL_ROOT_PASSWORD" "$MYSQL_ROOT_PASSWORD" | mariadbd --no-defaults --user=mysql --datadir=$data --bootstrap
fi
exec mariadbd --no-defaults --user=mysql --socket=/var/run/mysqld/mysqld.sock --bind-address=127.0.0.1 --port=$PORT "$@"
`;

beforeAll(async () => {
  for (const name of ["bin", "data", "run"]) mkdirSync(join(folder, name));
  writeFileSync(join(folder, "bin/docker-entrypoint.sh"), entrypoint, { mode: 0o755 });
  const probe = createServer().listen(0, "127.0.0.1");
  await new Promise((listening) => probe.once("listening", listening));
  port = (probe.address() as AddressInfo).port;
  await new Promise((closed) => probe.close(closed));
});

afterEach(stop);
afterAll(() => rmSync(folder, { recursive: true }));

/** The container with a task's own \`run\` volume and the volume that stays. */
async function start(password: string): Promise<void> {
  rmSync(join(folder, "run"), { recursive: true });
  mkdirSync(join(folder, "run"));
  const container = `
    mount -t tmpfs tmpfs /var/lib && mkdir /var/lib/mysql && mount --bind ${folder}/data /var/lib/mysql
    mount -t tmpfs tmpfs /run && mkdir /run/mysqld && mount --bind ${folder}/run /run/mysqld && chown 27:27 /run/mysqld
    { cat /etc/passwd; echo mysql:x:27:27::/:/bin/false; } > /run/passwd && mount --bind /run/passwd /etc/passwd
    exec "$@"`;
  said = "";
  server = spawn(
    "unshare",
    ["--mount", "--propagation", "private", "bash", "-ec", container, "container", ...entryPoint, ...command],
    {
      env: {
        PATH: `${folder}/bin:${process.env["PATH"]}`,
        MYSQL_ROOT_PASSWORD: password,
        PORT: `${port}`,
      },
    },
  );
  for (const stream of [server.stdout, server.stderr])
    stream?.on("data", (text: Buffer) => (said += text.toString()));
  for (let tries = 0; !said.includes("ready for connections"); tries += 1) {
    if (tries > 300 || server.exitCode !== null) throw new Error(`It has not started:\n${said}`);
    await sleep(100);
  }
}

async function stop(): Promise<void> {
  if (server?.exitCode === null) {
    const ended = new Promise((resolve) => server?.once("exit", resolve));
    server.kill("SIGTERM");
    await ended;
  }
  server = undefined;
}

/** What root gets with a password, by the socket and by the network. */
function asked(password: string, sql = "SELECT 1"): string[] {
  const ways = [
    [`--socket=${folder}/run/mysqld.sock`],
    ["--host=127.0.0.1", `--port=${port}`, "--protocol=tcp"],
  ];
  return ways.map((way) => {
    const { status, stdout, stderr } = spawnSync(
      "mariadb",
      [
        "--no-defaults",
        ...way,
        "--user=root",
        `--password=${password}`,
        "--skip-column-names",
        "--batch",
        "-e",
        sql,
      ],
      { encoding: "utf8" },
    );
    return status === 0 ? stdout.trim() : (/ERROR \d+/.exec(stderr)?.[0] ?? stderr);
  });
}

const allowed = ["1", "1"];
const denied = ["ERROR 1045", "ERROR 1045"];

describe("MySQL's container", () => {
  it("initializes an empty volume with the secret's password", async () => {
    await start("first");
    expect([asked("first"), asked("other")]).toEqual([allowed, denied]);
    asked(
      "first",
      "CREATE DATABASE walk; CREATE TABLE walk.notes (text TEXT); INSERT INTO walk.notes VALUES ('kept')",
    );
    expect(existsSync(join(folder, "run/root-password.sql"))).toBe(false);
  });

  it.each([
    "another",
    "first",
    "it's",
    "a\\",
    "\\'; DROP DATABASE walk; -- ",
    "100%s %n",
    'say "hi"',
    "$HOME `id` $(id)",
    "& \\& \\\\n",
    "two\nlines\n",
    "ünïcødé €",
    "x".repeat(79),
  ])("has the secret's password, and its data, on a volume that had another one: %j", async (password) => {
    await start(password);
    expect(asked(password)).toEqual(allowed);
    expect(asked("no password")).toEqual(denied);
    expect(asked(password, "SELECT text FROM walk.notes")).toEqual(["kept", "kept"]);
    const { mode, uid } = statSync(join(folder, "run/root-password.sql"));
    expect([(mode & 0o777).toString(8), uid]).toEqual(["600", 27]);
    expect(said).not.toContain(password);
  });

  it("ends, and says why, where the task has no password", async () => {
    await expect(start("")).rejects.toThrow("MYSQL_ROOT_PASSWORD is empty");
    await start("afterwards");
    expect(asked("")).toEqual(denied);
  });
});

describe("the walk of ballast accept", () => {
  const password = 'it\'s "one" $HOME `id` \\';
  const taskArn = "arn:aws:ecs:eu-central-1:123456789012:task/main/0123";
  let hosts: LocalHosts;

  beforeEach(() => {
    hosts = new LocalHosts();
    // The server has a port of its own here, and no file of options is anyone's.
    const environment = { MYSQL_ROOT_PASSWORD: password, MYSQL_TCP_PORT: `${port}`, HOME: hosts.folder };
    hosts.container = { task: taskArn, name: "mysql", environment };
  });
  afterEach(() => hosts.close());

  /** One task on one instance. */
  function ecs(): ECSClient {
    const answers: Record<string, unknown> = {
      DescribeServicesCommand: { services: [{ serviceName: "mysql", status: "ACTIVE" }] },
      ListTasksCommand: { taskArns: [taskArn] },
      DescribeTasksCommand: {
        tasks: [{ taskArn, group: "service:mysql", lastStatus: "RUNNING", containerInstanceArn: "host" }],
      },
      ListContainerInstancesCommand: { containerInstanceArns: ["host"] },
      DescribeContainerInstancesCommand: {
        containerInstances: [{ containerInstanceArn: "host", ec2InstanceId: "i-1" }],
      },
    };
    const send = ({ constructor: { name } }: object): Promise<unknown> => Promise.resolve(answers[name]);
    return Object.assign(new ECSClient({ region: "eu-central-1" }), { send });
  }

  async function step(id: string): Promise<string | undefined> {
    const found = walks["rexray-ebs"]?.steps.find((one) => one.id === id);
    const evidence = await found?.run({
      record: { mark: "ballast-0123" },
      aws: { region: "eu-central-1", ecs: ecs(), ssm: hosts.ssm },
      pulumi: { outputs: () => Promise.resolve({ clusterName: "main", serviceName: "mysql" }) },
      pace: { timeoutSeconds: 30, pollSeconds: 0.05 },
    } as unknown as Parameters<typeof found.run>[0]);
    return evidence?.["printed"];
  }

  it("writes a row, twice if it must, reads it back, and misses it", async () => {
    await start(password);
    expect(await step("write-row")).toBe("ballast-0123");
    expect(await step("write-row")).toBe("ballast-0123");
    await stop();
    await start(password);
    expect(await step("read-row")).toBe("ballast-0123");
    asked(password, "DELETE FROM ballast_accept.notes");
    await expect(step("read-row")).rejects.toThrow(/did not print ballast-0123/);
    asked(password, "DROP DATABASE ballast_accept");
    await expect(step("read-row")).rejects.toThrow(/ERROR 1146/);
  });

  it("says nothing of the password where the server has another one", async () => {
    await start("another");
    const error: unknown = await step("write-row").catch((thrown: unknown) => thrown);
    expect(String(error)).toMatch(/ERROR 1045/);
    expect(String(error)).not.toContain(password);
  });
});
