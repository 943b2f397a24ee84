import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { ecsSettings, isOn } from "./ecsSettings.ts";

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
const scripts = fc
  .array(step, { minLength: 1, maxLength: 4 })
  .map((steps) => `#!/bin/bash\n${steps.join("\n")}`);

it("reads of 2,000 scripts what bash makes of them", () => {
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
}, 120_000);

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

it("reads the file that cloud-init writes", () => {
  const script = `#cloud-config\nwrite_files:\n  - path: ${path}\n    content: |\n      ECS_CLUSTER=main\n      #ECS_AWSVPC_BLOCK_IMDS=false\n      ECS_AWSVPC_BLOCK_IMDS=true\n`;
  expect(Object.fromEntries(ecsSettings(script))).toEqual({
    ECS_CLUSTER: "main",
    ECS_AWSVPC_BLOCK_IMDS: "true",
  });
});
