/**
 * Waiters of `aws <service> wait`, keyed by service and by the operation that the waiter polls. From botocore
 * 1.43.11.
 */
const table = `
acm: describe-certificate certificate-validated
acm-pca: describe-certificate-authority-audit-report audit-report-created; get-certificate certificate-issued;
  get-certificate-authority-csr certificate-authority-csr-created
amp: describe-anomaly-detector anomaly-detector-active anomaly-detector-deleted; describe-scraper scraper-active scraper-deleted;
  describe-workspace workspace-active workspace-deleted
appconfig: get-deployment deployment-complete; get-environment environment-ready-for-deployment
appstream: describe-fleets fleet-started fleet-stopped
arc-region-switch: get-plan-evaluation-status plan-evaluation-status-passed; get-plan-execution plan-execution-completed
b2bi: get-transformer-job transformer-job-succeeded
bedrock-agentcore-control: get-memory memory-created; get-policy policy-active policy-deleted; get-policy-engine policy-engine-active
  policy-engine-deleted; get-policy-generation policy-generation-completed
cloudcontrol: get-resource-request-status resource-request-success
cloudformation: describe-change-set change-set-create-complete; describe-stack-refactor stack-refactor-create-complete
  stack-refactor-execute-complete; describe-stacks stack-create-complete stack-delete-complete stack-exists stack-import-complete
  stack-rollback-complete stack-update-complete; describe-type-registration type-registration-complete
cloudfront: get-distribution distribution-deployed; get-invalidation invalidation-completed; get-invalidation-for-distribution-tenant
  invalidation-for-distribution-tenant-completed; get-streaming-distribution streaming-distribution-deployed
cloudwatch: describe-alarms alarm-exists composite-alarm-exists; get-alarm-mute-rule alarm-mute-rule-exists
deploy: get-deployment deployment-successful
codeguru-reviewer: describe-code-review code-review-completed; describe-repository-association repository-association-succeeded
deadline: get-fleet fleet-active; get-job job-complete job-create-complete job-succeeded; get-license-endpoint license-endpoint-deleted
  license-endpoint-valid; get-queue queue-scheduling queue-scheduling-blocked; get-queue-fleet-association
  queue-fleet-association-stopped; get-queue-limit-association queue-limit-association-stopped
dms: describe-connections test-connection-succeeds; describe-endpoints endpoint-deleted; describe-extension-pack-associations
  extension-pack-associated; describe-metadata-model-assessments metadata-model-assessed; describe-metadata-model-conversions
  metadata-model-conversion-cancelled metadata-model-converted; describe-metadata-model-creations metadata-model-created
  metadata-model-creation-cancelled; describe-metadata-model-exports-as-script metadata-model-exported-as-script;
  describe-metadata-model-exports-to-target metadata-model-exported-to-target; describe-metadata-model-imports metadata-model-imported;
  describe-replication-instances replication-instance-available replication-instance-deleted; describe-replication-tasks
  replication-task-deleted replication-task-ready replication-task-running replication-task-stopped
docdb: describe-db-instances db-instance-available db-instance-deleted
ds: describe-hybrid-ad-update hybrid-ad-updated
dsql: get-cluster cluster-active cluster-not-exists; get-stream stream-active stream-not-exists
dynamodb: describe-contributor-insights contributor-insights-enabled; describe-export export-completed; describe-import import-completed;
  describe-kinesis-streaming-destination kinesis-streaming-destination-active; describe-table table-exists table-not-exists
ec2: describe-bundle-tasks bundle-task-complete; describe-conversion-tasks conversion-task-cancelled conversion-task-completed
  conversion-task-deleted; describe-customer-gateways customer-gateway-available; describe-export-tasks export-task-cancelled
  export-task-completed; describe-image-usage-reports image-usage-report-available; describe-images image-available image-exists;
  describe-import-snapshot-tasks snapshot-imported; describe-instance-status instance-status-ok system-status-ok; describe-instances
  instance-exists instance-running instance-stopped instance-terminated; describe-internet-gateways internet-gateway-exists;
  describe-key-pairs key-pair-exists; describe-nat-gateways nat-gateway-available nat-gateway-deleted; describe-network-interfaces
  network-interface-available; describe-secondary-networks secondary-network-create-complete secondary-network-delete-complete;
  describe-secondary-subnets secondary-subnet-create-complete secondary-subnet-delete-complete; describe-security-group-vpc-associations
  security-group-vpc-association-associated security-group-vpc-association-disassociated; describe-security-groups security-group-exists;
  describe-snapshots snapshot-completed; describe-spot-instance-requests spot-instance-request-fulfilled; describe-store-image-tasks
  store-image-task-complete; describe-subnets subnet-available; describe-volumes volume-available volume-deleted volume-in-use;
  describe-vpc-peering-connections vpc-peering-connection-deleted vpc-peering-connection-exists; describe-vpcs vpc-available vpc-exists;
  describe-vpn-connections vpn-connection-available vpn-connection-deleted; get-password-data password-data-available
ecr: describe-image-scan-findings image-scan-complete; get-lifecycle-policy-preview lifecycle-policy-preview-complete
ecs: describe-daemon daemon-active; describe-daemon-deployments daemon-deployment-stopped daemon-deployment-successful;
  describe-daemon-task-definition daemon-task-definition-active daemon-task-definition-deleted; describe-services services-inactive
  services-stable; describe-tasks tasks-running tasks-stopped
eks: describe-addon addon-active addon-deleted; describe-cluster cluster-active cluster-deleted; describe-fargate-profile
  fargate-profile-active fargate-profile-deleted; describe-nodegroup nodegroup-active nodegroup-deleted
elasticache: describe-cache-clusters cache-cluster-available cache-cluster-deleted; describe-replication-groups
  replication-group-available replication-group-deleted
elasticbeanstalk: describe-environments environment-exists environment-terminated environment-updated
elb: describe-instance-health any-instance-in-service instance-deregistered instance-in-service
elbv2: describe-load-balancers load-balancer-available load-balancer-exists load-balancers-deleted; describe-target-health
  target-deregistered target-in-service
elementalinference: get-feed feed-deleted
emr: describe-cluster cluster-running cluster-terminated; describe-step step-complete
gameliftstreams: get-application application-deleted application-ready; get-stream-group stream-group-active stream-group-deleted;
  get-stream-session stream-session-active
glacier: describe-vault vault-exists vault-not-exists
groundstation: describe-contact contact-scheduled; describe-contact-version contact-updated
healthlake: describe-fhir-datastore fhir-datastore-active fhir-datastore-deleted; describe-fhir-export-job fhir-export-job-completed;
  describe-fhir-import-job fhir-import-job-completed
iam: get-instance-profile instance-profile-exists; get-policy policy-exists; get-role role-exists; get-user user-exists
interconnect: get-connection connection-available connection-deleted
iotsitewise: describe-asset asset-active asset-not-exists; describe-asset-model asset-model-active asset-model-not-exists; describe-portal
  portal-active portal-not-exists
kinesis: describe-stream stream-exists stream-not-exists
lambda: get-function function-active-v2 function-exists function-updated-v2; get-function-configuration function-active function-updated
  published-version-active
lexv2-models: describe-bot bot-available; describe-bot-alias bot-alias-available; describe-bot-locale bot-locale-built bot-locale-created
  bot-locale-express-testing-available; describe-bot-version bot-version-available; describe-export bot-export-completed; describe-import
  bot-import-completed
location: get-job job-completed
machinelearning: describe-batch-predictions batch-prediction-available; describe-data-sources data-source-available; describe-evaluations
  evaluation-available; describe-ml-models ml-model-available
macie2: get-sensitive-data-occurrences finding-revealed
mediaconnect: describe-flow flow-active flow-deleted flow-standby; get-router-input input-active input-deleted input-standby;
  get-router-output output-active output-deleted output-routed output-standby output-unrouted
medialive: describe-channel channel-created channel-deleted channel-running channel-stopped; describe-channel-placement-group
  channel-placement-group-assigned channel-placement-group-deleted channel-placement-group-unassigned; describe-cluster cluster-created
  cluster-deleted; describe-input input-attached input-deleted input-detached; describe-multiplex multiplex-created multiplex-deleted
  multiplex-running multiplex-stopped; describe-node node-deregistered node-registered; get-signal-map signal-map-created
  signal-map-monitor-deleted signal-map-monitor-deployed signal-map-updated
mediapackagev2: get-harvest-job harvest-job-finished
neptune: describe-db-instances db-instance-available db-instance-deleted
neptune-graph: get-export-task export-task-cancelled export-task-successful; get-graph graph-available graph-deleted graph-stopped;
  get-graph-snapshot graph-snapshot-available graph-snapshot-deleted; get-import-task import-task-cancelled import-task-successful;
  get-private-graph-endpoint private-graph-endpoint-available private-graph-endpoint-deleted
omics: get-annotation-import-job annotation-import-job-created; get-annotation-store annotation-store-created annotation-store-deleted;
  get-annotation-store-version annotation-store-version-created annotation-store-version-deleted; get-read-set-activation-job
  read-set-activation-job-completed; get-read-set-export-job read-set-export-job-completed; get-read-set-import-job
  read-set-import-job-completed; get-reference-import-job reference-import-job-completed; get-run run-completed run-running; get-run-task
  task-completed task-running; get-variant-import-job variant-import-job-created; get-variant-store variant-store-created
  variant-store-deleted; get-workflow workflow-active; get-workflow-version workflow-version-active
proton: get-component component-deleted component-deployed; get-environment environment-deployed; get-environment-template-version
  environment-template-version-registered; get-service service-created service-deleted service-pipeline-deployed service-updated;
  get-service-instance service-instance-deployed; get-service-template-version service-template-version-registered
rds: describe-db-cluster-snapshots db-cluster-snapshot-available db-cluster-snapshot-deleted; describe-db-clusters db-cluster-available
  db-cluster-deleted; describe-db-instances db-instance-available db-instance-deleted; describe-db-snapshots db-snapshot-available
  db-snapshot-completed db-snapshot-deleted; describe-tenant-databases tenant-database-available tenant-database-deleted
redshift: describe-cluster-snapshots snapshot-available; describe-clusters cluster-available cluster-deleted cluster-restored
rekognition: describe-project-versions project-version-running project-version-training-completed
repostspace: get-channel channel-created channel-deleted; get-space space-created space-deleted
route53: get-change resource-record-sets-changed
route53-recovery-control-config: describe-cluster cluster-created cluster-deleted; describe-control-panel control-panel-created
  control-panel-deleted; describe-routing-control routing-control-created routing-control-deleted
rtbfabric: get-certificate-association certificate-associated certificate-disassociated; get-inbound-external-link
  inbound-external-link-active inbound-external-link-deleted; get-link link-accepted link-active link-deleted; get-link-routing-rule
  link-routing-rule-active link-routing-rule-deleted; get-outbound-external-link outbound-external-link-active
  outbound-external-link-deleted; get-requester-gateway requester-gateway-active requester-gateway-deleted; get-responder-gateway
  responder-gateway-active responder-gateway-deleted
s3api: head-bucket bucket-exists bucket-not-exists; head-object object-exists object-not-exists
sagemaker: describe-endpoint endpoint-deleted endpoint-in-service; describe-image image-created image-deleted image-updated;
  describe-image-version image-version-created image-version-deleted; describe-notebook-instance notebook-instance-deleted
  notebook-instance-in-service notebook-instance-stopped; describe-processing-job processing-job-completed-or-stopped;
  describe-training-job training-job-completed-or-stopped; describe-transform-job transform-job-completed-or-stopped
schemas: describe-code-binding code-binding-exists
ses: get-identity-verification-attributes identity-exists
signer: describe-signing-job successful-signing-job
simpledbv2: get-export export-succeeded
ssm: get-command-invocation command-executed
ssm-incidents: get-replication-set wait-for-replication-set-active wait-for-replication-set-deleted
transcribe: describe-language-model language-model-completed; get-call-analytics-job call-analytics-job-completed; get-medical-scribe-job
  medical-scribe-job-completed; get-medical-transcription-job medical-transcription-job-completed; get-medical-vocabulary
  medical-vocabulary-ready; get-transcription-job transcription-job-completed; get-vocabulary vocabulary-ready
transfer: describe-server server-offline server-online
`;

const operations = new Map(
  table
    .replaceAll("\n  ", " ")
    .trim()
    .split("\n")
    .flatMap((line) => {
      const [service = "", rest = ""] = line.split(": ");
      return rest.split("; ").flatMap((part) => {
        const [operation = "", ...names] = part.split(" ");
        return names.map((name) => [`${service} ${name}`, operation] as const);
      });
    }),
);

/** The operation that a waiter polls: `describe-volumes` for `volume-available`. */
export function waitedOperation(service: string, waiter: string): string | undefined {
  return operations.get(`${service} ${waiter}`);
}
