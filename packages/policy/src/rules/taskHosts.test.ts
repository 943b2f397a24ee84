import { aws } from "@ballast/aws";
import fc from "fast-check";
import { HostPath, hostPathKind, hostPathsOf } from "../hostPaths.ts";
import { check } from "../index.ts";
import { broken, inContainer } from "../testing/breaking.ts";
import { itShowsEachRule } from "../testing/examples.ts";
import { goodStack } from "../testing/goodStack.ts";
import { madeUp, type Inputs } from "../testing/resources.ts";
import { fileSystemRules } from "./fileSystems.ts";
import { taskHostRules } from "./taskHosts.ts";

const task = (inputs: Inputs) => broken(aws.taskDefinition, inputs);
const container = (settings: Inputs) => inContainer((one) => Object.assign(one, settings));
itShowsEachRule(taskHostRules, goodStack, [
  ["ecs-privileged (F.0.17)", container({ privileged: true }), "is privileged"],
  ["ecs-privileged (F.0.17)", task({ pidMode: "host" }), "has pidMode: host"],
  ["ecs-host-network", task({ networkMode: "host" }), "has networkMode: host"],
  [
    "ecs-capabilities",
    container({ linuxParameters: { capabilities: { add: ["CAP_SYS_ADMIN"] } } }),
    "adds the capability SYS_ADMIN",
  ],
  [
    "ecs-host-devices",
    container({ linuxParameters: { devices: [{ hostPath: "/dev/nvme0n1" }] } }),
    "uses the device /dev/nvme0n1",
  ],
  [
    "ecs-host-devices",
    container({ linuxParameters: { devices: [{}] } }),
    "uses the device of an unspecified path",
  ],
  [
    "ecs-security-options",
    container({ dockerSecurityOptions: ["seccomp:unconfined"] }),
    "sets seccomp:unconfined",
  ],
  [
    "ecs-host-paths",
    task({ volumes: [{ name: "docker", hostPath: "/var/run/docker.sock" }] }),
    "mounts /var/run/docker.sock, through which a container can control the container runtime",
  ],
  [
    "ecs-host-paths",
    task({ volumes: [{ name: "config", hostPath: "/etc/ecs" }] }),
    "mounts /etc/ecs of its host",
  ],
  ["ecs-container-user", container({ user: "root" }), "runs as root"],
  ["ecs-container-user", container({ user: undefined }), "runs as the image's user"],
]);

const rules = [...taskHostRules.filter(({ optional }) => !optional), ...fileSystemRules];
const linux = { runtimePlatform: { operatingSystemFamily: "LINUX", cpuArchitecture: "ARM64" } };

/** What is found of a task with one container. */
function found(definition: Inputs, settings: Inputs = {}): string[] {
  const containerDefinitions = JSON.stringify([{ name: "web", ...settings }]);
  return check(
    [madeUp(aws.taskDefinition, "web", { ...linux, containerDefinitions, ...definition })],
    {},
    { rules },
  ).map(({ rule }) => rule);
}

/** The same path in another spelling: what a kernel reads as the same. */
const spelled = (path: string) =>
  fc
    .tuple(
      fc.array(fc.constantFrom("", ".", "x/..", "./y/../.", ""), { minLength: 1, maxLength: 6 }),
      fc.boolean(),
      fc.boolean(),
    )
    .map(([between, slash, former]) => {
      const base = former ? path.replace(/^\/run(?=\/|$)/, "/var/run") : path;
      const parts = base.split("/").filter(Boolean);
      const text = parts.map((part, index) => `/${between[index % between.length]}/${part}`).join("");
      return `${text}${slash || text === "" ? "/" : ""}`;
    });

const dangerous = fc
  .constantFrom(
    ..."/ /run /run/docker.sock /run/containerd /run/containerd/containerd.sock /var /etc /etc/ecs/ecs.config /etc/shadow".split(
      " ",
    ),
    ..."/proc /proc/1/root /sys/fs/cgroup /dev /dev/nvme0n1 /root/.ssh /boot /var/lib /var/lib/docker /var/lib/ecs/data".split(
      " ",
    ),
    ..."/usr/bin /lib/modules /home /home/ec2-user/.ssh /run/user/1000/docker.sock /var/lib/cloud /var/log".split(
      " ",
    ),
  )
  .chain(spelled);
const harmless = fc
  .constantFrom(
    ..."/mnt /mnt/data /srv/www /data /opt/shop /var/lib/shop /var/lib/dockerdata /run/shop /run/shop.sock /etc/localtime".split(
      " ",
    ),
    ..."/dev/shm /usr/share/zoneinfo/UTC /home/shop/data /etcetera /procurement /rooted /var/log/shop /var/dockers.sock".split(
      " ",
    ),
  )
  .chain(spelled);

/** The ways in which a task mounts a folder of its host. */
const mounts = fc.constantFrom<(path: string) => Inputs>(
  (hostPath) => ({ hostPath }),
  (device) => ({
    dockerVolumeConfiguration: { driver: "local", driverOpts: { type: "none", o: "bind", device } },
  }),
  (device) => ({ dockerVolumeConfiguration: { driverOpts: { type: "none", o: "rw,rbind", device } } }),
  (device) => ({ dockerVolumeConfiguration: { driverOpts: { type: "bind", device } } }),
);

it("finds each folder of a host that is not the application's, in every spelling and by every way to mount it", () => {
  const runs = { numRuns: 2000 };
  fc.assert(
    fc.property(dangerous, mounts, (path, mount) =>
      expect(found({ volumes: [{ name: "v", ...mount(path) }] })).toEqual(["ecs-host-paths"]),
    ),
    runs,
  );
  fc.assert(
    fc.property(harmless, mounts, (path, mount) =>
      expect(found({ volumes: [{ name: "v", ...mount(path) }] })).toEqual([]),
    ),
    runs,
  );
});

it.each([
  "\\\\.\\pipe\\docker_engine",
  "//./pipe/docker_engine",
  "npipe:////./pipe/docker_engine",
  "\\\\.\\pipe\\containerd-containerd",
  "C:\\",
  "c:/",
  "C:\\Windows\\System32",
  "C:/data/../Windows",
  "C:\\ProgramData",
  "C:\\ProgramData\\Amazon\\ECS",
  "c:\\programdata\\docker\\volumes",
  "C:\\Users\\Administrator",
])("finds %s on Windows", (hostPath) => {
  const runtimePlatform = { operatingSystemFamily: "WINDOWS_SERVER_2022_CORE" };
  expect(found({ runtimePlatform, volumes: [{ name: "v", hostPath }] })).toEqual(["ecs-host-paths"]);
});

it.each(["C:\\data", "D:\\shop\\files", "C:\\ProgramData\\Shop", "\\\\.\\pipe\\shop"])(
  "leaves %s on Windows alone",
  (hostPath) => {
    const runtimePlatform = { operatingSystemFamily: "WINDOWS_SERVER_2022_CORE" };
    expect(found({ runtimePlatform, volumes: [{ name: "v", hostPath }] })).toEqual([]);
  },
);

const yes = fc.constantFrom<unknown>(true, "true", "True", "TRUE", " true ");
const no = fc.constantFrom<unknown>(false, "false", undefined, null, "");
const host = fc.constantFrom("host", "Host", "HOST", " host");
const cases = (text: string) =>
  fc
    .array(fc.boolean(), { minLength: text.length, maxLength: text.length })
    .map((upper) =>
      [...text].map((one, index) => (upper[index] ? one.toUpperCase() : one.toLowerCase())).join(""),
    );
const beyond = fc
  .constantFrom(
    "ALL",
    "SYS_ADMIN",
    "SYS_PTRACE",
    "NET_ADMIN",
    "SYS_MODULE",
    "DAC_READ_SEARCH",
    "SYS_RAWIO",
    "BPF",
    "SYSLOG",
  )
  .chain(cases);
const within = fc.constantFrom("CHOWN", "NET_BIND_SERVICE", "SETUID", "KILL", "SYS_CHROOT").chain(cases);
const prefixed = (name: fc.Arbitrary<string>) =>
  fc.tuple(fc.constantFrom("", "CAP_", "cap_"), name).map((parts) => parts.join(""));

const violations = fc.oneof(
  yes.map((privileged) => ["ecs-privileged", {}, { privileged }] as const),
  host.map((pidMode) => ["ecs-privileged", { pidMode }, {}] as const),
  host.map((ipcMode) => ["ecs-privileged", { ipcMode }, {}] as const),
  host.map((networkMode) => ["ecs-host-network", { networkMode }, {}] as const),
  prefixed(beyond).map(
    (one) =>
      ["ecs-capabilities", {}, { linuxParameters: { capabilities: { add: ["CHOWN", one] } } }] as const,
  ),
  fc
    .constantFrom("/dev/sda", "/dev/nvme0n1p1", "/dev/mem", "/dev/kmsg", "/dev/fuse")
    .map((hostPath) => ["ecs-host-devices", {}, { linuxParameters: { devices: [{ hostPath }] } }] as const),
  fc
    .constantFrom(
      "seccomp:unconfined",
      "seccomp=unconfined",
      "apparmor:unconfined",
      "label:disable",
      "no-new-privileges:false",
    )
    .chain(cases)
    .map(
      (option) =>
        ["ecs-security-options", {}, { dockerSecurityOptions: ["no-new-privileges", option] }] as const,
    ),
  fc
    .tuple(fc.constantFrom("nfs", "nfs4", "NFS", "cifs", ""), fc.constantFrom("local", undefined))
    .map(([type, driver]) => {
      const driverOpts = { type, o: "addr=10.0.0.5,rw,nfsvers=4.1", device: ":/export" };
      const volumes = [{ name: "share", dockerVolumeConfiguration: { driver, driverOpts } }];
      return ["ecs-network-volume", { volumes }, {}] as const;
    }),
);

it("finds what a container may do to its host, in every spelling", () =>
  fc.assert(
    fc.property(violations, ([rule, definition, settings]) =>
      expect(found(definition, settings)).toEqual([rule]),
    ),
    { numRuns: 3000 },
  ));

const neighbours = fc.oneof(
  no.map((privileged) => [{}, { privileged }] as const),
  fc.constantFrom("task", undefined).map((mode) => [{ pidMode: mode, ipcMode: mode }, {}] as const),
  fc.constantFrom("awsvpc", "bridge", "none", undefined).map((networkMode) => [{ networkMode }, {}] as const),
  prefixed(within).map(
    (one) => [{}, { linuxParameters: { capabilities: { add: [one], drop: ["ALL"] } } }] as const,
  ),
  fc
    .constantFrom("/dev/null", "/dev/urandom")
    .map((hostPath) => [{}, { linuxParameters: { devices: [{ hostPath }] } }] as const),
  fc
    .constantFrom("no-new-privileges", "label:type:svirt", "seccomp:default")
    .map((option) => [{}, { dockerSecurityOptions: [option] }] as const),
  fc.constantFrom({ type: "tmpfs", device: "tmpfs", o: "size=100m" }, {}, undefined).map((driverOpts) => {
    const volumes = [{ name: "cache", dockerVolumeConfiguration: { driver: "local", driverOpts } }];
    return [{ volumes }, {}] as const;
  }),
);

it("leaves alone what only looks like it", () =>
  fc.assert(
    fc.property(neighbours, ([definition, settings]) => expect(found(definition, settings)).toEqual([])),
    { numRuns: 3000 },
  ));

it.each([
  ["a disk of the host", { type: "ext4", device: "/dev/nvme0n1p1" }],
  [
    "another view of its folders",
    { type: "overlay", o: "lowerdir=/,upperdir=/a,workdir=/b", device: "overlay" },
  ],
  ["its processes", { type: "proc", device: "proc" }],
])("finds %s that Docker's local driver mounts", (_what, driverOpts) => {
  expect(
    hostPathsOf([{ name: "data", dockerVolumeConfiguration: { driverOpts } }]).map(({ path }) =>
      hostPathKind(path),
    ),
  ).not.toContain(HostPath.Harmless);
  const tmpfs = { type: "tmpfs", device: "tmpfs" };
  expect(hostPathsOf([{ name: "data", dockerVolumeConfiguration: { driverOpts: tmpfs } }])).toEqual([]);
});
