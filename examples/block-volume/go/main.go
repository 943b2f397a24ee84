// A task on a container instance whose data lies on a block volume, from components written in TypeScript.
package main

import (
	ecs "github.com/ballast/ballast/sdk/go/ballastecs"
	ebs "github.com/ballast/ballast/sdk/go/ballastrexrayebs"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func main() { pulumi.Run(program) }

func program(ctx *pulumi.Context) error {
	subnetIds := map[string]pulumi.StringInput{"a": pulumi.String("subnet-0123456789abcdef0")}
	ec2 := ecs.LaunchTypeEc2
	discard := ecs.RetentionDiscard
	site := ecs.SiteArgs{
		AccountId: pulumi.String("111111111111"),
		Partition: pulumi.String("aws"),
		Region:    pulumi.String("eu-central-1"),
	}

	instances, err := ecs.NewClientGroup(ctx, "instances", &ecs.ClientGroupArgs{
		VpcId:       pulumi.String("vpc-0123456789abcdef0"),
		Description: "Container instances",
	})
	if err != nil {
		return err
	}
	securityGroupIds := map[string]pulumi.StringInput{"instances": instances.SecurityGroupId}

	pg, err := ebs.NewRexrayEbs(ctx, "pg", &ebs.RexrayEbsArgs{
		Site:             ebs.SiteArgs(site),
		AvailabilityZone: "eu-central-1a",
		ContainerPath:    "/var/lib/postgresql/data",
		SizeGiB:          20,
	})
	if err != nil {
		return err
	}
	cluster, err := ecs.NewCluster(ctx, "main", &ecs.ClusterArgs{
		Fargate: pulumi.BoolRef(false),
		Capacities: map[string]ecs.CapacityInput{
			"general": ecs.CapacityArgs{
				Site:             site,
				SubnetIds:        subnetIds,
				SecurityGroupIds: securityGroupIds,
				InstanceTypes:    []string{"m7i.large"},
				MaximumSize:      2,
				Parts:            map[string]pulumi.Input{"data": pg.InstancePart},
			},
		},
	})
	if err != nil {
		return err
	}
	database, err := ecs.NewTaskDefinition(ctx, "database", &ecs.TaskDefinitionArgs{
		Site:       site,
		LaunchType: &ec2,
		Containers: map[string]ecs.ContainerInput{
			"database": ecs.ContainerArgs{
				Image:     pulumi.String("public.ecr.aws/docker/library/postgres:17"),
				Cpu:       pulumi.IntRef(512),
				MemoryMiB: pulumi.IntRef(1024),
			},
		},
		Parts:     map[string]pulumi.Input{"data": pg.TaskPart},
		Retention: &discard,
	})
	if err != nil {
		return err
	}
	service, err := ecs.NewService(ctx, "service", &ecs.ServiceArgs{
		Site:       site,
		ClusterArn: cluster.ClusterArn,
		TaskDefinition: pulumi.Map{
			"arn":                  database.Arn,
			"launchType":           database.LaunchType,
			"platform":             database.Platform,
			"containerPorts":       database.ContainerPorts,
			"placementConstraints": database.PlacementConstraints,
		},
		SubnetIds:        subnetIds,
		SecurityGroupIds: securityGroupIds,
		Capacity: map[string]ecs.CapacityShareInput{
			"general": ecs.CapacityShareArgs{
				CapacityProviderName: cluster.CapacityProviderNames.MapIndex(pulumi.String("general")),
			},
		},
		Parts:     map[string]pulumi.Input{"data": pg.ServicePart},
		Retention: &discard,
	})
	if err != nil {
		return err
	}
	ctx.Export("serviceName", service.ServiceName)
	return nil
}
