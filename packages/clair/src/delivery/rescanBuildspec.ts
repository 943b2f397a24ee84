import { fetchGate, fetchProgram, listImages, pullClair, scanAndJudge } from "./buildspec.ts";
import { loginTo, render } from "./buildspecParts.ts";
import { judgeByInspector, watched } from "./inspector.ts";

/**
 * The age, in days, of the oldest vulnerability data that the running images require. The rescan build publishes it.
 */
export const ageMetric = { namespace: "Ballast", name: "ScannerDataAgeDays" };

/**
 * Finds the releases that run: the one of the service's task definition, and all that tasks of the cluster run, such as those of
 * an older deployment, of a rollback or of another service. DescribeTasks takes 100 tasks (botocore 1.43.11, ecs).
 */
const findReleases = [
  'definition="$(aws ecs describe-services --cluster "$CLUSTER_NAME" --services "$SERVICE_NAME" \\',
  "  --query 'services[0].taskDefinition' --output text)\"",
  'running="$(aws ecs describe-task-definition --task-definition "$definition" \\',
  '  --query "taskDefinition.containerDefinitions[?name==\'$CONTAINER_NAME\'].image" --output text)"',
  'printf \'%s\' "$running" > "$work/running"',
  'tasks="$(aws ecs list-tasks --cluster "$CLUSTER_NAME" --desired-status RUNNING --query "taskArns[]" --output text)"',
  "# The AWS CLI reads all pages, and writes one line for each; None is an empty one.",
  "set -- $(printf '%s' \"$tasks\" | tr '\\t' '\\n' | sed '/^None$/d')",
  'mkdir "$work/tasks"',
  'while [ "$#" -gt 0 ]; do',
  '  batch=("${@:1:100}")',
  '  aws ecs describe-tasks --cluster "$CLUSTER_NAME" --tasks "${batch[@]}" --output json > "$work/tasks/$#.json"',
  '  shift "${#batch[@]}"',
  "done",
  'node "$work/gate.mjs" tasks "$work/tasks" "$running" > "$work/releases" 2> "$work/faults" || {',
  '  cat "$work/faults"',
  '  grep -q "^NOT JUDGED: " "$work/faults" || echo "NOT JUDGED: what runs could not be read."',
  '  : > "$work/incomplete"',
  "}",
];

/** Tags name what a delivery released: evidence, and images of an index, lie in the repository without such a tag. */
const findRelease = [
  'described="$(aws ecr describe-images --repository-name "$REPOSITORY_NAME" --image-ids "$id" \\',
  "  --query 'imageDetails[0].[imageDigest,imageTags]' --output text)\" || described=",
  "read -r digest tags <<< \"$(printf '%s' \"$described\" | tr '\\n\\t' '  ')\"",
  'case "$digest" in',
  "  sha256:*) ;;",
  '  *) echo "NOT JUDGED: the registry does not have the image."; exit 2 ;;',
  "esac",
  'case " $tags" in',
  '  *" release-"*) ;;',
  '  *) echo "NOT JUDGED: the image of the container $CONTAINER_NAME was not released by this delivery."; exit 2 ;;',
  "esac",
  'printf \'%s\' "$digest" > "$work/digest-of-release"',
];

/** ECS reports what it has pulled: the release itself, or an image of its index. */
const checkPulled = [
  'for one in $(printf \'%s\' "$pulled" | tr ",-" "  "); do',
  '  if [ "$one" != "$digest" ] && ! grep --quiet --line-regexp --fixed-strings "$one" "$work/images"; then',
  '    echo "NOT JUDGED: tasks of $image run $one, which is not in that release."',
  "    exit 2",
  "  fi",
  "done",
];

/** Publishes the metric for the alarm about outdated data. If that fails, the result of the scan does not change. */
const tellAge = [
  'if age="$(node "$work/gate.mjs" age "$work/all-verdicts")"; then',
  `  aws cloudwatch put-metric-data --namespace ${ageMetric.namespace} --metric-name ${ageMetric.name} \\`,
  '    --dimensions "ProjectName=${CODEBUILD_BUILD_ID%%:*}" --value "$age" || echo "The age of the scanner\'s data is not told."',
  "fi",
  'node "$work/gate.mjs" stale "$work/all-verdicts" "$STALE_DAYS" > "$work/stale" || : > "$work/stale"',
];

/** Stores the result for `ballast scan-status`. If that fails, subscribers are notified, too. */
const keepVerdict = [
  'RUNNING_IMAGE="$running" RUNNING_DIGEST="$digest" node "$work/gate.mjs" running "$work/verdict" "$work/all-verdicts" "$status" > "$work/running.json" || {',
  '  echo "NOT JUDGED: the verdicts on its images are not whole." | tee -a "$work/verdict"',
  "  status=2",
  "}",
  "# Whatever the gate's program did: the verdict before must not stay.",
  'if [ ! -s "$work/running.json" ]; then',
  '  printf \'{"date":"%s","cluster":"%s","service":"%s","container":"%s","running":"%s","digest":"","status":2,"says":["NOT JUDGED: the gate did not write its verdict."],"images":[]}\' \\',
  '    "$(date -u +%FT%TZ)" "$CLUSTER_NAME" "$SERVICE_NAME" "$CONTAINER_NAME" "$(printf \'%s\' "$running" | tr -cd \'A-Za-z0-9.:/@_-\')" > "$work/running.json"',
  "fi",
  'aws s3 cp --only-show-errors "$work/running.json" "$REPORT_LOCATION/running.json" || {',
  '  echo "NOT JUDGED: the verdict could not be kept." | tee -a "$work/verdict"',
  "  status=2",
  "}",
];

/**
 * Stores the verdict on each image under its digest, so that a later rollback to a rejected image is recognized. If an
 * image was not judged, nothing is stored.
 */
const keepByDigest = [
  'if [ "$one" -ne 2 ]; then',
  '  RUNNING_IMAGE="$image" RUNNING_DIGEST="$released" node "$work/gate.mjs" running "$work/verdict-on-release" "$work/verdicts" "$one" > "$work/release.json" || {',
  '    echo "NOT JUDGED: the verdicts on its images are not whole." | tee -a "$work/verdict-on-release"',
  "    one=2",
  "  }",
  "fi",
  'if [ "$one" -ne 2 ]; then',
  '  for kept in $(printf \'%s\\n\' "$released" | sort -u - "$work/images"); do',
  '    aws s3 cp --only-show-errors "$work/release.json" "$REPORT_LOCATION/verdicts/${kept#sha256:}.json" || {',
  '      echo "NOT JUDGED: the verdict could not be kept for later." | tee -a "$work/verdict-on-release"',
  "      one=2",
  "    }",
  "  done",
  "fi",
  'cat "$work/verdicts" >> "$work/all-verdicts" 2> /dev/null || true',
];

const tell = [
  'if [ "$status" -eq 0 ] && [ ! -s "$work/stale" ]; then exit 0; fi',
  "{",
  '  echo "$SERVICE_NAME on $CLUSTER_NAME runs ${running:-an unknown image} (${digest:-digest not known})."',
  '  cut -d " " -f 3 "$work/releases" | grep -vxF "$running" | sed "s/^/Tasks of the cluster also run /" || true',
  "  grep -E '^SEVERITY | yes$' \"$work/verdict\" | head -n 101 || true",
  "  grep -E '^(REJECTED|NOT JUDGED|… and)' \"$work/verdict\" | head -n 20 || true",
  '  if [ -s "$work/stale" ]; then',
  '    echo "Data of these updaters is about to be too old for the gate, or is already. The scanner\'s log says why:"',
  '    head -n 50 "$work/stale"',
  "  fi",
  '  if [ "$status" -ne 0 ]; then echo "Release an image with the fixed versions, or allow what may run for a while."; fi',
  '} > "$work/message"',
  'subject="What runs does not pass any more"',
  'if [ "$status" -eq 0 ]; then subject="Vulnerability data is old"; fi',
  'subject="$(printf \'%s\' "$subject: $SERVICE_NAME" | cut -c1-100)"',
  'aws sns publish --topic-arn "$TOPIC_ARN" --subject "$subject" --message "file://$work/message" --output text --query MessageId',
  'exit "$status"',
];

interface Judge {
  /** Fetches the programs. In the same phase, because after a failed earlier phase the previous verdict would remain without a message. */
  prepare: string[];
  /** Judges one release; ends with 2, or sets `status`. */
  judge: string[];
  /** After each release. */
  keep: string[];
  /** After all releases. */
  finish: string[];
}

const byClair: Judge = {
  prepare: [...fetchGate, ': > "$work/reviewed"', loginTo("REPOSITORY_URL"), pullClair],
  judge: [
    "printf './\\0' > \"$work/sources\"",
    ...scanAndJudge({ address: "REPOSITORY_URL", reportName: "$version-running" }),
    ...checkPulled,
  ],
  keep: keepByDigest,
  finish: [...tellAge, ...keepVerdict],
};

const byInspector: Judge = {
  prepare: [...fetchProgram, ': > "$work/reviewed"'],
  judge: [
    ...listImages("REPOSITORY_URL", false),
    ...checkPulled,
    ...judgeByInspector({ repository: "REPOSITORY_NAME", codes: watched, days: "SCAN_DAYS" }),
  ],
  keep: [],
  finish: [],
};

/** A command that fails ends the subshell, and not the script. */
const inSubshell = (commands: string[], log: string) => [
  "(",
  ...indent(["set -e", ...commands]),
  `) | tee ${log}`,
];
const indent = (commands: string[]) => commands.map((line) => `  ${line}`);

const endedEarly = "NOT JUDGED: the build ended early, with exit status $code. Its log says why.";

const judgeReleases = ({ judge, keep }: Judge) => [
  "while read -r id version image pulled <&3; do",
  ...indent([
    'rm -f "$work/status" "$work/verdicts" "$work/images" "$work/digest-of-release"',
    'echo "Release $image:"',
    ...inSubshell(
      [...findRelease, ...judge, 'printf \'%s\' "$status" > "$work/status"'],
      '"$work/verdict-on-release"',
    ),
    'code="${PIPESTATUS[0]}" one=2',
    'if [ -f "$work/status" ]; then one="$(cat "$work/status")"',
    `elif ! grep -q "^NOT JUDGED: " "$work/verdict-on-release"; then echo "${endedEarly}" | tee -a "$work/verdict-on-release"; fi`,
    'case "$one" in 0 | 1 | 2) ;; *) one=2 ;; esac',
    'released="$(cat "$work/digest-of-release" 2> /dev/null)"',
    'if [ "$image" = "$running" ]; then digest="$released"; fi',
    ...keep,
    'cat "$work/verdict-on-release" >> "$work/verdict"',
    'if [ "$one" -gt "$status" ]; then status="$one"; fi',
  ]),
  'done 3< "$work/releases"',
];

function rescan(by: Judge): string {
  return render(
    {
      build: [
        'rm -rf "$work"/* && mkdir -p "$work"',
        'for file in running verdict releases all-verdicts stale; do : > "$work/$file"; done',
        "set +e",
        ...inSubshell([...by.prepare, ...findReleases, ': > "$work/found"'], '-a "$work/verdict"'),
        'code="${PIPESTATUS[0]}" status=0 digest=',
        'running="$(cat "$work/running")"',
        '[ -f "$work/reviewed" ] || rm -f "$work/gate.mjs"',
        'if [ ! -f "$work/found" ]; then',
        "  status=2",
        '  : > "$work/releases"',
        `  grep -q "^NOT JUDGED: " "$work/verdict" || echo "${endedEarly}" | tee -a "$work/verdict"`,
        "fi",
        'if [ -f "$work/incomplete" ]; then status=2; fi',
        "# However one of them ends, the others are judged, and no verdict of an earlier build stays.",
        ...judgeReleases(by),
        ...by.finish,
        ...tell,
      ],
    },
    [],
  );
}

/**
 * Judges again what runs, with what the scanner knows today, and tells people of findings above the policy. It has
 * no source, so it judges packages of the image alone.
 */
export function rescanBuildspec(): string {
  return rescan(byClair);
}

/** Checks that Amazon Inspector still scans what runs, and that its findings are within the limits. */
export function coverageBuildspec(): string {
  return rescan(byInspector);
}
