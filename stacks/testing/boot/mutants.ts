import type { Host } from "./hosts.ts";

/** A script that is broken in one place, and what the search or the comparison must say of it. */
export interface Mutant {
  name: string;
  change: (host: Host) => Host;
  finds: RegExp;
}

const replaced =
  (from: string | RegExp, to: string) =>
  (host: Host): Host => ({ ...host, userData: host.userData.replace(from, () => to) });
const document =
  (change: (steps: unknown[]) => unknown[], everyMinutes = 30) =>
  (host: Host): Host => ({
    ...host,
    associations: host.associations.map((one) => {
      const parsed = JSON.parse(one.document) as { mainSteps: unknown[] };
      return { document: JSON.stringify({ ...parsed, mainSteps: change(parsed.mainSteps) }), everyMinutes };
    }),
  });
const mutant = (name: string, change: Mutant["change"], finds: RegExp): Mutant => ({ name, change, finds });
const wait = 'while ((Get-Service -Name AmazonSSMAgent).Status -ne "Running") { Start-Sleep -Seconds 10 }';

/** Of a host that joins a domain. */
export const domainMutants: Mutant[] = [
  mutant(
    "the agent before the domain",
    ({ userData, ...host }) => {
      const [line = ""] = /Import-Module ECSTools\nInitialize-ECSAgent[^\n]*\n/.exec(userData) ?? [];
      return {
        ...host,
        userData: userData
          .replace(line, "")
          .replace('$current = "domain"', () => `${line}$current = "domain"`),
      };
    },
    /without domain member/,
  ),
  mutant(
    "a wait for Systems Manager in user data",
    replaced("try {\n", `try {\n${wait}\n`),
    /waits for ssmAgent|never comes/,
  ),
  mutant(
    "the steps in user data",
    (host) => {
      const boot = /@'\n([^]*?)\n'@/.exec(host.userData)?.[1] ?? "";
      return {
        ...host,
        userData: `<powershell>\n${boot.replace("Start-Service -Name AmazonSSMAgent\n", "")}\n</powershell>\n<persist>true</persist>\n`,
      };
    },
    /fails although nothing has gone wrong/,
  ),
  mutant("user data that does not persist", replaced(/<persist>true<\/persist>/, ""), /never comes/),
  mutant(
    "a task without a trigger",
    replaced(" -Trigger (New-ScheduledTaskTrigger -AtStartup)", ""),
    /never comes/,
  ),
  mutant(
    "a wait longer than its task",
    replaced("Start-Sleep -Seconds 2700", "Start-Sleep -Seconds 50000"),
    /waits of the task.*50000 \+ /,
  ),
  mutant(
    "a wait shorter than the association's rounds",
    replaced("Start-Sleep -Seconds 2700", "Start-Sleep -Seconds 1200"),
    /runs again \(30 minutes\) within the wait of domain: 1800 s is not less than 1200 s/,
  ),
  mutant(
    "an association that comes too seldom",
    document((steps) => steps, 60),
    /runs again \(60 minutes\)/,
  ),
  mutant(
    "a wait that goes on when its time is over",
    replaced(/throw "not joined[^\n]*/, 'Say "not joined"'),
    /without domain member/,
  ),
  mutant(
    "a join that is seen too early",
    ({ userData, ...host }) => {
      const [lines = "", computer = "", pending = ""] =
        /(\$computer = [^\n]*\n)(\$pending = [^\n]*\n)/.exec(userData) ?? [];
      return { ...host, userData: userData.replace(lines, () => pending + computer) };
    },
    /without domain member/,
  ),
  mutant("no look at the restart of the join", replaced("$pending -or ", ""), /without domain member/),
  mutant(
    "an agent that goes on behind a failure",
    replaced(
      /Stop-Service -Name AmazonECS -Force -ErrorAction SilentlyContinue\n {2}Set-Service[^\n]*Disabled[^\n]*\n/,
      "",
    ),
    /never comes/,
  ),
  mutant(
    "a failure that Systems Manager is not told of",
    replaced(/ {4}Write-SSMComplianceItem[^\n]*\n/, ""),
    /never comes/,
  ),
  mutant("a failure that says nothing", replaced(/ {2}Say "FAILED[^\n]*\n/, ""), /does not say why/),
  mutant("a failure that does not power off", replaced(/ {2}Stop-Computer -Force\n/, ""), /never comes/),
  mutant(
    "a failure before anything catches it",
    ({ userData, ...host }) => {
      const [line = ""] = /Start-Transcript[^\n]*\n/.exec(userData) ?? [];
      return {
        ...host,
        userData: userData
          .replace(line, "")
          .replace('$current = "prologue"\n', () => `${line}$current = "prologue"\n`),
      };
    },
    /never comes/,
  ),
  mutant(
    "user data that fails on a later start",
    replaced(
      "if (-not (Get-ScheduledTask -TaskName BallastBoot -ErrorAction SilentlyContinue)) {",
      "if ($true) {",
    ),
    /never comes/,
  ),
  mutant(
    "a wait for the agent before it starts",
    replaced('$current = "agent"', `${wait.replaceAll("AmazonSSMAgent", "AmazonECS")}\n$current = "agent"`),
    /waits for agent|never comes/,
  ),
  mutant(
    "a join without its restart",
    document((steps) =>
      steps.map((step) => ({
        ...(step as object),
        action: "aws:runPowerShellScript",
        inputs: {
          runCommand: ['$ErrorActionPreference = "Stop"', "Add-Computer -DomainName corp.example.com -Force"],
        },
      })),
    ),
    /although nothing has gone wrong/,
  ),
];

/** Of a host that maps a share. */
export const shareMutants: Mutant[] = [
  mutant(
    "no wait for the share",
    replaced(/for \(\$attempt = 1[^]*?\n\}\n/, ""),
    /nothing in its script does/,
  ),
  mutant(
    "an agent that starts with Windows and that nobody stops",
    replaced(/Stop-Service -Name AmazonECS -Force -ErrorAction SilentlyContinue\nSet-Service[^\n]*\n/, ""),
    /without mapped:G/,
  ),
  mutant(
    "a wait for the share without an end",
    replaced(/ {2}if \(\$attempt -ge 270\)[^\n]*\n/, ""),
    /2700 \+ Infinity/,
  ),
  mutant(
    "a share that is mapped before the join",
    document((steps) => [...steps].reverse()),
    /although nothing has gone wrong|never comes/,
  ),
];

const joins = /^again 24 curl .*51678[^}]*\}\n/m;
const plugin = "docker plugin install --grant-all-permissions";

/** Of a host with a volume, a plugin and a step behind the agent. */
export const linuxMutants: Mutant[] = [
  mutant(
    "user data that runs once",
    replaced("#cloud-boothook\n", ""),
    /without mounted:one|without its cluster/,
  ),
  mutant(
    "a mask that outlives a restart, which a look at the agent would notice",
    (host) => replaced(/mask --runtime --now ecs/g, "mask --now ecs")(replaced(joins, "")(host)),
    /never comes/,
  ),
  mutant("no look at whether the agent joins", replaced(joins, ""), /never comes/),
  mutant(
    "a look at the agent that its failure prevents",
    replaced(
      "Requires=ballast-boot.service\nAfter=ballast-boot.service ecs",
      "Requires=ecs.service\nAfter=ecs",
    ),
    /never comes/,
  ),
  mutant("no trap", replaced(/^trap 'failed [^\n]*\n/m, ""), /never comes/),
  mutant(
    "no trap in user data",
    replaced(/trap 'echo [^\n]*\n/, ""),
    /never comes|takes tasks|starts without/,
  ),
  mutant(
    "a step whose failure is swallowed",
    replaced(/\n\)\nsay "done"/g, '\n) || true\nsay "done"'),
    /without mounted:one/,
  ),
  mutant(
    "a mount that may fail",
    replaced('! mount "$path"; then', "! true; then"),
    /nothing in its script does/,
  ),
  mutant(
    "an agent that does not require the steps, and no mask",
    (host) =>
      replaced(
        "Requires=ballast-boot.service\n",
        "",
      )(replaced("! systemctl mask --runtime --now ecs.service", "false")(host)),
    /takes tasks|starts without|never comes/,
  ),
  mutant(
    "an agent that does not wait for the steps",
    (host) => replaced("After=ballast-boot.service\n", "")(replaced("Before=ecs.service\n", "")(host)),
    /takes tasks|starts without|never comes/,
  ),
  mutant(
    "steps before the Docker that they wait for",
    replaced(
      "After=cloud-final.service docker.service\nWants=docker.service\nBefore=",
      "After=cloud-final.service\nBefore=docker.service ",
    ),
    /although nothing has gone wrong|never comes/,
  ),
  mutant(
    "user data that waits for the steps",
    replaced("systemctl start --no-block", "systemctl start"),
    /never comes/,
  ),
  mutant(
    "user data that waits for Docker",
    replaced(
      "systemctl daemon-reload\nsystemctl enable ballast",
      "systemctl start docker\nsystemctl daemon-reload\nsystemctl enable ballast",
    ),
    /outside of every step.*docker/,
  ),
  mutant(
    "a step that waits for the agent",
    replaced(
      plugin,
      `true\nuntil curl --fail http://localhost:51678/v1/metadata; do sleep 1; done\n${plugin}`,
    ),
    /waits for agent/,
  ),
  mutant(
    "a failure that Systems Manager is not told of",
    replaced('if report "${current}: $reason"; then', "if true; then"),
    /never comes/,
  ),
  mutant(
    "a failure that does not power off",
    replaced(/ {2}\[ -z "\$minutes" \] [^\n]*\n/, ""),
    /never comes/,
  ),
  mutant("a failure that is not said", replaced(/ {2}say "\$reason[^\n]*\n/, ""), /does not say why/),
  mutant(
    "a start that ends before its steps",
    replaced(
      "Type=oneshot\nExecStart=/opt/ballast/boot.sh",
      "Type=oneshot\nTimeoutStartSec=600\nExecStart=/opt/ballast/boot.sh",
    ),
    /2690.*is not less than 600 s/,
  ),
  mutant(
    "a report that its service cuts off",
    replaced("TimeoutStartSec=1800", "TimeoutStartSec=30"),
    /is not less than 30 s/,
  ),
  mutant(
    "units that systemd has not read",
    replaced('current="units"\nsystemctl daemon-reload\n', 'current="units"\n'),
    /takes tasks|starts without|never comes/,
  ),
  mutant("an agent without its cluster", replaced(/ECS_CLUSTER=[^\n]*\n/, ""), /without its cluster/),
  mutant(
    "a loop without an end",
    replaced("again 20 bring_plugin", "until bring_plugin; do sleep 5; done"),
    /Infinity/,
  ),
  mutant(
    "a repetition without an end",
    replaced('[ "$attempt" -lt "$attempts" ] || return "$status"', "true"),
    /Infinity/,
  ),
  mutant(
    "a repetition that passes over its last failure",
    replaced('|| return "$status"', "|| return 0"),
    /takes tasks without/,
  ),
  mutant(
    "a plugin that is disabled after its install",
    replaced("plugin_is_enabled || {", "true || {"),
    /takes tasks without plugin/,
  ),
];
