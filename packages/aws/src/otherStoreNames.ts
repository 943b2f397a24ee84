import { words } from "@ballast/model";

/** Stores for which only the provider's recorded answers are known, by Pulumi and CloudFormation type. */
export const undetailed = words(`
  aws:acmpca/certificateAuthority:CertificateAuthority AWS::ACMPCA::CertificateAuthority aws:amp/workspace:Workspace
  AWS::APS::Workspace aws:backup/logicallyAirGappedVault:LogicallyAirGappedVault
  AWS::Backup::LogicallyAirGappedBackupVault aws:cloudhsmv2/cluster:Cluster aws:codeartifact/domain:Domain
  AWS::CodeArtifact::Domain aws:codeartifact/repository:Repository AWS::CodeArtifact::Repository
  aws:cognito/userPool:UserPool AWS::Cognito::UserPool aws:dax/cluster:Cluster AWS::DAX::Cluster
  aws:docdb/clusterSnapshot:ClusterSnapshot aws:dsql/cluster:Cluster AWS::DSQL::Cluster
  aws:dynamodb/globalTable:GlobalTable AWS::DynamoDB::GlobalTable
  aws:ecrpublic/repository:Repository aws:finspace/kxEnvironment:KxEnvironment aws:glacier/vault:Vault
  aws:kendra/index:Index AWS::Kendra::Index aws:keyspaces/keyspace:Keyspace AWS::Cassandra::Keyspace
  AWS::Cassandra::Table aws:lightsail/bucket:Bucket AWS::Lightsail::Bucket AWS::Lightsail::Database
  aws:lightsail/disk:Disk AWS::Lightsail::Disk aws:lightsail/instance:Instance AWS::Lightsail::Instance
  aws:location/geofenceCollection:GeofenceCollection AWS::Location::GeofenceCollection aws:location/tracker:Tracker
  AWS::Location::Tracker aws:memorydb/snapshot:Snapshot AWS::AmazonMQ::Broker
  AWS::MSK::Cluster aws:neptune/clusterSnapshot:ClusterSnapshot aws:neptunegraph/graph:Graph
  AWS::NeptuneGraph::Graph aws:opensearch/serverlessCollection:ServerlessCollection
  AWS::OpenSearchServerless::Collection aws:qldb/ledger:Ledger AWS::QLDB::Ledger
  aws:redshiftserverless/namespace:Namespace AWS::RedshiftServerless::Namespace aws:rekognition/collection:Collection
  AWS::Rekognition::Collection aws:sagemaker/domain:Domain AWS::SageMaker::Domain
  aws:sagemaker/featureGroup:FeatureGroup AWS::SageMaker::FeatureGroup aws:sagemaker/notebookInstance:NotebookInstance
  AWS::SageMaker::NotebookInstance aws:storagegateway/cachesIscsiVolume:CachesIscsiVolume
  aws:storagegateway/storedIscsiVolume:StoredIscsiVolume aws:timestreaminfluxdb/dbCluster:DbCluster
  aws:timestreamwrite/database:Database AWS::Timestream::Database
  AWS::WorkSpaces::Workspace AWS::Backup::BackupVault AWS::CloudFront::KeyValueStore AWS::Elasticsearch::Domain
  AWS::MSK::ServerlessCluster AWS::OpenSearchService::Domain AWS::S3Express::DirectoryBucket AWS::S3Tables::Table
  AWS::S3Tables::TableBucket AWS::Timestream::InfluxDBInstance`);

/**
 * Prefixes of types that contain data and of which nothing more is known: data that users, AWS or other
 * programs write is lost with the resource, or not documented to survive.
 */
export const decided = words(`
  aws:agentregistry/ aws:amplify/app: aws:amplify/branch: aws:appstream/imageBuilder: aws:athena/workgroup:
  aws:auditmanager/accountRegistration: aws:auditmanager/assessment: aws:auditmanager/assessmentReport:
  aws:bedrock/agentcoreBrowserProfile: aws:bedrock/agentcoreMemory: aws:bedrock/agentcoreRegistry:
  aws:bedrock/customModel: aws:chime/sdkvoiceVoiceProfileDomain: aws:cloud9/environmentEC2:
  aws:cloudsearch/domain:
  aws:codecatalyst/ aws:codeguruprofiler/ aws:cognito/user: aws:comprehend/documentClassifier:
  aws:comprehend/entityRecognizer: aws:connect/phoneNumber: aws:customerprofiles/ aws:dataexchange/dataSet:
  aws:dataexchange/revision: aws:dataexchange/revisionAssets: aws:datazone/domain: aws:datazone/project:
  aws:detective/graph: aws:devicefarm/project: aws:devicefarm/upload: aws:eks/cluster:
  aws:elasticbeanstalk/application: aws:elasticbeanstalk/environment: aws:evidently/project:
  aws:finspace/kxCluster: aws:finspace/kxDatabase: aws:finspace/kxVolume: aws:gamelift/build: aws:gamelift/script:
  aws:glue/catalog: aws:glue/catalogTable: aws:glue/mLTransform: aws:glue/registry: aws:glue/schema:
  aws:grafana/workspace: aws:guardduty/detector: aws:identitystore/user: aws:iot/certificate: aws:iot/thing:
  aws:kinesis/firehoseDeliveryStream: aws:kinesisanalyticsv2/ aws:lambdamicrovms/ aws:m2/application:
  aws:macie2/account: aws:mailmanager/archive: aws:mediastore/container: aws:memorydb/multiRegionCluster:
  aws:msk/serverlessCluster: aws:msk/topic: aws:mwaa/environment: aws:odb/cloudAutonomousVmCluster:
  aws:odb/cloudExadataInfrastructure: aws:odb/cloudVmCluster: aws:opensearch/application:
  aws:opensearchingest/pipeline: aws:organizations/account: aws:paymentcryptography/key: aws:pinpoint/app:
  aws:pinpoint/smsvoicev2PhoneNumber: aws:pinpoint/smsvoicev2SenderId: aws:qbusiness/application:
  aws:quicksight/accountSubscription: aws:quicksight/analysis: aws:quicksight/dashboard: aws:quicksight/dataSet:
  aws:quicksight/namespace: aws:quicksight/user: aws:rekognition/project: aws:route53domains/domain:
  aws:route53domains/registeredDomain: aws:rum/appMonitor: aws:s3control/bucket: aws:sagemaker/hub:
  aws:sagemaker/mlflowApp: aws:sagemaker/mlflowTrackingServer: aws:sagemaker/modelCard:
  aws:sagemaker/modelPackageGroup: aws:sagemaker/space: aws:sagemaker/userProfile: aws:schemas/registry:
  aws:securityhub/account: aws:sesv2/contactList: aws:ssmincidents/replicationSet: aws:storagegateway/gateway:
  aws:transcribe/languageModel: aws:verifiedpermissions/policyStore: aws:workmail/organization: aws:workmail/user:
  aws:connect/instance: AWS::Connect::Instance AWS::EKS::Cluster AWS::KinesisFirehose::DeliveryStream
  AWS::SDB::Domain AWS::SSMIncidents::ReplicationSet AWS::GuardDuty::Detector AWS::SecurityHub::Hub`);
