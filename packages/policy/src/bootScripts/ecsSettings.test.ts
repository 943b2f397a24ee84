import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { bootSettings, ecsSettings, isOn } from "./ecsSettings.ts";

// What bash leaves in the file is what the agent reads: each generated script runs, with the file elsewhere.

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "boot-scripts-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const path = "/etc/ecs/ecs.config";

/** Runs scripts, each with a file of its own, in one bash, and reads the last value of each setting. */
function byBash(scripts: string[]): Record<string, string>[] {
  const runs = scripts.map((script, index) => {
    const own = join(folder, String(index));
    mkdirSync(join(own, "etc/ecs"), { recursive: true });
    mkdirSync(join(own, "tmp"), { recursive: true });
    return `(\n${script.replaceAll(/\/(?=etc\/ecs|tmp\/)/g, `${own}/`)}\ntrue\n)`;
  });
  const program = `sudo() { "$@"; }\n${runs.join("\n")}\nexit 0\n`;
  const file = join(folder, "all.sh");
  writeFileSync(file, program);
  execFileSync("bash", [file], { stdio: "ignore", env: { PATH: process.env["PATH"] } });
  return scripts.map((_script, index) => {
    const file = join(folder, String(index), path);
    const text = existsSync(file) ? readFileSync(file, "utf8") : "";
    const settings: Record<string, string> = {};
    for (const line of text.split("\n")) {
      const [name = "", ...value] = line.split("=");
      if (name.startsWith("ECS_")) settings[name] = value.join("=");
    }
    return settings;
  });
}

const setting = fc.constantFrom("ECS_AWSVPC_BLOCK_IMDS", "ECS_ENABLE_TASK_IAM_ROLE", "ECS_CLUSTER");
const value = fc.constantFrom("true", "false", "1", "0", "main");
const append = fc.constantFrom(">", ">>", ">>", ">>");

const step = fc.oneof(
  fc.tuple(setting, value, append).map(([name, to, into]) => `echo ${name}=${to} ${into} ${path}`),
  fc
    .tuple(setting, value, append)
    .map(([name, to, into]) => `echo "${name}=${to}" ${into}${path} # as it should be`),
  fc.tuple(setting, value).map(([name, to]) => `echo '${name}=${to}' | sudo tee -a ${path} > /dev/null`),
  fc.tuple(setting, value).map(([name, to]) => `echo ${name}=${to} | tee ${path}`),
  fc
    .tuple(setting, value, setting, value, append)
    .map(([a, b, c, d, into]) => `cat <<'EOF' ${into} ${path}\n${a}=${b}\n# ${c}=no\n${c}=${d}\nEOF`),
  fc.tuple(setting, value, append).map(([a, b, into]) => `cat ${into} ${path} <<-EOF\n\t${a}=${b}\n\tEOF`),
  fc.tuple(setting, value).map(([a, b]) => `WANTED=${b}\ncat <<EOF >> ${path}\n${a}=\${WANTED}\nEOF`),
  fc
    .tuple(setting, value, setting, value)
    .map(([a, b, c, d]) => `{ echo ${a}=${b}; echo "${c}=${d}"; } >> ${path}`),
  fc
    .tuple(setting, value, setting, value)
    .map(([a, b, c, d]) => `(\n  echo ${a}=${b}\n  echo ${c}=${d}\n) > ${path}`),
  fc
    .tuple(setting, value, setting, value)
    .map(([a, b, c, d]) => `printf '${a}=${b}\\n%s=%s\\n' ${c} ${d} >> ${path}`),
  fc.tuple(setting, value).map(([a, b]) => `printf "%s\\n" "${a}=${b}" >> ${path}`),
  fc
    .tuple(setting, value, setting, value)
    .map(([a, b, c, d]) => `echo -e "${a}=${b}\\n${c}=${d}" >> ${path}`),
  fc.tuple(setting, value).map(([a, b]) => `sed -i 's/^${a}=.*/${a}=${b}/' ${path}`),
  fc.tuple(setting, value).map(([a, b]) => `sed -i -e "s|${a}=[a-z]*|${a}=${b}|g" ${path}`),
  fc.tuple(setting, value).map(([a, b]) => `sudo sed -i -E 's/^(${a})=(.*)$/\\1=${b}/' ${path}`),
  setting.map((a) => `sed -i '/^${a}=/d' ${path}`),
  setting.map((a) => `grep -v ${a} ${path} > /tmp/next; mv /tmp/next ${path}`),
  fc.tuple(setting, value).map(([a, b]) => `F=${path}; echo ${a}=${b} >> "$F"`),
  fc
    .tuple(setting, value)
    .map(([a, b]) => `echo ${a}=${b} >> /etc/ecs/../ecs/ecs.config`.replace("/ecs/../ecs", "/ecs")),
  fc.tuple(setting, value).map(([a, b]) => `# echo ${a}=${b} >> ${path}`),
  fc.tuple(setting, value).map(([a, b]) => `echo ${a}=${b} > /tmp/other && true`),
  fc.tuple(setting, value).map(([a, b]) => `if true; then echo ${a}=${b} >> ${path}; fi`),
  fc.tuple(setting, value).map(([a, b]) => `bash -c 'echo ${a}=${b} >> ${path}'`),
  fc.tuple(setting, value).map(([a, b]) => `export ${a}=${b}`),
  fc.constant(`rm -f ${path}`),
  fc.constant(`: > ${path}`),
  fc.tuple(setting, value).map(([a, b]) => `tee -a ${path} <<< "${a}=${b}"`),
  fc.tuple(setting, value).map(([a, b]) => `echo ${a}=\\\n${b} >> ${path}`),
);

/** What changes the file in a roundabout way. */
const roundabout = fc.oneof(
  fc.tuple(setting, value).map(([a, b]) => `cd /etc/ecs\necho ${a}=${b} >> ecs.config\ncd /`),
  fc.tuple(setting, value).map(([a, b]) => `( cd /etc/ecs && echo ${a}=${b} >> ./ecs.config )`),
  fc
    .tuple(setting, value)
    .map(([a, b]) => `cd /etc/ecs; sed -i 's/^${a}=.*/${a}=${b}/' ../ecs/ecs.config; cd ..`),
  fc
    .tuple(setting, value)
    .map(([a, b]) => `set_one() {\n  local name="$1"\n  echo "$name=$2" >> ${path}\n}\nset_one ${a} ${b}`),
  fc.tuple(setting, value).map(([a, b]) => `function late { echo ${a}=${b}; }\nlate >> ${path}`),
  fc.tuple(setting, value).map(([a, b]) => `never() { echo ${a}=${b} >> ${path}; }`),
  fc.tuple(value, value).map(([b, c]) => `for v in ${b} ${c}; do echo "ECS_CLUSTER=$v" >> ${path}; done`),
  value.map((b) => `for n in ECS_{AWSVPC_BLOCK_IMDS,ENABLE_TASK_IAM_ROLE}; do echo $n=${b}; done >> ${path}`),
  fc
    .tuple(setting, value)
    .map(([a, b]) => `n=0\nwhile [ "$n" != xx ]; do n="\${n#0}x"; echo ${a}=${b} >> ${path}; done`),
  fc
    .tuple(setting, value)
    .map(([a, b]) => `for n in 1 2 3; do if [ "$n" -eq 2 ]; then break; fi; echo ${a}=${b} >> ${path}; done`),
  fc
    .tuple(setting, value)
    .map(([a, b]) => `for n in 1 2; do [ $n = 1 ] && continue; echo ${a}=${b} >> ${path}; done`),
  fc.tuple(setting, value).map(([a, b]) => `until true; do echo ${a}=${b} >> ${path}; done`),
  fc
    .tuple(setting, value)
    .map(([a, b]) => `ln -sfn /etc/ecs /tmp/e\necho ${a}=${b} >> /tmp/e/ecs.config\nrm -f /tmp/e`),
  fc
    .tuple(setting, value)
    .map(
      ([a, b]) =>
        `touch ${path}; ln -sf ${path} /tmp/l; echo ${a}=${b} >> /tmp/l; sed -i s/${a}/X_${a}/ /tmp/l; rm /tmp/l`,
    ),
  fc.tuple(setting, value).map(([a, b]) => `eval "echo ${a}=${b} >> ${path}"`),
  fc.tuple(setting, value).map(([a, b]) => `C='echo ${a}=${b}'; eval "$C" >> ${path}`),
  fc.tuple(setting, value).map(([a, b]) => `bash <<'END'\necho ${a}=${b} >> ${path}\nEND`),
  fc.tuple(setting, value).map(([a, b]) => `sh -c "cd /etc/ecs; echo ${a}=${b} >> ecs.config"`),
  fc.tuple(setting, value).map(([a, b]) => `printf 'echo ${a}=${b} >> ${path}\n' > /tmp/s.sh; . /tmp/s.sh`),
  fc
    .tuple(setting, value)
    .map(
      ([a, b]) =>
        `cat > /tmp/t.sh <<'END'\n#!/bin/bash\necho ${a}=$1 >> ${path}\nexit 0\nEND\nbash /tmp/t.sh ${b}`,
    ),
  fc.tuple(setting, value).map(([a, b]) => `if false; then echo ${a}=${b} >> ${path}; fi`),
  fc
    .tuple(setting, value)
    .map(
      ([a, b]) =>
        `if [ -n "" ]; then :; elif [ x = x ]; then echo ${a}=${b} >> ${path}; else echo ${a}=no >> ${path}; fi`,
    ),
  fc.tuple(setting, value).map(([a, b]) => `false && echo ${a}=${b} >> ${path}`),
  fc.tuple(setting, value).map(([a, b]) => `false || echo ${a}=${b} >> ${path}`),
  fc.tuple(setting, value).map(([a, b]) => `! true || { echo ${a}=${b} >> ${path}; }`),
  fc
    .tuple(setting, value)
    .map(([a, b]) => `case ${b} in t*|1) echo ${a}=${b} >> ${path} ;; *) echo ${a}=other >> ${path} ;; esac`),
  fc.tuple(setting, value).map(([a, b]) => `echo $(echo ${a}=${b}) >> ${path}`),
  fc.tuple(setting, value).map(([a, b]) => `V=${b}; W="$V"; echo "${a}=\${W}" >> ${path}`),
  fc
    .tuple(setting, value)
    .map(([a, b]) => `exec 3>/tmp/three; echo ${a}=${b} >&2; echo ${a}=${b} >> ${path}`),
  fc
    .tuple(setting, value)
    .map(
      ([a, b]) => `touch ${path}; cp ${path} /tmp/copy; echo ${a}=${b} >> /tmp/copy; cp /tmp/copy ${path}`,
    ),
  fc.tuple(setting, value).map(([a, b]) => `f() { return; echo ${a}=${b} >> ${path}; }; f`),
  fc.tuple(setting, value).map(([a, b]) => `P=(/etc/ecs ecs.config); echo ${a}=${b} >> "\${P[0]}/\${P[1]}"`),
  fc.tuple(setting, value).map(([a, b]) => `Q=${path}; N=Q; echo ${a}=${b} >> "\${!N}"`),
  fc.tuple(setting, value).map(([a, b]) => `touch ${path}; sed -i 's/^${a}=.*/${a}=${b}/' /etc/ecs/*.config`),
  fc
    .tuple(setting, value)
    .map(([a, b]) => `touch ${path}; for f in /etc/ecs/ecs.c?nfig; do echo ${a}=${b} >> "$f"; done`),
  fc
    .tuple(setting, value)
    .map(([a, b]) => `touch ${path}; for f in "/etc/ecs/*.config"; do echo ${a}=${b} > "/tmp/o"; done`),
  fc
    .tuple(setting, value)
    .map(([a, b]) => `touch ${path}; echo ${path} | xargs sed -i -e 's/^${a}=.*/${a}=${b}/'`),
  fc
    .tuple(setting, value)
    .map(([a, b]) => `touch ${path}; printf '%s\\n' ${path} | xargs -I{} sed -i 's/^${a}=.*/${a}=${b}/' {}`),
  fc
    .tuple(setting, value, fc.constantFrom("*.config", "ecs.*", "*.conf"), fc.constantFrom("\\;", "+"))
    .map(
      ([a, b, name, end]) =>
        `touch ${path}; find /etc/ecs -name '${name}' -exec sed -i 's/^${a}=.*/${a}=${b}/' {} ${end}`,
    ),
  fc.constantFrom("*.config", "*.old").map((name) => `find /etc/ecs -name '${name}' -delete`),
  fc.tuple(setting, value).map(([a, b]) => `trap 'echo ${a}=${b} >> ${path}' EXIT`),
  fc.tuple(setting, value).map(([a, b]) => `last() { echo ${a}=${b} >> ${path}; }; trap last 0`),
  fc.tuple(setting, value).map(([a, b]) => `trap 'echo ${a}=${b} >> ${path}' EXIT; trap - EXIT`),
  fc.constant("exit 0"),
  fc.constant("if true; then exit 0; fi"),
  fc.constant("true || exit 0"),
  fc.constant("( exit 0 )"),
  fc.constant("f() { exit 0; }"),
  fc.constant("cd /etc/ecs && rm -f ecs.config; cd /"),
  fc.constant("[[ a == b ]] && exit 0"),
  fc.constant("while true; do break; done"),
);
const scripts = fc
  .array(fc.oneof(step, roundabout), { minLength: 1, maxLength: 5 })
  .map((steps) => `#!/bin/bash\n${steps.join("\n")}`);

it("reads of 2,000 scripts what bash makes of them (F.0.63)", () => {
  const all = fc.sample(scripts, { numRuns: 2000, seed: 16 });
  const expected = byBash(all);
  let off = 0;
  for (const [index, script] of all.entries()) {
    const read = Object.fromEntries(ecsSettings(script));
    expect([script, read]).toEqual([script, expected[index]]);
    off += isOn(read["ECS_AWSVPC_BLOCK_IMDS"]) ? 0 : 1;
  }
  // Both happen often enough to be shown.
  expect(off).toBeGreaterThan(400);
  expect(off).toBeLessThan(1900);
});

it.each([
  [`aws s3 cp s3://bucket/ecs.config ${path}`],
  [`echo ECS_AWSVPC_BLOCK_IMDS=true > ${path}\ncurl -o ${path} https://example.com/config`],
  [`echo ECS_AWSVPC_BLOCK_IMDS=true > ${path}\ncp /root/ecs.config ${path}`],
  [`echo ECS_AWSVPC_BLOCK_IMDS=true > ${path}\nsed -i 1,5d ${path}`],
])("takes nothing for set after %s", (script) => expect(Object.fromEntries(ecsSettings(script))).toEqual({}));

const windows = (lines: string) => Object.fromEntries(ecsSettings(`<powershell>\n${lines}\n</powershell>`));

it("reads what PowerShell leaves in the environment of the machine", () => {
  const start = "Initialize-ECSAgent -Cluster 'main' -EnableTaskIAMRole -AwsvpcBlockIMDS";
  const on = { ECS_CLUSTER: "main", ECS_ENABLE_TASK_IAM_ROLE: "true", ECS_AWSVPC_BLOCK_IMDS: "true" };
  expect(windows(start)).toEqual(on);
  expect(windows(start.replace("-AwsvpcBlockIMDS", "-AwsvpcBlockIMDS:$false"))["ECS_AWSVPC_BLOCK_IMDS"]).toBe(
    "false",
  );
  const set = (to: string) =>
    `[Environment]::SetEnvironmentVariable("ECS_AWSVPC_BLOCK_IMDS", ${to}, "Machine")`;
  for (const [to, read] of [
    ['"false"', "false"],
    ["'true'", "true"],
    ["$TRUE", "TRUE"],
    ["$false", "false"],
    ["$null", undefined],
  ]) {
    expect(windows(`${start}\n${set(to ?? "")}`)["ECS_AWSVPC_BLOCK_IMDS"]).toBe(read);
    expect(windows(`${set(to ?? "")}\n${start}`)["ECS_AWSVPC_BLOCK_IMDS"]).toBe("true");
    expect(windows(`${start}\n# ${set(to ?? "")}\n<# ${set(to ?? "")} #>`)).toEqual(on);
  }
});

it("follows a script that the script writes for systemd, and takes out what that one takes out", () => {
  const inner = `#!/bin/bash\necho ECS_CLUSTER=old > ${path}\nsed -i '/^# begin$/,/^# end$/d' ${path}\ncat >> ${path} <<'EOF'\n# begin\nECS_AWSVPC_BLOCK_IMDS=true\n# end\nEOF\n`;
  const on = `#!/bin/bash\ncat > /opt/boot.sh <<'BOOT'\n${inner}BOOT\nchmod 755 /opt/boot.sh\n`;
  expect(Object.fromEntries(ecsSettings(on))).toEqual({ ECS_CLUSTER: "old", ECS_AWSVPC_BLOCK_IMDS: "true" });
  const off = on.replace("EOF\nBOOT", `EOF\nsed -i '/^# begin$/,/^# end$/d' ${path}\nBOOT`);
  expect(Object.fromEntries(ecsSettings(off))).toEqual({ ECS_CLUSTER: "old" });
});

it("keeps nothing of a shell within the shell but the files that it writes, as bash does", () => {
  const inner = "#!/bin/bash\nexport X=inner\ncd /opt\n";
  const script = [
    "#!/bin/bash",
    "X=outer",
    "cd /etc/ecs",
    "bash -c 'X=inner; cd /opt'",
    "(X=inner; cd /opt)",
    `cat > /tmp/inner.sh <<'INNER'\n${inner}INNER`,
    "bash /tmp/inner.sh",
    "echo ECS_CLUSTER=$X >> ecs.config",
  ].join("\n");
  expect(Object.fromEntries(ecsSettings(script))).toEqual({ ECS_CLUSTER: "outer" });
});

it("reads the file that cloud-init writes", () => {
  const script = `#cloud-config\nwrite_files:\n  - path: ${path}\n    content: |\n      ECS_CLUSTER=main\n      #ECS_AWSVPC_BLOCK_IMDS=false\n      ECS_AWSVPC_BLOCK_IMDS=true\n`;
  expect(Object.fromEntries(ecsSettings(script))).toEqual({
    ECS_CLUSTER: "main",
    ECS_AWSVPC_BLOCK_IMDS: "true",
  });
});

const on = `#!/bin/bash\necho ECS_AWSVPC_BLOCK_IMDS=true >> ${path}\n`;
const imds = (script: string) => {
  const { values, isUnjudged } = bootSettings(script);
  return isUnjudged("ECS_AWSVPC_BLOCK_IMDS") ? "unjudged" : values.get("ECS_AWSVPC_BLOCK_IMDS");
};
const off = `sed -i s/BLOCK_IMDS=true/BLOCK_IMDS=false/ ${path}`;

it.each([
  [
    "a unit of systemd",
    `cat > /etc/systemd/system/late.service <<'U'\n[Service]\nExecStart=/bin/bash -c "${off}"\nU\n`,
    "false",
  ],
  [
    "a drop-in",
    `cat > /etc/systemd/system/ecs.service.d/late.conf <<'U'\n[Service]\nExecStartPre=-/bin/sh -c '${off}'\nU\n`,
    "false",
  ],
  [
    "the environment of a unit",
    `echo 'Environment=ECS_AWSVPC_BLOCK_IMDS=false' > /etc/systemd/system/ecs.service.d/x.conf\n`,
    "unjudged",
  ],
  ["cron", `echo '@reboot root ${off}' > /etc/cron.d/late\n`, "false"],
  ["cron, by minutes", `echo '*/5 * * * * root ${off}' >> /etc/crontab\n`, "false"],
  ["a table of cron", `echo '@reboot ${off}' | crontab -\n`, "false"],
  ["at", `at now + 1 minute <<< "${off}"\n`, "false"],
  [
    "a script of each boot",
    `printf '#!/bin/sh\n${off}\n' > /var/lib/cloud/scripts/per-boot/late.sh\n`,
    "false",
  ],
  ["anacron", `echo '1 5 late ${off}' >> /etc/anacrontab\n`, "false"],
  ["the oldest of boot scripts", `echo "${off}" >> /etc/rc.d/rc.local\n`, "false"],
  ["an edited unit", `systemctl edit --stdin ecs <<'U'\n[Service]\nExecStartPre=${off}\nU\n`, "false"],
  ["systemd's environment", `systemctl set-environment ECS_AWSVPC_BLOCK_IMDS=false\n`, "unjudged"],
  [
    "the environment of every unit",
    `echo DefaultEnvironment=ECS_AWSVPC_BLOCK_IMDS=false > /etc/systemd/system.conf.d/x.conf\n`,
    "unjudged",
  ],
  [
    "tmpfiles",
    `echo 'f+ ${path} - - - - ECS_AWSVPC_BLOCK_IMDS=false' > /etc/tmpfiles.d/x.conf\n`,
    "unjudged",
  ],
  ["udev", `echo 'ACTION=="add", RUN+="${off}"' > /etc/udev/rules.d/x.rules\n`, "unjudged"],
  [
    "cloud-init's next boot",
    `printf 'bootcmd:\\n- ${off}\\n' > /etc/cloud/cloud.cfg.d/99_x.cfg\n`,
    "unjudged",
  ],
  ["a trap for failures", `trap '${off}' ERR\n`, "unjudged"],
  [
    "a list of files that only the machine knows",
    `rpm -qc ecs-init | xargs sed -i s/true/false/\n`,
    "unjudged",
  ],
  ["systemd-run", `systemd-run --on-active=60 bash -c '${off}'\n`, "false"],
  ["Python", `python3 -c 'open("${path}", "a").write("ECS_AWSVPC_BLOCK_IMDS=false")'\n`, "unjudged"],
  ["a document for Python", `python3 <<'P'\nopen("${path}", "w")\nP\n`, "unjudged"],
  ["a file of Python", `cat > /opt/x.py <<'P'\n#!/usr/bin/python3\nopen("${path}", "w")\nP\n`, "unjudged"],
  ["Perl", `perl -pi -e 's/IMDS=true/IMDS=false/' ${path}\n`, "unjudged"],
  ["awk", `awk '{ print }' ${path} > /tmp/x && mv /tmp/x ${path}\n`, "unjudged"],
  [
    "a path that only the machine knows",
    `F=$(find / -name x)\necho ECS_AWSVPC_BLOCK_IMDS=false >> "$F"\n`,
    "unjudged",
  ],
  ["a line that only the machine knows", `echo "$(curl http://x)" >> ${path}\n`, "unjudged"],
  ["a condition that only the machine knows", `if curl x; then ${off}; fi\n`, "unjudged"],
  ["a case that only the machine knows", `case $(uname -m) in arm64) ${off} ;; esac\n`, "unjudged"],
  ["a script that no shell reads", `if then fi ${path}\n`, "unjudged"],
])("takes nothing for granted where %s may change it later", (_how, more, expected) =>
  expect(imds(on + more)).toBe(expected),
);

it.each([
  "curl -o /tmp/agent.rpm https://example.com/agent && rpm -i /tmp/agent.rpm || exit 1",
  "if ! command -v docker; then yum install -y docker || exit 1; fi",
  "for attempt in $(seq 1 30); do docker plugin enable x && break; sleep 2; done",
  "set -euo pipefail\nexec > >(tee -a /var/log/boot.log) 2>&1",
  `chmod 600 ${path}; chown root:root ${path}; ls -l ${path}`,
  `grep -q ECS_CLUSTER ${path} || echo missing`,
  "while ! systemctl is-active docker; do sleep 1; done",
  "trap 'rm -rf /tmp/work' EXIT; trap 'echo failed' ERR",
  "find /var/log -name '*.log' -mtime +3 -delete",
  "find / -xdev -name '*.repo' -exec sed -i s/enabled=1/enabled=0/ {} +",
  'for f in /etc/yum.repos.d/*.repo; do sed -i s/enabled=1/enabled=0/ "$f"; done',
  "ls /etc/yum.repos.d | xargs -I{} sed -i s/enabled=1/enabled=0/ /etc/yum.repos.d/{}",
  "systemctl edit --stdin docker <<'U'\n[Service]\nLimitNOFILE=65536\nU",
  "echo 'd /run/app 0755 root root -' > /etc/tmpfiles.d/app.conf",
  "systemctl set-environment HTTP_PROXY=http://proxy.example",
  "cat > /etc/systemd/system/x.service <<'U'\n[Service]\nExecStart=/usr/bin/true\nU\nsystemctl enable --now x",
  'TOKEN=$(curl -X PUT http://169.254.169.254/latest/api/token); echo "$TOKEN" > /tmp/token',
])("lets %s be", (line) => expect(imds(`${line}\n${on}${line}\n`)).toBe("true"));

const cloudConfig = (more = "") =>
  `#cloud-config\nwrite_files:\n  - path: ${path}\n    content: |\n      ECS_AWSVPC_BLOCK_IMDS=true\n${more}`;
const mime = (...parts: [kind: string, body: string][]) =>
  `MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="==B=="\n\n${parts
    .map(([kind, body]) => `--==B==\nContent-Type: ${kind}; charset="us-ascii"\n\n${body}\n`)
    .join("")}--==B==--\n`;

it.each([
  [cloudConfig(), "true"],
  [cloudConfig(`runcmd:\n  - ${off}\n`), "false"],
  [cloudConfig(`runcmd:\n  - [sed, -i, "s/IMDS=true/IMDS=false/", ${path}]\n`), "false"],
  [cloudConfig(`runcmd:\n  - [python3, -c, "open('${path}','w')"]\n`), "unjudged"],
  [cloudConfig("packages: [jq]\n"), "true"],
  [`${cloudConfig()}  - { bad`, "unjudged"],
  [mime(["text/x-shellscript", on]), "true"],
  [mime(["text/x-shellscript", on], ["text/x-shellscript", `#!/bin/sh\n${off}\n`]), "false"],
  [mime(["text/cloud-config", cloudConfig()], ["text/x-shellscript", "#!/bin/sh\necho hello\n"]), "true"],
])("reads what cloud-init makes of user data: %j", (userData, expected) =>
  expect(imds(userData)).toBe(expected),
);
