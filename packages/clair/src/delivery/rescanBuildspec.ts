import { digestOf, fetchGate, keepAs, loginTo, pullClair, render, scanAndJudge } from "./buildspec.ts";

/** In days: how old the oldest data is that the images need. By the project that judges what runs. */
export const ageMetric = { namespace: "Ballast", name: "ScannerDataAgeDays" };

/** What the service runs today; a revision that nobody delivered has another image, which was never judged. */
const findRunning = [
  'definition="$(aws ecs describe-services --cluster "$CLUSTER_NAME" --services "$SERVICE_NAME" \\',
  "  --query 'services[0].taskDefinition' --output text)\"",
  'running="$(aws ecs describe-task-definition --task-definition "$definition" \\',
  '  --query "taskDefinition.containerDefinitions[?name==\'$CONTAINER_NAME\'].image" --output text)"',
  'version="${running#"$REPOSITORY_URL:release-"}"',
];

/** For an alarm before the gate closes. A metric that is not told leaves the verdict as it is. */
const tellAge = [
  'if age="$(node "$work/gate.mjs" age "$work/verdicts")"; then',
  `  aws cloudwatch put-metric-data --namespace ${ageMetric.namespace} --metric-name ${ageMetric.name} \\`,
  '    --dimensions "ProjectName=${CODEBUILD_BUILD_ID%%:*}" --value "$age" || echo "The age of the scanner\'s data is not told."',
  "fi",
];

/** What `ballast scan-status` reads. Where it cannot be kept, that is told, too. */
const keepVerdict = [
  'RUNNING_IMAGE="$running" RUNNING_DIGEST="$digest" node "$work/gate.mjs" running "$work/verdict" "$work/verdicts" "$status" > "$work/running.json"',
  'aws s3 cp --only-show-errors "$work/running.json" "$REPORT_LOCATION/running.json" || {',
  '  echo "NOT JUDGED: the verdict could not be kept." | tee -a "$work/verdict"',
  "  status=2",
  "}",
];

const tell = [
  'if [ "$status" -ne 0 ]; then',
  "  {",
  '    echo "$SERVICE_NAME on $CLUSTER_NAME runs $running (${digest:-digest not known})."',
  "    grep -E '^SEVERITY | yes$' \"$work/verdict\" | head -n 101 || true",
  "    grep -E '^(REJECTED|NOT JUDGED|… and)' \"$work/verdict\" | head -n 20 || true",
  '    echo "Release an image with the fixed versions, or allow what may run for a while."',
  '  } > "$work/message"',
  '  subject="$(printf \'%s\' "What runs does not pass any more: $SERVICE_NAME" | cut -c1-100)"',
  '  aws sns publish --topic-arn "$TOPIC_ARN" --subject "$subject" --message "file://$work/message" --output text --query MessageId',
  '  exit "$status"',
  "fi",
];

/**
 * Judges again what the service runs, with what the scanner knows today, and tells people of findings above the policy. It has
 * no source, so it judges packages of the image alone.
 */
export function rescanBuildspec(): string {
  return render(
    {
      install: fetchGate,
      pre_build: [loginTo("REPOSITORY_URL"), pullClair],
      build: [
        "digest= status=0",
        ...findRunning,
        'if [ "$version" = "$running" ]; then',
        '  echo "NOT JUDGED: the image of the container $CONTAINER_NAME was not released by this delivery." | tee "$work/verdict"',
        "  status=2",
        "else",
        ...[
          ...digestOf("REPOSITORY_NAME", "release-$version"),
          "printf './\\0' > \"$work/sources\"",
          'rm -f "$work/verdict"',
          ...scanAndJudge({
            address: "REPOSITORY_URL",
            hasReports: true,
            keep: keepAs("$version-running"),
            output: ' | tee -a "$work/verdict"',
          }),
        ].map((line) => `  ${line}`),
        "fi",
        ...tellAge,
        ...keepVerdict,
        ...tell,
      ],
    },
    [],
  );
}
