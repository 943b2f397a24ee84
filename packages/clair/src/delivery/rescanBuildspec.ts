import { fetchGate, pullClair, scanAndJudge } from "./buildspec.ts";
import { loginTo, render } from "./buildspecParts.ts";

/**
 * The age, in days, of the oldest vulnerability data that the running images require. The rescan build publishes it.
 */
export const ageMetric = { namespace: "Ballast", name: "ScannerDataAgeDays" };

/**
 * Finds the image that the service runs. A revision that this delivery did not deploy has an image that was never
 * scanned.
 */
const findRunning = [
  'definition="$(aws ecs describe-services --cluster "$CLUSTER_NAME" --services "$SERVICE_NAME" \\',
  "  --query 'services[0].taskDefinition' --output text)\"",
  'running="$(aws ecs describe-task-definition --task-definition "$definition" \\',
  '  --query "taskDefinition.containerDefinitions[?name==\'$CONTAINER_NAME\'].image" --output text)"',
  "# A release by its digest; by its tag where it was deployed before digests were.",
  'case "$running" in',
  '  "$REPOSITORY_URL@sha256:"*) id="imageDigest=${running##*@}" version="$(printf \'%s\' "${running##*@sha256:}" | cut -c1-12)" ;;',
  '  "$REPOSITORY_URL:release-"*) id="imageTag=${running#"$REPOSITORY_URL:"}" version="${running#"$REPOSITORY_URL:release-"}" ;;',
  "  *) id= version= ;;",
  "esac",
];

const notReleased =
  'echo "NOT JUDGED: the image of the container $CONTAINER_NAME was not released by this delivery." | tee -a "$work/verdict"';

/** Publishes the metric for the alarm about outdated data. If that fails, the result of the scan does not change. */
const tellAge = [
  'if age="$(node "$work/gate.mjs" age "$work/verdicts")"; then',
  `  aws cloudwatch put-metric-data --namespace ${ageMetric.namespace} --metric-name ${ageMetric.name} \\`,
  '    --dimensions "ProjectName=${CODEBUILD_BUILD_ID%%:*}" --value "$age" || echo "The age of the scanner\'s data is not told."',
  "fi",
];

/** Tags name what a delivery released: evidence, and images of an index, lie in the repository without such a tag. */
const findRelease = [
  'described="$(aws ecr describe-images --repository-name "$REPOSITORY_NAME" --image-ids "$id" \\',
  "  --query 'imageDetails[0].[imageDigest,imageTags]' --output text)\" || described=",
  "read -r digest tags <<< \"$(printf '%s' \"$described\" | tr '\\n\\t' '  ')\"",
  'case "$digest" in',
  "  sha256:*) ;;",
  '  *) echo "NOT JUDGED: the registry does not have the image." | tee -a "$work/verdict"; exit 2 ;;',
  "esac",
  'case " $tags" in',
  '  *" release-"*) ;;',
  `  *) ${notReleased}; exit 2 ;;`,
  "esac",
];

/** Stores the result for `ballast scan-status`. If that fails, subscribers are notified, too. */
const keepVerdict = [
  'RUNNING_IMAGE="$running" RUNNING_DIGEST="$digest" node "$work/gate.mjs" running "$work/verdict" "$work/verdicts" "$status" > "$work/running.json" || {',
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
  'if [ "$status" -ne 2 ]; then',
  '  for image in $(printf \'%s\\n\' "$digest" | sort -u - "$work/images"); do',
  '    aws s3 cp --only-show-errors "$work/running.json" "$REPORT_LOCATION/verdicts/${image#sha256:}.json" || {',
  '      echo "NOT JUDGED: the verdict could not be kept for later." | tee -a "$work/verdict"',
  "      status=2",
  "    }",
  "  done",
  "fi",
];

const tell = [
  'if [ "$status" -ne 0 ]; then',
  "  {",
  '    echo "$SERVICE_NAME on $CLUSTER_NAME runs ${running:-an unknown image} (${digest:-digest not known})."',
  "    grep -E '^SEVERITY | yes$' \"$work/verdict\" | head -n 101 || true",
  "    grep -E '^(REJECTED|NOT JUDGED|… and)' \"$work/verdict\" | head -n 20 || true",
  '    echo "Release an image with the fixed versions, or allow what may run for a while."',
  '  } > "$work/message"',
  '  subject="$(printf \'%s\' "What runs does not pass any more: $SERVICE_NAME" | cut -c1-100)"',
  '  aws sns publish --topic-arn "$TOPIC_ARN" --subject "$subject" --message "file://$work/message" --output text --query MessageId',
  '  exit "$status"',
  "fi",
];

/** In the same phase, because after a failed earlier phase the previous verdict would remain without a message. */
const prepare = [...fetchGate, ': > "$work/reviewed"', loginTo("REPOSITORY_URL"), pullClair];

const judgeRunning = [
  ...findRunning,
  'printf \'%s\' "$running" > "$work/running"',
  "status=2",
  'if [ -z "$id" ]; then',
  `  ${notReleased}`,
  "else",
  ...[
    ...findRelease,
    'printf \'%s\' "$digest" > "$work/digest"',
    "printf './\\0' > \"$work/sources\"",
    ...scanAndJudge({
      address: "REPOSITORY_URL",
      reportName: "$version-running",
      output: ' | tee -a "$work/verdict"',
    }),
  ].map((line) => `  ${line}`),
  "fi",
  'printf \'%s\' "$status" > "$work/status"',
];

/** However that ends, people are told, and no verdict of an earlier build stays. */
const finish = [
  "code=$?",
  '[ -f "$work/reviewed" ] || rm -f "$work/gate.mjs"',
  'running="$(cat "$work/running")" digest="$(cat "$work/digest")" status=2',
  'if [ -f "$work/status" ]; then status="$(cat "$work/status")"',
  'elif ! grep -q "^NOT JUDGED: " "$work/verdict"; then',
  '  echo "NOT JUDGED: the build ended early, with exit status $code. Its log says why." | tee -a "$work/verdict"',
  "fi",
  'case "$status" in 0 | 1 | 2) ;; *) status=2 ;; esac',
  ...tellAge,
  ...keepVerdict,
  ...keepByDigest,
  ...tell,
  "exit 0",
];

/**
 * Judges again what the service runs, with what the scanner knows today, and tells people of findings above the policy. It has
 * no source, so it judges packages of the image alone.
 */
export function rescanBuildspec(): string {
  return render(
    {
      build: [
        'rm -f "$work/verdicts" "$work/running.json" "$work/status" "$work/gate.mjs" "$work/reviewed"',
        'for file in running digest verdict; do : > "$work/$file"; done',
        "set +e",
        "# Its first failing command ends it, and not the script.",
        "(",
        ...["set -e", ...prepare, ...judgeRunning].map((line) => `  ${line}`),
        ")",
        ...finish,
      ],
    },
    [],
  );
}
