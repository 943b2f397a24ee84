/** Severities that a policy limits, as Amazon Inspector names them; the variable of each is `LIMIT_<severity>`. */
export const limitedSeverities = ["CRITICAL", "HIGH", "MEDIUM", "LOW"];

interface Scanned {
  /** Variable with the name of the repository. */
  repository: string;
  /** Status codes with their reasons that are good enough, as patterns of the shell. */
  codes: string;
  /** Days since the last scan, or a variable with them. */
  days: number | string;
}

/** A scan has finished, of an image that is watched or of one that was scanned as it was pushed. */
export const releasable = '"ACTIVE SUCCESSFUL" | "INACTIVE SCAN_FREQUENCY_SCAN_ON_PUSH"';
/** A scan has finished, and Amazon Inspector scans the image again. */
export const watched = '"ACTIVE SUCCESSFUL"';

/**
 * The thresholds of the pipeline's own scan count only findings. An image that Amazon Inspector did not scan has
 * none, and UNTRIAGED findings have no threshold. So this checks that Amazon Inspector scanned the digest
 * lately, and counts every finding that is not closed: an unrated one as CRITICAL, a suppressed one as any other.
 *
 * Source: the service's model in botocore 1.44.8 (inspector2, 2020-06-08: ListCoverage, ListFindings,
 * ScanStatusReason, Severity). It does not document the status code of an image that is scanned only on push: with a
 * code other than INACTIVE the image is `NOT JUDGED`.
 */
export const judgeByInspector = ({ repository, codes, days }: Scanned) => [
  "# The AWS CLI reads all pages, and writes one line for each record.",
  "record=",
  "for attempt in $(seq 20); do",
  '  record="$(aws inspector2 list-coverage --filter-criteria \\',
  `    "{\\"ecrRepositoryName\\":[{\\"comparison\\":\\"EQUALS\\",\\"value\\":\\"$${repository}\\"}]}" \\`,
  "    --query \"coveredResources[?ends_with(resourceId, '/$digest')].[scanStatus.statusCode,scanStatus.reason,lastScannedAt]\" \\",
  '    --output text)"',
  "  case \"$record\" in '' | *PENDING* | *SCAN_IN_PROGRESS*) sleep 15 ;; *) break ;; esac",
  "done",
  "read -r code reason scanned more <<< \"$(printf '%s' \"$record\" | tr '\\n' ' ')\"",
  'case "$code $reason" in',
  `  ${codes}) ;;`,
  '  *) echo "NOT JUDGED: Amazon Inspector has no finished scan of $digest (${code:-no record} ${reason:-}). It needs enhanced scanning of the registry, and an image that it supports."; exit 2 ;;',
  "esac",
  'if [ -n "$more" ]; then echo "NOT JUDGED: Amazon Inspector has several records of $digest."; exit 2; fi',
  "# The AWS CLI 1 writes seconds.",
  'case "$scanned" in *[!0-9.]*) ;; *) scanned="@$scanned" ;; esac',
  'last="$(date -u -d "$scanned" +%s)" || { echo "NOT JUDGED: Amazon Inspector does not say when it scanned $digest."; exit 2; }',
  "age=$(( $(date -u +%s) - last ))",
  `if [ "$age" -lt 0 ] || [ "$age" -gt "$((${days} * 86400))" ]; then echo "NOT JUDGED: Amazon Inspector scanned $digest last at $scanned, and at most $((${days})) days may pass."; exit 2; fi`,
  'aws inspector2 list-findings --filter-criteria "{\\"ecrImageHash\\":[{\\"comparison\\":\\"EQUALS\\",\\"value\\":\\"$digest\\"}]}" \\',
  '  --query "findings[?status != \'CLOSED\'].[severity]" --output text > "$work/findings" || {',
  '  echo "NOT JUDGED: Amazon Inspector does not list the findings of $digest."',
  "  exit 2",
  "}",
  "# Whatever is none of its ratings was not rated.",
  "sed -E -i '/^(LOW|MEDIUM|HIGH|INFORMATIONAL)?$/!s/.*/CRITICAL/' \"$work/findings\"",
  "status=0",
  `for severity in ${limitedSeverities.join(" ")}; do`,
  '  count="$(grep -c "^$severity\\$" "$work/findings" || true)"',
  '  limit="LIMIT_$severity"',
  '  if [ "$count" -le "${!limit}" ]; then verdict=PASSED; else verdict=REJECTED; status=1; fi',
  '  echo "$verdict: $count findings of severity $severity (limit: ${!limit})."',
  "done",
];
