/**
 * Operations of botocore 1.44.8 that AWS's service authorization reference (2026-09) lists under no name of theirs, by service: they are
 * newer than it, have credentials that are not IAM's, belong to what ended, or are asked about by what they do.
 */
export const unlistedOperations: Record<string, string> = {
  accessanalyzer: "get-finding-v2 list-findings-v2",
  appstream: "drain-session-instance",
  "bcm-pricing-calculator":
    "batch-create-bill-scenario-commitment-modification batch-create-bill-scenario-usage-modification batch-create-workload-estimate-usage batch-delete-bill-scenario-commitment-modification batch-delete-bill-scenario-usage-modification batch-delete-workload-estimate-usage batch-update-bill-scenario-commitment-modification batch-update-bill-scenario-usage-modification batch-update-workload-estimate-usage",
  "bedrock-agentcore": "invoke-browser",
  "bedrock-runtime": "invoke-model-with-bidirectional-stream",
  cloudfront: "list-distributions-by-owned-resource",
  // Belongs to CloudHSM Classic, which ended.
  cloudhsm:
    "add-tags-to-resource create-hapg create-luna-client delete-hapg delete-luna-client describe-hapg describe-hsm describe-luna-client get-config list-available-zones list-hapgs list-hsms list-luna-clients list-tags-for-resource modify-hapg modify-hsm modify-luna-client remove-tags-from-resource",
  cloudsearchdomain: "upload-documents",
  cloudtrail: "list-insights-metric-data",
  cloudwatch: "describe-alarm-contributors",
  // Is asked with a bearer token of CodeCatalyst.
  codecatalyst:
    "create-access-token create-dev-environment create-project create-source-repository create-source-repository-branch delete-access-token delete-dev-environment delete-project delete-source-repository delete-space get-dev-environment get-project get-source-repository get-source-repository-clone-urls get-space get-subscription get-user-details get-workflow get-workflow-run list-access-tokens list-dev-environment-sessions list-dev-environments list-event-logs list-projects list-source-repositories list-source-repository-branches list-spaces list-workflow-runs list-workflows start-dev-environment start-dev-environment-session start-workflow-run stop-dev-environment stop-dev-environment-session update-dev-environment update-project update-space verify-session",
  "cognito-idp":
    "complete-web-authn-registration delete-web-authn-credential get-user-auth-factors list-web-authn-credentials start-web-authn-registration",
  comprehendmedical: "detect-entities",
  connect:
    "associate-hours-of-operations create-test-case delete-test-case describe-test-case disassociate-hours-of-operations get-test-case-execution-summary list-child-hours-of-operations list-test-case-execution-records list-test-case-executions list-test-cases search-test-cases start-test-case-execution stop-test-case-execution update-test-case update-user-config",
  // Is newer than the reference.
  datazone: "update-root-domain-unit-owner",
  deadline:
    "batch-get-job batch-get-session batch-get-session-action batch-get-step batch-get-task batch-get-worker batch-update-job batch-update-task",
  detective: "list-organization-admin-accounts",
  dms: "describe-data-providers describe-extension-pack-associations describe-instance-profiles describe-metadata-model-assessments describe-metadata-model-conversions describe-metadata-model-exports-as-script describe-metadata-model-exports-to-target describe-migration-projects modify-conversion-configuration modify-data-provider modify-instance-profile modify-migration-project start-extension-pack-association start-metadata-model-export-as-script",
  ecr: "list-image-referrers",
  // Belongs to a version of FinSpace that ended.
  "finspace-data":
    "associate-user-to-permission-group create-changeset create-data-view create-dataset create-permission-group create-user delete-dataset delete-permission-group disable-user disassociate-user-from-permission-group enable-user get-changeset get-data-view get-dataset get-external-data-view-access-details get-permission-group get-user get-working-location list-changesets list-data-views list-datasets list-permission-groups list-permission-groups-by-user list-users list-users-by-permission-group reset-user-password update-changeset update-dataset update-permission-group update-user",
  // Is asked with an API key.
  "geo-maps": "get-glyphs get-sprites get-style-descriptor",
  glue: "batch-get-data-quality-result batch-put-data-quality-statistic-annotation get-materialized-view-refresh-task-run get-unfiltered-partition-metadata get-unfiltered-partitions-metadata get-unfiltered-table-metadata list-data-quality-statistic-annotations list-data-quality-statistics list-materialized-view-refresh-task-runs start-materialized-view-refresh-task-run stop-materialized-view-refresh-task-run",
  iam: "update-delegation-request",
  "iot-jobs-data": "start-command-execution",
  iotfleetwise: "batch-create-vehicle batch-update-vehicle",
  // Is asked about by the actions of CQL (Select, Create, Alter, Drop).
  keyspaces:
    "create-keyspace create-table create-type delete-keyspace delete-table delete-type get-keyspace get-table get-table-auto-scaling-settings get-type list-keyspaces list-tables list-tags-for-resource list-types restore-table update-keyspace update-table",
  lakeformation: "assume-decorated-role-with-saml get-temporary-data-location-credentials",
  "lexv2-models": "list-bot-analyzer-history list-utterance-analytics-data list-utterance-metrics",
  logs: "get-log-object",
  "marketplace-catalog": "batch-describe-entities",
  mediaconnect:
    "batch-get-router-input batch-get-router-network-interface batch-get-router-output list-tags-for-global-resource tag-global-resource untag-global-resource",
  mediaconvert: "get-jobs-query-results start-jobs-query",
  mediatailor: "delete-function get-function list-functions put-function",
  "neptune-graph": "execute-query get-query",
  // Is asked about by what a query does (ReadDataViaQuery, …).
  neptunedata:
    "cancel-gremlin-query cancel-open-cypher-query delete-propertygraph-statistics delete-sparql-statistics execute-fast-reset execute-gremlin-explain-query execute-gremlin-profile-query execute-gremlin-query execute-open-cypher-explain-query execute-open-cypher-query get-gremlin-query-status get-ml-data-processing-job get-ml-endpoint get-ml-model-training-job get-ml-model-transform-job get-open-cypher-query-status get-propertygraph-statistics get-propertygraph-stream get-propertygraph-summary get-rdf-graph-summary get-sparql-statistics get-sparql-stream list-gremlin-queries list-open-cypher-queries manage-propertygraph-statistics manage-sparql-statistics",
  outposts: "start-outpost-decommission",
  qapps: "create-presigned-url",
  quicksight: "describe-analysis-definition describe-dashboard-definition describe-template-definition",
  rds: "describe-serverless-v2-platform-versions",
  redshift: "modify-lakehouse-configuration",
  "redshift-data": "get-statement-result-v2",
  "redshift-serverless": "update-lakehouse-configuration",
  "resource-explorer-2": "list-resources",
  s3api: "list-directory-buckets",
  s3control:
    "delete-access-point-scope delete-bucket-lifecycle-configuration get-access-point-scope get-bucket list-access-points-for-directory-buckets list-regional-buckets put-access-point-scope",
  securityhub: "batch-update-findings-v2 get-finding-statistics-v2 get-findings-v2 register-connector-v2",
  taxsettings: "batch-get-tax-exemptions get-tax-exemption-types list-tax-exemptions put-tax-exemption",
  "timestream-query": "query",
  verifiedpermissions: "batch-get-policy batch-is-authorized batch-is-authorized-with-token",
  "vpc-lattice": "batch-update-rule",
  wickr: "update-network",
};
