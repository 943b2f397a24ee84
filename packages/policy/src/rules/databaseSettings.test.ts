import { itShowsEachRule } from "../testing/examples.ts";
import { goodData } from "../testing/goodData.ts";
import { changed, madeUp, type Inputs } from "../testing/resources.ts";
import { databaseSettingsRules } from "./databaseSettings.ts";
import { aws } from "@ballast/aws";

const server = (inputs: Inputs) => () => changed(goodData(), aws.databaseInstance, inputs);
const cluster = (inputs: Inputs) => () => [madeUp(aws.databaseCluster, "aurora", inputs)];

itShowsEachRule(databaseSettingsRules, goodData, [
  ["rds-tls", server({ parameterGroupName: "default.postgres17" }), "does not set rds.force_ssl"],
  ["rds-tls", cluster({ engine: "aurora-mysql" }), "does not set require_secure_transport"],
  ["rds-certificate", server({ caCertIdentifier: "rds-ca-2019" }), "has a certificate of rds-ca-2019"],
  ["rds-minor-version", server({ autoMinorVersionUpgrade: false }), "is not updated automatically"],
  ["rds-log-exports", server({ enabledCloudwatchLogsExports: [] }), "exports no logs"],
  [
    "rds-log-exports",
    server({
      engine: "aurora-mysql",
      engineMode: "serverless",
      enabledCloudwatchLogsExports: ["audit", "error", "slowquery"],
    }),
    "does not export its logs general",
  ],
  ["rds-monitoring", server({ monitoringInterval: 0 }), "has no Enhanced Monitoring"],
  ["rds-iam-authentication", server({ iamDatabaseAuthenticationEnabled: false }), "accepts only passwords"],
  ["rds-default-port", server({ port: undefined }), "listens on 5432"],
  ["rds-default-port", cluster({ engine: "aurora-mysql", port: 3306 }), "listens on 3306"],
]);
