"""A task on a container instance whose data lies on a block volume, from components written in TypeScript."""

import ballast_ecs as ecs
import ballast_rexray_ebs as ebs
import pulumi

account_id, partition, region = "111111111111", "aws", "eu-central-1"
site = ecs.SiteArgs(account_id=account_id, partition=partition, region=region)
subnet_ids = {"a": "subnet-0123456789abcdef0"}

instances = ecs.ClientGroup(
    "instances",
    vpc_id="vpc-0123456789abcdef0",
    description="Container instances",
)
pg = ebs.RexrayEbs(
    "pg",
    site=ebs.SiteArgs(account_id=account_id, partition=partition, region=region),
    availability_zone="eu-central-1a",
    container_path="/var/lib/postgresql/data",
    size_gi_b=20,
)
cluster = ecs.Cluster(
    "main",
    fargate=False,
    capacities={
        "general": ecs.CapacityArgs(
            site=site,
            subnet_ids=subnet_ids,
            security_group_ids={"instances": instances.security_group_id},
            instance_types=["m7i.large"],
            maximum_size=2,
            parts={
                "data": pg.instance_part,
                # A part of your own is written by the class of its type, or as a dictionary with the names of the schema.
                "agent": ecs.InstancePartArgs(
                    boot_steps={
                        "hello": ecs.BootStepArgs(
                            phase=ecs.BootPhase.AFTER_AGENT,
                            operating_system=ecs.OperatingSystem.LINUX,
                            script="echo hello",
                        )
                    }
                ),
            },
        )
    },
)
database = ecs.TaskDefinition(
    "database",
    site=site,
    launch_type=ecs.LaunchType.EC2,
    containers={
        "database": ecs.ContainerArgs(
            image="public.ecr.aws/docker/library/postgres:17",
            cpu=512,
            memory_mi_b=1024,
        )
    },
    parts={"data": pg.task_part},
    retention=ecs.Retention.DISCARD,
)
service = ecs.Service(
    "service",
    site=site,
    cluster_arn=cluster.cluster_arn,
    task_definition={
        "arn": database.arn,
        "launchType": database.launch_type,
        "platform": database.platform,
        "containerPorts": database.container_ports,
        "placementConstraints": database.placement_constraints,
    },
    subnet_ids=subnet_ids,
    security_group_ids={"instances": instances.security_group_id},
    capacity={
        "general": ecs.CapacityShareArgs(
            capacity_provider_name=cluster.capacity_provider_names["general"]
        )
    },
    parts={"data": pg.service_part},
    retention=ecs.Retention.DISCARD,
)

pulumi.export("service_name", service.service_name)
