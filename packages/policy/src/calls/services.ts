import { isKnownService } from "@ballast/analysis";

/**
 * IAM prefixes of AWS CLI services whose name differs: from botocore 1.43.11 (signing name or endpoint
 * prefix), or else from AWS's service authorization reference (2026-09). All other services have the same
 * name in IAM.
 */
const prefixes = new Map(
  `
accessanalyzer=access-analyzer amp=aps apigatewaymanagementapi=execute-api apigatewayv2=apigateway appconfigdata=appconfig
appintegrations=app-integrations application-insights=applicationinsights applicationcostprofiler=application-cost-profiler
backupsearch=backup-search bedrock-agent=bedrock bedrock-agent-runtime=bedrock bedrock-agentcore-control=bedrock-agentcore
bedrock-data-automation=bedrock bedrock-data-automation-runtime=bedrock bedrock-runtime=bedrock chime-sdk-identity=chime
chime-sdk-media-pipelines=chime chime-sdk-meetings=chime chime-sdk-messaging=chime chime-sdk-voice=chime cleanroomsml=cleanrooms-ml
cloudcontrol=cloudformation cloudhsmv2=cloudhsm cloudsearchdomain=cloudsearch codeguruprofiler=codeguru-profiler
compute-optimizer-automation=aco-automation configservice=config connect-contact-lens=connect connectcampaigns=connect-campaigns
connectcampaignsv2=connect-campaigns connectcases=cases connecthealth=health-agent customer-profiles=profile deploy=codedeploy
devops-agent=aidevops docdb=rds dynamodbstreams=dynamodb efs=elasticfilesystem elb=elasticloadbalancing elbv2=elasticloadbalancing
elementalinference=elemental-inference emr=elasticmapreduce finspace-data=finspace-api forecastquery=forecast greengrassv2=greengrass
iot-data=iot iot-jobs-data=iotjobsdata iot-managed-integrations=iotmanagedintegrations iotevents-data=iotevents iotsecuretunneling=iot
ivs-realtime=ivs keyspaces=cassandra keyspacesstreams=cassandra kinesis-video-archived-media=kinesisvideo
kinesis-video-media=kinesisvideo kinesis-video-signaling=kinesisvideo kinesis-video-webrtc-storage=kinesisvideo
kinesisanalyticsv2=kinesisanalytics launch-wizard=launchwizard lex-models=lex lex-runtime=lex lexv2-models=lex lexv2-runtime=lex
location=geo mailmanager=ses marketplace-agreement=aws-marketplace marketplace-catalog=aws-marketplace
marketplace-deployment=aws-marketplace marketplace-discovery=aws-marketplace marketplace-entitlement=aws-marketplace
marketplace-reporting=aws-marketplace mediastore-data=mediastore meteringmarketplace=aws-marketplace
migration-hub-refactor-spaces=refactor-spaces migrationhub-config=mgh migrationhuborchestrator=migrationhub-orchestrator
migrationhubstrategy=migrationhub-strategy mturk=mechanicalturk mwaa=airflow mwaa-serverless=airflow-serverless neptune=rds
neptunedata=neptune-db notificationscontacts=notifications-contacts opensearch=es opensearchserverless=aoss
partnercentral-account=partnercentral partnercentral-benefits=partnercentral partnercentral-channel=partnercentral
partnercentral-selling=partnercentral payment-cryptography-data=payment-cryptography personalize-events=personalize
personalize-runtime=personalize pinpoint=mobiletargeting pinpoint-email=ses pinpoint-sms-voice=sms-voice
pinpoint-sms-voice-v2=sms-voice qconnect=wisdom resourcegroupstaggingapi=tag runtime.sagemaker=sagemaker s3api=s3 s3control=s3
s3outposts=s3-outposts sagemaker-a2i-runtime=sagemaker sagemaker-edge=sagemaker sagemaker-featurestore-runtime=sagemaker
sagemaker-metrics=sagemaker sagemaker-runtime=sagemaker service-quotas=servicequotas servicecatalog-appregistry=servicecatalog
sesv2=ses signer-data=signer simpledbv2=sdb socialmessaging=social-messaging sso-admin=sso sso-oidc=sso-oauth stepfunctions=states
supplychain=scn support-app=supportapp taxsettings=tax timestream-query=timestream timestream-write=timestream voice-id=voiceid
workspaces-thin-client=thinclient
`
    .trim()
    .split(/\s+/)
    .map((pair) => pair.split("=") as [string, string]),
);

/** The IAM prefix of an AWS CLI service: `elbv2` → `elasticloadbalancing`. */
export function prefixOf(service: string): string {
  return prefixes.get(service) ?? service;
}

/** Whether the AWS CLI has a service of this name. */
export function isService(service: string): boolean {
  return /^[a-z0-9.-]+$/.test(service) && (prefixes.has(service) || isKnownService(`${service}:`));
}
