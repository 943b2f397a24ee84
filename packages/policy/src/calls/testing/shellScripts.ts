import fc from "fast-check";

/** Operations that generated scripts call, with the action from AWS's service authorization reference. */
export const operations: readonly [service: string, operation: string, options: string[], action: string][] =
  [
    ["ec2", "describe-volumes", ["volume-ids"], "ec2:DescribeVolumes"],
    ["ec2", "attach-volume", ["volume-id", "instance-id"], "ec2:AttachVolume"],
    ["efs", "describe-file-systems", ["file-system-id"], "elasticfilesystem:DescribeFileSystems"],
    ["elbv2", "deregister-targets", ["target-group-arn"], "elasticloadbalancing:DeregisterTargets"],
    ["ssm", "get-parameter", ["name"], "ssm:GetParameter"],
    ["secretsmanager", "get-secret-value", ["secret-id"], "secretsmanager:GetSecretValue"],
    ["s3api", "head-object", ["bucket", "key"], "s3:GetObject"],
    ["s3api", "list-objects-v2", ["bucket"], "s3:ListBucket"],
    ["stepfunctions", "start-execution", ["state-machine-arn"], "states:StartExecution"],
    ["logs", "put-log-events", ["log-group-name"], "logs:PutLogEvents"],
    ["lambda", "invoke", ["function-name"], "lambda:InvokeFunction"],
    ["sqs", "send-message-batch", ["queue-url"], "sqs:SendMessage"],
  ];

const plainValue = fc.constantFrom("vol-1", "i-0a", "main", "a/b", "x_1", "7");
const name = fc.constantFrom("V", "W", "name", "REGION");

/** A value in one of the notations of a shell script. Its variables are set earlier. */
const value = fc.oneof(
  { weight: 4, arbitrary: plainValue },
  plainValue.map((text) => `'${text}'`),
  plainValue.map((text) => `"${text}"`),
  fc.tuple(plainValue, plainValue).map(([a, b]) => `"${a}"'${b}'`),
  { weight: 3, arbitrary: name.map((one) => `"$${one}"`) },
  name.map((one) => `$${one}`),
  name.map((one) => `"\${${one}}"`),
  name.map((one) => `"pre-\${${one}}-post"`),
  name.map((one) => `"\${${one}:-other}"`),
  name.map((one) => `"\${UNSET_${one}:-other}"`),
  name.map((one) => `"\${${one}%1}"`),
  name.map((one) => `"\${${one}:0:2}"`),
  name.map((one) => `"\${#${one}}"`),
  name.map((one) => `"\${${one}/o/0}"`),
  plainValue.map((text) => `"$(echo ${text})"`),
  plainValue.map((text) => `\`echo ${text}\``),
  fc.constant('"$(cat /dev/null; echo late)"'),
  fc.constant("$((1 + 2))"),
  fc.constant("$'a\\tb'"),
  fc.constant("a\\ b"),
  fc.constant("'with space'"),
  fc.constant('"it\'s"'),
  fc.constant("'say \"no\"'"),
  fc.constant('"\\$V"'),
);

const globals = fc.constantFrom(
  "",
  "",
  "--region eu-central-1 ",
  "--output=text ",
  "--no-cli-pager ",
  "--profile x --debug ",
);
const program = fc.oneof(
  { weight: 5, arbitrary: fc.constant("aws") },
  fc.constantFrom(
    "@BIN@/aws",
    "'aws'",
    '"aws"',
    "a\\ws",
    '"$AWS"',
    "$AWS",
    '"${AWS}"',
    "command aws",
    "\\aws",
  ),
);

/** One simple `aws …` command. */
export const call = fc
  .tuple(
    program,
    globals,
    fc.constantFrom(...operations),
    fc.array(value, { minLength: 2, maxLength: 2 }),
    fc.boolean(),
    fc.boolean(),
  )
  .map(([aws, global, [service, operation, options], values, equals, flag]) => {
    const parameters = options.map((option, index) =>
      equals ? `--${option}=${values[index] ?? ""}` : `--${option} ${values[index] ?? ""}`,
    );
    const gap = flag ? " \\\n  " : " ";
    return `${aws} ${global}${service} ${operation}${gap}${[...parameters, ...(flag ? ["--no-paginate"] : [])].join(gap)}`;
  });

const quoted = (script: string) => `'${script.replaceAll("'", "'\\''")}'`;

/** Wrappers that run one command. */
const prefixed: ((command: string) => string)[] = [
  (c) => `sudo ${c}`,
  (c) => `sudo -u root -E ${c}`,
  (c) => `timeout 20 ${c}`,
  (c) => `timeout --signal=KILL 20 ${c}`,
  (c) => `timeout -k 5 20 ${c}`,
  (c) => `env X=1 ${c}`,
  (c) => `env -u X ${c}`,
  (c) => `nohup ${c}`,
  (c) => `nice -n 5 ${c}`,
  (c) => `time ${c}`,
  (c) => `X=1 ${c}`,
  (c) => `X=1 Y="$V" ${c}`,
  (c) => `echo a b | xargs ${c} --more`,
  (c) => `echo a | xargs -I{} ${c} --more {}`,
  (c) => `xargs -n 1 ${c} --more <<< "a"`,
  (c) => `retry ${c}`,
  (c) => `retry_shifted 3 ${c}`,
  (c) => `until_done ${c}`,
  (c) => `logged ${c}`,
  (c) => `in_array ${c}`,
  (c) => `by_eval ${c}`,
  (c) => `sudo timeout 20 env X=1 ${c}`,
  (c) => `find /dev/null -exec ${c} \\;`,
  (c) => `set -- ${c}; "$@"`,
  (c) => `words=(${c}); "\${words[@]}"`,
  (c) => `words=(${c}); words+=(--more "$V"); "\${words[@]}" `,
  (c) => `if ! ${c}; then :; fi`,
  (c) => `until ${c}; do sleep 0; done`,
  (c) => `! ${c}`,
  (c) => `${c} > /dev/null 2>&1`,
  (c) => `${c} 2> /dev/null | cat`,
  (c) => `${c} | tee /tmp/out`,
  (c) => `${c} <<< "input"`,
  (c) => `${c} & wait`,
  (c) => `out=$(${c})`,
  (c) => `out="$(${c} | head -1)"`,
  (c) => `local_out() { local out; out=$(${c}) || return 1; echo "$out"; }; local_out`,
  (c) => `echo "$(${c})" "\`date\`"`,
  (c) => `read -r one two <<< "$(${c})"`,
  (c) => `while read -r line; do echo "$line"; done < <(${c})`,
  (c) => `mapfile -t lines < <(${c}; echo x)`,
  (c) => `[ -n "$(${c})" ] || echo empty`,
  (c) => `[[ $(${c}) == x* ]] && echo x`,
  (c) => `case "$(${c})" in x) ;; *) echo other ;; esac`,
  (c) => `for line in $(${c}) end; do echo "$line"; done`,
  (c) => `echo "\${UNSET:-$(${c})}"`,
  (c) => `echo $(( $(${c} | wc -l) + 1 ))`,
  (c) => `cat <<EOF\n$(${c})\nEOF`,
  (c) => `cat > /tmp/doc <<EOF\nvalue=$(${c})\nEOF`,
  (c) => `declare -r fixed=$(${c})`,
  (c) => `export later="$(${c})"`,
  (c) => `(( $(${c} | wc -c) > 100 )) && echo much`,
];

/** Constructs that run a script. */
const positions: ((script: string, other: string) => string)[] = [
  (s) => s,
  (s, o) => `${s}\n${o}`,
  (s, o) => `if [ $RANDOM -gt 16000 ]; then\n${s}\nelse\n${o}\nfi`,
  (s, o) => `if [ "$V" = vol-1 ]; then\n${s}\nelse\n${o}\nfi`,
  (s) => `if false; then :; elif true; then\n${s}\nfi`,
  (s) => `if grep -q nothing /dev/null; then :; else\n${s}\nfi`,
  (s, o) => `case "$V" in\n  vol-*)\n${s}\n;;\n  *)\n${o}\n;;\nesac`,
  (s, o) => `case $RANDOM in *[02468])\n${s}\n;; *)\n${o}\n;; esac`,
  (s) => `case x in x)\n${s}\n;& y) echo fell ;; esac`,
  (s) => `case x in x) echo fell ;& y)\n${s}\n;; esac`,
  (s) => `for one in a b c; do\n${s}\ndone`,
  (s) => `for V in vol-2 vol-3; do\n${s}\ndone`,
  (s) => `for file in /etc/*; do\n${s}\nbreak; done`,
  (s) => `for ((i = 0; i < 2; i++)); do\n${s}\ndone`,
  (s) => `for n in $(seq 1 3); do\n${s}\n[ "$n" -lt 2 ] || break\ndone`,
  (s) => `n=0\nwhile [ "$n" -lt 2 ]; do\n${s}\nn=$((n + 1))\ndone`,
  (s) => `n=0\nwhile [ "$n" -lt 2 ]; do\n${s}\n((n++)); V="round-$n"; done`,
  (s) => `n=; until [ "$n" = xx ]; do n="\${n}x"\n${s}\ndone`,
  (s) => `first=1; for n in 1 2; do if [ "$first" = 1 ]; then first=0; continue; fi\n${s}\ndone`,
  (s) => `go() {\n${s}\n}\ngo`,
  (s) => `function go {\n${s}\n}; go arg`,
  (s) => `go() {\n${s}\nreturn 1\n}\ngo || { go; }`,
  (s) => `go() { local V="$1"\n${s}\n}\ngo vol-9; go "$W"`,
  (s) => `later\nlater() { :; }\nlater() {\n${s}\n}\nlater`,
  (s) => `(\n${s}\n)`,
  (s) => `{\n${s}\n} > /tmp/out 2>&1`,
  (s) => `( cd /tmp && V=inner\n${s}\n)`,
  (s) => `{\n${s}\n} | cat`,
  (s) => `echo in | {\n${s}\n}`,
  (s) => `true && {\n${s}\n}`,
  (s) => `false || {\n${s}\n}`,
  (s) => `cat /nonexistent 2> /dev/null || {\n${s}\n}`,
  (s) => `cp /nonexistent /tmp/x 2> /dev/null || {\n${s}\n}`,
  (s) => `cd /nonexistent 2> /dev/null || {\n${s}\n}`,
  (s) => `v=$(false) || {\n${s}\n}`,
  (s) => `echo x | grep -q x && {\n${s}\n}`,
  (s) => `set -o pipefail; false | true || {\n${s}\n}`,
  (s) => `[ -e /etc/passwd ] && {\n${s}\n}`,
  (s) => `i=0; ((i++)); [ "$i" = 1 ] && {\n${s}\n}`,
  (s) => `i=0; let i=i+1; [ "$i" = 1 ] && {\n${s}\n}`,
  (s) => `read -r got <<< yes; [ "$got" = yes ] && {\n${s}\n}`,
  (s) => `printf -v got %s yes; [ "$got" = yes ] && {\n${s}\n}`,
  (s) => `got=abc; [ "\${got:0:1}" = a ] && {\n${s}\n}`,
  (s) => `bash -c ${quoted(s)}`,
  (s) => `bash -euc ${quoted(s)}`,
  (s) => `export V; bash -c ${quoted(s)}`,
  (s) => `V=temporary bash -c ${quoted(s)}`,
  (s) => `V=7; bash -c ${quoted(s)}`,
  (s) => `bash -c ${quoted(`V=$1\n${s}`)} name vol-5`,
  (s) => `sudo bash -c ${quoted(s)}`,
  (s) => `timeout 20 bash -c ${quoted(s)}`,
  (s) => `eval ${quoted(s)}`,
  (s) => `text=${quoted(s)}; eval "$text"`,
  (s) => `bash <<'SCRIPT'\n${s}\nSCRIPT`,
  (s) => `bash -s one two <<'SCRIPT'\n${s}\nSCRIPT`,
  (s) => `echo ${quoted(s)} | bash`,
  (s) =>
    `cat > /tmp/script.sh <<'SCRIPT'\n#!/bin/bash\n${s}\nSCRIPT\nchmod +x /tmp/script.sh\n/tmp/script.sh`,
  (s) => `cat > /tmp/script.sh <<'SCRIPT'\n${s}\nSCRIPT\nbash -x /tmp/script.sh one 2> /dev/null`,
  (s) => `cat > /tmp/script.sh <<'SCRIPT'\n${s}\nSCRIPT\n. /tmp/script.sh`,
  (s) =>
    `mkdir -p /tmp/bin; PATH=/tmp/bin:$PATH; cat > /tmp/bin/tool <<'SCRIPT'\n#!/bin/bash\n${s}\nSCRIPT\nchmod +x /tmp/bin/tool; tool`,
  (s) =>
    `printf '%s\\n' '#!/bin/bash' > /tmp/p.sh; cat >> /tmp/p.sh <<'SCRIPT'\n${s}\nSCRIPT\nbash /tmp/p.sh`,
  (s, o) =>
    `if [ $RANDOM -gt 16000 ]; then cat > /tmp/e.sh <<'SCRIPT'\n${s}\nSCRIPT\nelse cat > /tmp/e.sh <<'SCRIPT'\n${o}\nSCRIPT\nfi\nbash /tmp/e.sh`,
  (s, o) => `if [ $RANDOM -gt 16000 ]; then pick() {\n${s}\n}; else pick() {\n${o}\n}; fi\npick`,
  (s) => `trap ${quoted(s)} EXIT\necho on`,
  (s) => `ended() {\n${s}\n}\ntrap ended EXIT\nV=later; exit 3`,
  (s) => `(trap ${quoted(s)} EXIT; exit 1)`,
  (s) =>
    `shopt -s expand_aliases\nalias described='aws ec2 describe-volumes --volume-ids'\ndescribed "$V"\n${s}`,
  (s) => `if [ $RANDOM -gt 16000 ]; then V=other; fi\n${s}`,
  (s) => `if [ $RANDOM -gt 16000 ]; then unset V; fi\n${s}`,
  (s) => `IFS=-; W=$V; \n${s}\nunset IFS`,
  (s) => `V=(first second)\n${s}\nV=vol-1`,
  (s) => `# ${"aws ec2 delete-volume --volume-id x"}\n${s} # done`,
  (s) => `cat > /tmp/notes <<'TEXT'\naws ec2 delete-volume --volume-id x\nTEXT\n${s}`,
  (s) => `${s}\nexit 0\naws ec2 delete-volume --volume-id x`,
  (s) =>
    `select_one() { while getopts ab: flag; do case $flag in b) V=$OPTARG ;; esac; done\n${s}\n}; select_one -b vol-4`,
];

const simple = fc
  .tuple(call, fc.array(fc.constantFrom(...prefixed), { maxLength: 1 }))
  .map(([command, wrappers]) => wrappers.reduce((inner, wrap) => wrap(inner), command));

/** A script of nested constructs, as people write them. */
export const script = fc
  .tuple(simple, simple, fc.array(fc.constantFrom(...positions), { minLength: 1, maxLength: 3 }))
  .map(([one, other, wrappers]) => wrappers.reduce((inner, wrap) => wrap(inner, other), one));

/** A sequence of commands, each of which runs. */
export const straight = fc.array(call, { minLength: 1, maxLength: 4 }).map((calls) => calls.join("\n"));

export const preamble = `V=vol-1
W='two words'
name=main
REGION="eu-central-1"
AWS=aws
retry() { for attempt in 1 2; do "$@" && return 0; done; return 1; }
retry_shifted() { local times=$1; shift; until "$@"; do times=$((times - 1)); [ "$times" -gt 0 ] || return 1; done; }
until_done() { until "\${@}"; do sleep 0; done; }
logged() { echo "running $*" >&2; "$@" 2>&1 | cat; }
in_array() { local command=("$@"); "\${command[@]}"; }
by_eval() { local text; printf -v text '%q ' "$@"; eval "$text"; }
`;
