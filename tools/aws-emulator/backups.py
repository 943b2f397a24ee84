"""AWS Backup, backups of FSx and restore windows of RDS, which moto does not have: what tests say of them, and restore jobs."""

import itertools
from datetime import datetime, timezone

from handlers import Refused, timed
from moto.efs.models import efs_backends
from moto.rds.models import rds_backends


class Backups:
    """
    Tests tell it, below /stand-in:
        recovery-points  a member of ListRecoveryPointsByResource, with ResourceArn, ResourceType and RestoreMetadata
        restore-jobs     {"polls": 1, "Status": "COMPLETED", "StatusMessage": "…"}   how the next jobs end, and after how many looks
        backup-jobs      {"polls": 1, "State": "COMPLETED", "StatusMessage": "…", "Lifecycle": "AVAILABLE"}   the same for backups, and those of FSx
        windows-backups  {"FileSystems": […], "Backups": […]} of FSx
        drills           a member of ListRestoreJobsByProtectedResource
        restore-windows  {"DBInstanceIdentifier": "…", "EarliestTime": "…", "LatestTime": "…", "DbiResourceId": "…"}   the last of a server that is gone
    """

    TOLD = ("recovery-points", "backup-jobs", "restore-jobs", "windows-backups", "restore-windows", "drills")

    def __init__(self):
        self.points, self.jobs, self.tokens, self.windows, self.drills = [], {}, {}, {}, []
        self.fsx = {"FileSystems": [], "Backups": []}
        self.backups, self.saving = {}, {"polls": 1, "State": "COMPLETED"}
        self.ending = {"polls": 1, "Status": "COMPLETED"}
        self.series = itertools.count(1)

    def tell(self, what, told):
        match what:
            case "recovery-points":
                self.points.append(told)
            case "restore-jobs":
                self.ending = {"polls": 1, "Status": "COMPLETED", **told}
            case "backup-jobs":
                self.saving = {"polls": 1, "State": "COMPLETED", **told}
            case "windows-backups":
                self.fsx = {**self.fsx, **told}
            case "drills":
                self.drills.append(told)
            case "restore-windows":
                self.windows[told["DBInstanceIdentifier"]] = told

    def backup_StartBackupJob(self, call, BackupVaultName, ResourceArn, IdempotencyToken=None, **_):
        """The job ends when anyone looks at it for the second time; its recovery point is there then."""
        if IdempotencyToken in self.tokens:
            return {"BackupJobId": self.tokens[IdempotencyToken]}
        number = next(self.series)
        job = f"backup-job-{number}"
        self.tokens[IdempotencyToken] = job
        self.backups[job] = {
            "BackupJobId": job,
            "BackupVaultName": BackupVaultName,
            "ResourceArn": ResourceArn,
            "ResourceType": "EFS",
            "State": "RUNNING",
            "PercentDone": "0.0",
            "CreationDate": datetime.now(timezone.utc),
            "ending": dict(self.saving),
            "number": number,
        }
        return {"BackupJobId": job}

    def backup_ListBackupJobs(self, call, ByBackupVaultName=None, ByResourceArn=None, **_):
        members = call.model.shape_for("BackupJob").members
        found = []
        for job in self.backups.values():
            if job["BackupVaultName"] != ByBackupVaultName or job["ResourceArn"] != ByResourceArn:
                continue
            found.insert(0, {k: v for k, v in job.items() if k in members})
            ending = job["ending"]
            ending["polls"] -= 1
            if job["State"] == "RUNNING" and ending["polls"] < 0:
                self.saved(job, ending)
        return {"BackupJobs": found}

    def saved(self, job, ending):
        job["State"] = ending["State"]
        if "StatusMessage" in ending:
            job["StatusMessage"] = ending["StatusMessage"]
        if ending["State"] != "COMPLETED":
            return
        source = job["ResourceArn"]
        _, partition, _, region, account, _ = source.split(":", 5)
        arn = f"arn:{partition}:backup:{region}:{account}:recovery-point:saved-{job['number']}"
        job["RecoveryPointArn"] = arn
        self.points.append(
            {
                "RecoveryPointArn": arn,
                "ResourceArn": source,
                "ResourceType": "EFS",
                "BackupVaultName": job["BackupVaultName"],
                "CreationDate": datetime.now(timezone.utc).isoformat(),
                "Status": "COMPLETED",
                "RestoreMetadata": {"file-system-id": source.rsplit("/", 1)[1], "Encrypted": "true"},
            }
        )

    def backup_ListRecoveryPointsByBackupVault(self, call, BackupVaultName, **_):
        members = call.model.shape_for("RecoveryPointByBackupVault").members
        own = [one for one in self.points if one["BackupVaultName"] == BackupVaultName]
        return {"RecoveryPoints": [{k: v for k, v in timed(one).items() if k in members} for one in own]}

    def backup_DeleteRecoveryPoint(self, call, BackupVaultName, RecoveryPointArn, **_):
        self.points.remove(self.point(RecoveryPointArn))
        return {}

    def backup_ListRecoveryPointsByResource(self, call, ResourceArn, **_):
        members = call.model.shape_for("RecoveryPointByResource").members
        own = [one for one in self.points if one["ResourceArn"] == ResourceArn]
        return {"RecoveryPoints": [{k: v for k, v in timed(one).items() if k in members} for one in own]}

    def backup_ListProtectedResources(self, call, **_):
        members = call.model.shape_for("ProtectedResource").members
        found = {one["ResourceArn"]: {k: v for k, v in timed(one).items() if k in members} for one in self.points}
        return {"Results": list(found.values())}

    def backup_GetRecoveryPointRestoreMetadata(self, call, BackupVaultName, RecoveryPointArn, **_):
        point = self.point(RecoveryPointArn)
        if point["BackupVaultName"] != BackupVaultName:
            raise Refused("ResourceNotFoundException", f"{RecoveryPointArn} is not in {BackupVaultName}")
        return {"RecoveryPointArn": RecoveryPointArn, "RestoreMetadata": point["RestoreMetadata"], "ResourceType": "EFS"}

    def backup_StartRestoreJob(self, call, RecoveryPointArn, Metadata, IamRoleArn, IdempotencyToken=None, **_):
        point = self.point(RecoveryPointArn)
        if IdempotencyToken in self.tokens:
            return {"RestoreJobId": self.tokens[IdempotencyToken]}
        if Metadata.get("newFileSystem") != "true":
            raise Refused("InvalidParameterValueException", "This would write into the file system that stands.")
        job = f"job-{next(self.series)}"
        self.tokens[IdempotencyToken] = job
        self.jobs[job] = {
            "RestoreJobId": job,
            "AccountId": point["ResourceArn"].split(":")[4],
            "RecoveryPointArn": RecoveryPointArn,
            "SourceResourceArn": point["ResourceArn"],
            "IamRoleArn": IamRoleArn,
            "CreationDate": datetime.now(timezone.utc),
            "ResourceType": "EFS",
            "Status": "RUNNING",
            "PercentDone": "0.00%",
            "ExpectedCompletionTimeMinutes": 7,
            "metadata": Metadata,
            "ending": dict(self.ending),
        }
        return {"RestoreJobId": job}

    def backup_DescribeRestoreJob(self, call, RestoreJobId, **_):
        drilled = [one for one in self.drills if one["RestoreJobId"] == RestoreJobId]
        if drilled:
            return timed(drilled[0])
        job = self.jobs.get(RestoreJobId)
        if job is None:
            raise Refused("ResourceNotFoundException", f"There is no job {RestoreJobId}.")
        ending = job["ending"]
        if job["Status"] == "RUNNING":
            ending["polls"] -= 1
            if ending["polls"] < 0:
                self.end(call, job, ending)
        return {k: v for k, v in job.items() if k not in ("metadata", "ending")}

    def backup_GetRestoreJobMetadata(self, call, RestoreJobId, **_):
        drilled = any(one["RestoreJobId"] == RestoreJobId for one in self.drills)
        if RestoreJobId not in self.jobs and not drilled:
            raise Refused("ResourceNotFoundException", f"There is no job {RestoreJobId}.")
        return {"RestoreJobId": RestoreJobId, "Metadata": self.jobs.get(RestoreJobId, {}).get("metadata", {})}

    def backup_PutRestoreValidationResult(self, call, RestoreJobId, ValidationStatus, ValidationStatusMessage=None, **_):
        """Of a drill that has a result, another is refused: whether AWS takes it is not documented."""
        job = next((one for one in self.drills if one["RestoreJobId"] == RestoreJobId), None)
        if job is None:
            raise Refused("ResourceNotFoundException", f"There is no job {RestoreJobId}.")
        if job["Status"] != "COMPLETED" or job.get("ValidationStatus", "VALIDATING") != "VALIDATING":
            raise Refused("InvalidRequestException", f"Job {RestoreJobId} does not wait for a result.")
        job.update(ValidationStatus=ValidationStatus, ValidationStatusMessage=ValidationStatusMessage)
        return {}

    def end(self, call, job, ending):
        job.update(Status=ending["Status"], CompletionDate=datetime.now(timezone.utc), PercentDone="100.00%")
        if "StatusMessage" in ending:
            job["StatusMessage"] = ending["StatusMessage"]
        if ending["Status"] == "COMPLETED":
            _, _, _, region, account, _ = job["SourceResourceArn"].split(":")
            created = efs_backends[account][region].create_file_system(
                creation_token=job["metadata"]["CreationToken"],
                performance_mode=job["metadata"]["PerformanceMode"],
                encrypted=job["metadata"].get("Encrypted") == "true",
                kms_key_id=job["metadata"].get("KmsKeyId"),
                throughput_mode="bursting",
                provisioned_throughput_in_mibps=None,
                availability_zone_name=None,
                backup=False,
                tags=[],
            )
            job["CreatedResourceArn"] = created.file_system_arn

    def backup_ListRestoreJobsByProtectedResource(self, call, ResourceArn, **_):
        members = call.model.shape_for("RestoreJobsListMember").members
        every = [*self.jobs.values(), *(timed(one) for one in self.drills)]
        own = [one for one in every if one["SourceResourceArn"] == ResourceArn]
        return {"RestoreJobs": [{k: v for k, v in one.items() if k in members} for one in own]}

    def point(self, arn):
        found = [one for one in self.points if one["RecoveryPointArn"] == arn]
        if not found:
            raise Refused("ResourceNotFoundException", f"There is no recovery point {arn}.")
        return found[0]

    def fsx_DescribeFileSystems(self, call, FileSystemIds=(), **_):
        own = self.fsx["FileSystems"]
        if not own:
            return None
        for one in FileSystemIds:
            if one not in [system["FileSystemId"] for system in own]:
                raise Refused("FileSystemNotFound", f"There is no file system {one}.")
        return {"FileSystems": [timed(one) for one in own if not FileSystemIds or one["FileSystemId"] in FileSystemIds]}

    def fsx_CreateBackup(self, call, FileSystemId, ClientRequestToken=None, Tags=(), **_):
        """It is available when anyone looks for the second time."""
        if ClientRequestToken in self.tokens:
            return {"Backup": self.tokens[ClientRequestToken]}
        system = next((one for one in self.fsx["FileSystems"] if one["FileSystemId"] == FileSystemId), None)
        if system is None:
            raise Refused("FileSystemNotFound", f"There is no file system {FileSystemId}.")
        backup = {
            "BackupId": f"backup-{next(self.series):017x}",
            "Lifecycle": "CREATING",
            "Type": "USER_INITIATED",
            "CreationTime": datetime.now(timezone.utc).isoformat(),
            "Tags": list(Tags),
            "FileSystem": timed(system),
        }
        self.fsx["Backups"].append(backup)
        self.tokens[ClientRequestToken] = timed(backup)
        return {"Backup": timed(backup)}

    def fsx_DeleteBackup(self, call, BackupId, **_):
        found = [one for one in self.fsx["Backups"] if one["BackupId"] == BackupId]
        if not found:
            raise Refused("BackupNotFound", f"There is no backup {BackupId}.")
        self.fsx["Backups"].remove(found[0])
        return {"BackupId": BackupId, "Lifecycle": "DELETED"}

    def fsx_DescribeBackups(self, call, BackupIds=(), **_):
        listed = [timed(one) for one in self.fsx["Backups"] if not BackupIds or one["BackupId"] in BackupIds]
        if len(listed) < len(BackupIds):
            raise Refused("BackupNotFound", f"There are not all of {', '.join(BackupIds)}.")
        for one in self.fsx["Backups"]:
            if one["Lifecycle"] == "CREATING":
                one["Lifecycle"] = self.saving.get("Lifecycle", "AVAILABLE")
        return {"Backups": listed}

    def rds_EnableHttpEndpoint(self, call, ResourceArn, **_):
        return {"ResourceArn": ResourceArn, "HttpEndpointEnabled": True}

    def rds_DescribeDBInstanceAutomatedBackups(self, call, DBInstanceIdentifier=None, **_):
        found = []
        for name, told in self.windows.items():
            if DBInstanceIdentifier not in (None, name):
                continue
            server = rds_backends["123456789012"][call.region].databases.get(name)
            found.append(
                {
                    "DBInstanceIdentifier": name,
                    "Status": "active" if server else "retained",
                    "Engine": server.engine if server else "sqlserver-se",
                    "RestoreWindow": {k: v for k, v in timed(told).items() if k in ("EarliestTime", "LatestTime")},
                    **{k: v for k, v in told.items() if k in ("DbiResourceId", "VpcId")},
                    **({"DbiResourceId": server.dbi_resource_id} if server else {}),
                }
            )
        return {"DBInstanceAutomatedBackups": found}

    def rds_RestoreDBInstanceToPointInTime(self, call, TargetDBInstanceIdentifier, SourceDbiResourceId=None, **more):
        """Moto restores only from a server that stands; RDS also from automated backups that it keeps of one that is gone."""
        if SourceDbiResourceId is None:
            return None
        if all(told.get("DbiResourceId") != SourceDbiResourceId for told in self.windows.values()):
            raise Refused("DBInstanceAutomatedBackupNotFound", f"There are no backups of {SourceDbiResourceId}.")
        if more.get("SourceDBInstanceIdentifier"):
            raise Refused("InvalidParameterCombination", "Two sources are named.")
        rds_backends["123456789012"][call.region].create_db_instance(
            {
                "db_instance_identifier": TargetDBInstanceIdentifier,
                "engine": "sqlserver-se",
                "db_instance_class": "db.m5.large",
                "allocated_storage": 100,
                "master_username": "admin",
                "master_user_password": "for-tests-1",
                "db_subnet_group_name": more.get("DBSubnetGroupName"),
                "tags": list(more.get("Tags", ())),
            }
        )
        return {"DBInstance": {"DBInstanceIdentifier": TargetDBInstanceIdentifier}}
