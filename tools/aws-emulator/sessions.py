"""Deployments of services as ECS remembers them, sessions of ECS Exec, and IAM's simulator, which moto does not have."""

from handlers import Refused, timed
from moto.ecs.models import ecs_backends
from moto.iam.access_control import IAMPolicy, PermissionResult
from moto.iam.models import iam_backends


class Sessions:
    """
    Tests tell it, below /stand-in:
        service-deployments  a member of DescribeServiceDeployments
        service-revisions    a member of DescribeServiceRevisions
    """

    TOLD = ("service-deployments", "service-revisions")

    def __init__(self):
        self.deployments, self.revisions = [], []

    def tell(self, what, told):
        (self.deployments if what == "service-deployments" else self.revisions).append(told)

    def ecs_ListServiceDeployments(self, call, service, cluster=None, status=(), **_):
        members = call.model.shape_for("ServiceDeploymentBrief").members
        own = [one for one in self.deployments if one["serviceArn"].rpartition("/")[2] == service.rpartition("/")[2]]
        found = [
            {**timed(one), "targetServiceRevisionArn": one["targetServiceRevision"]["arn"]}
            for one in own
            if not status or one["status"] in status
        ]
        return {"serviceDeployments": [{k: v for k, v in one.items() if k in members} for one in found]}

    def ecs_DescribeServiceDeployments(self, call, serviceDeploymentArns, **_):
        found = [one for one in self.deployments if one["serviceDeploymentArn"] in serviceDeploymentArns]
        return {"serviceDeployments": [timed(one) for one in found], "failures": []}

    def ecs_DescribeServiceRevisions(self, call, serviceRevisionArns, **_):
        found = [one for one in self.revisions if one["serviceRevisionArn"] in serviceRevisionArns]
        return {"serviceRevisions": [timed(one) for one in found], "failures": []}

    def ecs_StopServiceDeployment(self, call, serviceDeploymentArn, stopType="ROLLBACK", **_):
        """It has gone back when it is looked at next."""
        one = next(each for each in self.deployments if each["serviceDeploymentArn"] == serviceDeploymentArn)
        if one["status"] not in ("PENDING", "IN_PROGRESS"):
            raise Refused("ConflictException", f"The deployment is {one['status']}.")
        if stopType != "ROLLBACK":
            one["status"] = "STOPPED"
            return {"serviceDeploymentArn": serviceDeploymentArn}
        if not one.get("sourceServiceRevisions"):
            raise Refused("InvalidParameterException", "There is no service revision to go back to.")
        source = one["sourceServiceRevisions"][0]["arn"]
        one["status"] = "ROLLBACK_SUCCESSFUL"
        one["rollback"] = {"serviceRevisionArn": source}
        revision = next(each for each in self.revisions if each["serviceRevisionArn"] == source)
        region, account, path = one["serviceArn"].split(":")[3:6]
        _, cluster, name = path.split("/")
        ecs_backends[account][region].services[f"{cluster}:{name}"].task_definition = revision["taskDefinition"]
        return {"serviceDeploymentArn": serviceDeploymentArn}

    def ecs_ExecuteCommand(self, call, command, interactive, task, cluster="default", container=None, **_):
        if not interactive:
            raise Refused("InvalidParameterException", "Only interactive sessions are supported.")
        place = f"arn:aws:ecs:{call.region}:123456789012"
        return {
            "clusterArn": f"{place}:cluster/{cluster}",
            "taskArn": f"{place}:task/{cluster}/{task}",
            "containerName": container,
            "interactive": True,
            "session": {
                "sessionId": "ecs-execute-command-0123456789abcdef0",
                "streamUrl": f"wss://ssmmessages.{call.region}.amazonaws.com/v1/data-channel/ecs-execute-command-0123456789abcdef0",
                # Where the real one is a secret, this one says what was asked for.
                "tokenValue": f"{container}: {command}",
            },
        }

    def iam_SimulatePrincipalPolicy(self, call, PolicySourceArn, ActionNames, ResourceArns=("*",), **_):
        """By moto's own evaluator, over the policies that the role has in moto."""
        backend = iam_backends["123456789012"]["aws"]
        role = next((one for one in backend.roles.values() if one.arn == PolicySourceArn), None)
        if role is None:
            raise Refused("NoSuchEntity", f"There is no role {PolicySourceArn}.")
        policies = [*role.policies.values(), *(one.document for one in role.managed_policies.values())]
        results = [IAMPolicy(document) for document in policies]
        return {
            "EvaluationResults": [
                {"EvalActionName": action, "EvalResourceName": resource, "EvalDecision": decision(results, action, resource)}
                for action in ActionNames
                for resource in ResourceArns
            ],
            "IsTruncated": False,
        }


def decision(policies, action, resource):
    said = [one.is_action_permitted(action, resource) for one in policies]
    if PermissionResult.DENIED in said:
        return "explicitDeny"
    return "allowed" if PermissionResult.PERMITTED in said else "implicitDeny"
