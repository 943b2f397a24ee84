"""A call of an AWS client, understood and validated by botocore's models of the services."""

import io
import json
import re
from urllib.parse import parse_qs, unquote

from botocore.exceptions import DataNotFoundError
from botocore.loaders import Loader
from botocore.model import ServiceModel
from botocore.validate import ParamValidator
from moto.core.parse import PROTOCOL_PARSERS
from moto.core.utils import get_service_model
from werkzeug.datastructures import Headers, MultiDict

# The services that packages/operate calls in these tests, by the name with which requests are signed.
SERVICES = {
    "autoscaling": "autoscaling",
    "backup": "backup",
    "codebuild": "codebuild",
    "codecommit": "codecommit",
    "codepipeline": "codepipeline",
    "ec2": "ec2",
    "ecr": "ecr",
    "ecs": "ecs",
    "elasticfilesystem": "efs",
    "fsx": "fsx",
    "iam": "iam",
    "kms": "kms",
    "inspector2": "inspector2",
    "logs": "logs",
    "monitoring": "cloudwatch",
    "rds": "rds",
    "ssm": "ssm",
    "tagging": "resourcegroupstaggingapi",
}

# Where moto does not answer in AWS's words, and nothing here depends on it.
DEVIATIONS = {
    "DescribeImagesResult.Images.Platform",
    "DescribeImagesResult.Images.RootDeviceType",
    "DescribeTasksResponse.tasks.launchType",
    "StartTaskResponse.tasks.launchType",
    "StopTaskResponse.task.launchType",
}

# The same for whole replies: attributes without names, places for output that are empty.
UNCHECKED_REPLIES = {"DeregisterContainerInstance", "SendCommand", "UpdateContainerInstancesState"}

# Calls whose lists come in pages, by botocore's models of where items and tokens are.
PAGED = {
    "DescribeAccessPoints",
    "DescribeAutoScalingGroups",
    "DescribeAutoScalingInstances",
    "DescribeBackups",
    "DescribeDBClusterSnapshots",
    "DescribeDBClusters",
    "DescribeDBInstanceAutomatedBackups",
    "DescribeDBInstances",
    "DescribeDBSnapshots",
    "DescribeFileSystems",
    "DescribeMountTargets",
    "DescribeSnapshots",
    "DescribeVolumes",
    "ListClusters",
    "ListContainerInstances",
    "ListProjects",
    "ListProtectedResources",
    "ListRecoveryPointsByResource",
    "ListRestoreJobsByProtectedResource",
    "ListServices",
    "ListTaskDefinitions",
    "ListTasks",
}

# The same for calls of EC2 that come in pages only if they are asked for so many.
PAGED_IF_ASKED = {"DescribeImages", "DescribeInstances"}

# Pages of which botocore's models do not say where items and tokens are, or name several lists of items.
UNMODELLED_PAGES = {
    "DescribeCapacityProviders": {"input_token": "nextToken", "output_token": "nextToken", "result_key": "capacityProviders"},
    "FilterLogEvents": {"input_token": "nextToken", "output_token": "nextToken", "result_key": "events"},
    "ListServiceDeployments": {"input_token": "nextToken", "output_token": "nextToken", "result_key": "serviceDeployments"},
    "DescribeInstanceRefreshes": {"input_token": "NextToken", "output_token": "NextToken", "result_key": "InstanceRefreshes"},
}


class Call:
    """One request of an AWS client, understood by botocore's model of the service."""

    def __init__(self, environ):
        self.body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = io.BytesIO(self.body)
        scope = re.search(r"Credential=[^/]+/\d+/([^/]+)/([^/]+)/", environ.get("HTTP_AUTHORIZATION", ""))
        self.service = SERVICES.get(scope[2]) if scope else None
        self.region = scope[1] if scope else None
        if self.service is None:
            return
        self.model = service_model(self.service)
        self.environ = environ
        self.operation, uri = self._operation()
        target = environ.get("HTTP_X_AMZ_TARGET")
        self.protocol = "json" if target else self.model.metadata["protocol"]
        form = parse_qs(self.body.decode(), keep_blank_values=True) if self.protocol in ("ec2", "query") else {}
        query = parse_qs(environ.get("QUERY_STRING", ""), keep_blank_values=True)
        self.params = PROTOCOL_PARSERS[self.protocol](get_service_model(self.service).operation_model(self.operation.name)).parse(
            {
                "method": environ["REQUEST_METHOD"],
                "headers": Headers(
                    {k[5:].replace("_", "-").title(): v for k, v in environ.items() if k.startswith("HTTP_")}
                ),
                "values": MultiDict([(k, v) for k, vs in {**query, **form}.items() for v in vs]),
                "body": self.body,
                "url_path": environ["PATH_INFO"],
                "url_params": uri,
            }
        )

    @property
    def name(self):
        return f"{'elasticfilesystem' if self.service == 'efs' else self.service}:{self.operation.name}"

    def _operation(self):
        if target := self.environ.get("HTTP_X_AMZ_TARGET"):
            return self.model.operation_model(target.rpartition(".")[2]), {}
        if self.model.metadata["protocol"] != "rest-json":
            return self.model.operation_model(parse_qs(self.body.decode())["Action"][0]), {}
        # An ARN in a path has slashes of its own, which are escaped there.
        path = self.environ.get("RAW_URI", self.environ["PATH_INFO"]).partition("?")[0].rstrip("/")
        for name in self.model.operation_names:
            operation = self.model.operation_model(name)
            pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(operation.http["requestUri"].rstrip("/")))
            found = re.fullmatch(pattern, path)
            if found and operation.http["method"] == self.environ["REQUEST_METHOD"]:
                return operation, {key: unquote(value) for key, value in found.groupdict().items()}
        raise LookupError(f"no operation of {self.service}: {self.environ['REQUEST_METHOD']} {path}")

    def error(self, status, code, message):
        if self.protocol == "ec2":
            text = f"<Response><Errors><Error><Code>{code}</Code><Message>{message}</Message></Error></Errors><RequestID>stand-in</RequestID></Response>"
        elif self.protocol == "query":
            text = f"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error><RequestId>stand-in</RequestId></ErrorResponse>"
        else:
            text = json.dumps({"__type": code, "ErrorCode": code, "message": message, "Message": message})
        return status, [("Content-Type", "text/xml" if text[0] == "<" else "application/x-amz-json-1.1"), ("x-amzn-errortype", code)], text.encode()


def service_model(name, known={}):
    if name not in known:
        known[name] = ServiceModel(Loader().load_service_model(name, "service-2"), name)
    return known[name]


def paginator(call, known={}):
    service, operation = call.service, call.operation.name
    if operation in UNMODELLED_PAGES:
        return UNMODELLED_PAGES[operation]
    if service not in known:
        try:
            known[service] = Loader().load_service_model(service, "paginators-1")["pagination"]
        except DataNotFoundError:
            known[service] = {}
    is_paged = operation in PAGED or (operation in PAGED_IF_ASKED and "MaxResults" in call.params)
    return known[service].get(operation) if is_paged else None


def faults_of(shape, value):
    """What AWS would not accept or say: missing and wrong members, and values that are not in an enumeration."""
    report = ParamValidator().validate(value, shape)
    return ([report.generate_report()] if report.has_errors() else []) + list(unknown_values(shape, value, shape.name))


def unknown_values(shape, value, path):
    if value is None:
        return
    if shape.type_name == "structure":
        for key, item in value.items():
            if key in shape.members:
                yield from unknown_values(shape.members[key], item, f"{path}.{key}")
    elif shape.type_name == "list":
        for item in value:
            yield from unknown_values(shape.member, item, path)
    elif shape.type_name == "string" and shape.enum and value not in shape.enum and path not in DEVIATIONS:
        yield f"{path}: {value!r} is not one of {', '.join(shape.enum)}"


def serialized(shape, member):
    """A member's name in a reply."""
    return shape.members[member].serialization.get("name", member)
