import { fields, type Fields } from "@ballast/model";
import { nativeType } from "../aliases.ts";
import { providedBy } from "./provided.ts";
import { shape, spelled, type Provided, type Shapes } from "./shape.ts";

/** Types of which rules look at nothing, but which are charged for, schedule what is, or are known to be free. */
const shapes: Shapes = {
  "AWS::AutoScaling::ScheduledAction": shape("aws:autoscaling/schedule:Schedule", {
    autoScalingGroupName: "autoscalingGroupName",
  }),
  "AWS::CodeCommit::Repository": shape("aws:codecommit/repository:Repository"),
  "AWS::EC2::EIP": shape("aws:ec2/eip:Eip"),
  "AWS::EC2::InternetGateway": shape("aws:ec2/internetGateway:InternetGateway"),
  "AWS::EC2::NatGateway": shape("aws:ec2/natGateway:NatGateway"),
  "AWS::EC2::Route": shape("aws:ec2/route:Route"),
  "AWS::EC2::RouteTable": shape("aws:ec2/routeTable:RouteTable"),
  "AWS::EC2::SubnetRouteTableAssociation": shape("aws:ec2/routeTableAssociation:RouteTableAssociation"),
  "AWS::EC2::VPCEndpoint": shape("aws:ec2/vpcEndpoint:VpcEndpoint"),
  // An internet gateway is free, and so is its attachment.
  "AWS::EC2::VPCGatewayAttachment": shape("aws:ec2/internetGateway:InternetGateway"),
  "AWS::KMS::Alias": shape("aws:kms/alias:Alias"),
  "AWS::Route53Resolver::ResolverEndpoint": shape("aws:route53/resolverEndpoint:ResolverEndpoint"),
  "AWS::StepFunctions::StateMachine": shape("aws:sfn/stateMachine:StateMachine"),
};

/**
 * The resources of the AWS provider whose charges those of a CloudFormation or aws-native resource are.
 *
 * @param id - the id by which other resources refer to it.
 * @returns the resource as it is, if the provider's type is unknown.
 */
export function chargedAs(type: string, properties: Fields, id: string): Provided[] {
  const known = shapes[(nativeType(type) ?? type) as `AWS::${string}`];
  const found = providedBy(type, properties, id) ?? known?.(fields(spelled(properties)), id);
  return found === undefined ? [{ type, inputs: properties }] : [found].flat();
}
