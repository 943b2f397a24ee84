"""
An emulator of AWS for tests: moto in this process, and in front of it what moto lacks. botocore's service models, which are
AWS's own, validate every request and every reply; lists come in small pages; tests can have calls throttled, refused or
answered differently.

    python emulator.py <port>      listens on 127.0.0.1

Tests talk to it below /stand-in (JSON):
    POST /stand-in/pages    {"size": 2}
    POST /stand-in/rules    {"operation": "ListTasks", "code": "ThrottlingException", "status": 400, "times": 2, "after": 0}
                            {"operation": "DescribeTasks", "reply": {"tasks": [], "failures": []}}   JSON protocols alone
    POST /stand-in/tasks    {"task": "<ARN>", "lastStatus": "PROVISIONING", "desiredStatus": "RUNNING"}
    POST /stand-in/hosts    {"host": "<ARN>", "agentConnected": false, "capacityProviderName": "main"}   a container instance
    POST /stand-in/dates    {"id": "ami-… or i-…", "date": "2026-11-01T03:00:00Z"}   when it was created or launched; "image": of an instance
    POST /stand-in/refreshes {"InstanceRefreshId": "…", "AutoScalingGroupName": "main", "Status": "InProgress", …}
    POST /stand-in/recovery-points, restore-jobs, windows-backups, restore-windows, drills    see backups.py
    POST /stand-in/rotations    see rotations.py
    POST /stand-in/service-deployments, service-revisions    see sessions.py
    GET  /stand-in/calls    {"calls": ["ecs:ListTasks", …], "faults": ["…"]}
/moto-api/reset also clears all of this.
"""

import copy
import itertools
import json
import re
import sys
import xml.etree.ElementTree as xml
from datetime import datetime, timezone
from threading import Lock
from uuid import uuid4

from backups import Backups
from botocore import xform_name
from botocore.parsers import create_parser
from call import UNCHECKED_REPLIES, Call, faults_of, paginator, serialized
from handlers import answered
from moto.core.serialize import SERIALIZERS
from moto.core.utils import get_service_model
from moto.ec2.models import ec2_backends
from moto.ecs.models import ecs_backends
from moto.server import DomainDispatcherApplication, create_backend_app
from query import satisfies
from rotations import Rotations
from sessions import Sessions
from werkzeug.serving import run_simple

# What moto does not implement, as AWS answers it for something that has none.
MISSING = {
    ("efs", "DescribeReplicationConfigurations"): (404, "ReplicationNotFound", "There is no replication."),
}


class Emulator:
    def __init__(self):
        self.moto = DomainDispatcherApplication(create_backend_app)
        self.lock = Lock()
        self.series = itertools.count(1)
        self.clear()

    def clear(self):
        self.size, self.rules, self.pages, self.calls, self.faults, self.refreshes = 2, [], {}, [], [], []
        self.deployments = {}
        self.told = [Backups(), Rotations(), Sessions()]

    def __call__(self, environ, start_response):
        path = environ["PATH_INFO"]
        if path.startswith("/stand-in/"):
            status, headers, body = self.control(path.removeprefix("/stand-in/"), environ)
        elif path.startswith("/moto-api"):
            if path == "/moto-api/reset":
                self.clear()
            return self.moto(environ, start_response)
        else:
            call = Call(environ)
            if call.service is None:
                return self.moto(environ, start_response)
            status, headers, body = self.answer(call)
        headers = [(k, v) for k, v in headers if k.lower() not in ("content-length", "server", "date")]
        start_response(f"{status} -", [*headers, ("Content-Length", str(len(body)))])
        return [body]

    def answer(self, call):
        with self.lock:
            self.calls.append(call.name)
            rule = self.rule(call.operation.name)
        shape = call.operation.input_shape
        if shape and (faults := faults_of(shape, call.params)):
            return self.fault(call, "request", faults)
        if rule and "code" in rule:
            return call.error(rule.get("status", 400), rule["code"], "The test says so.")
        if rule:
            reply = 200, [("Content-Type", "application/x-amz-json-1.1")], json.dumps(rule["reply"]).encode()
        elif call.params.get(self.token(call)) in self.pages:
            return self.pages[call.params[self.token(call)]]
        elif call.operation.name == "StartInstanceRefresh":
            reply = self.started_refresh(call)
        elif call.operation.name == "DescribeInstanceRefreshes":
            reply = self.described_refreshes(call)
        elif found := next(filter(None, (answered(one, call) for one in self.told)), None):
            reply = found
        elif missing := MISSING.get((call.service, call.operation.name)):
            return call.error(*missing)
        else:
            reply = self.deployed(call, self.filtered(call, self.forward(call)))
        status, headers, body = reply
        shape = call.operation.output_shape
        if shape and status < 300:
            parsed = create_parser(call.protocol).parse({"status_code": status, "headers": dict(headers), "body": body}, shape)
            parsed.pop("ResponseMetadata", None)
            faults = [] if call.operation.name in UNCHECKED_REPLIES else faults_of(shape, parsed)
            if faults:
                return self.fault(call, "reply", faults)
            return self.first_page(call, reply)
        return reply

    def started_refresh(self, call):
        """It has succeeded as soon as anyone looks."""
        refresh = str(uuid4())
        now = datetime.now(timezone.utc)
        told = {"Status": "Successful", "PercentageComplete": 100, "StartTime": now, "EndTime": now}
        group = call.params["AutoScalingGroupName"]
        self.refreshes.append({"InstanceRefreshId": refresh, "AutoScalingGroupName": group, **told})
        return self.serialized(call, {"InstanceRefreshId": refresh})

    def described_refreshes(self, call):
        """moto has no instance refreshes."""
        group = call.params["AutoScalingGroupName"]
        found = [one for one in self.refreshes if one["AutoScalingGroupName"] == group]
        return self.serialized(call, {"InstanceRefreshes": found})

    def serialized(self, call, answer):
        operation = get_service_model(call.service).operation_model(call.operation.name)
        reply = SERIALIZERS[call.protocol](operation).serialize(answer)
        body = reply["body"]
        return reply["status_code"], list(reply["headers"].items()), body if isinstance(body, bytes) else body.encode()

    def fault(self, call, side, faults):
        text = f"{call.name}: the {side} is not valid: " + "; ".join(faults)
        self.faults.append(text)
        print(text, file=sys.stderr)
        return call.error(400, "InvalidByModel", text.replace("<", "(").replace(">", ")").replace("&", "+"))

    def rule(self, operation):
        for rule in self.rules:
            if rule["operation"] != operation:
                continue
            if rule.get("after", 0) > 0:
                rule["after"] -= 1
            elif rule.get("times", 1) != 0:
                rule["times"] = rule.get("times", 1) - 1
                return rule
        return None

    def token(self, call):
        paged = paginator(call)
        return paged["input_token"] if paged else None

    def forward(self, call):
        answered = {}

        def start(status, headers, _info=None):
            answered.update(status=int(status.split()[0]), headers=headers)

        body = b"".join(self.moto(call.environ, start))
        return answered["status"], answered["headers"], body

    def filtered(self, call, reply):
        """moto ignores the expression, and the prefix of log streams."""
        status, headers, body = reply
        if status >= 300:
            return reply
        if call.operation.name == "FilterLogEvents" and (prefix := call.params.get("logStreamNamePrefix")):
            answer = json.loads(body)
            answer["events"] = [one for one in answer["events"] if one["logStreamName"].startswith(prefix)]
            return status, headers, json.dumps(answer).encode()
        expression = call.params.get("filter")
        if call.operation.name != "ListContainerInstances" or not expression:
            return reply
        answer = json.loads(body)
        answer["containerInstanceArns"] = [
            arn for arn in answer["containerInstanceArns"] if satisfies(self.instance(arn), expression)
        ]
        return status, headers, json.dumps(answer).encode()

    def deployed(self, call, reply):
        """moto forgets how a service deploys; ECS always says it (API reference, DeploymentConfiguration: 100 and 200)."""
        status, headers, body = reply
        if call.operation.name not in ("CreateService", "UpdateService", "DescribeServices") or status >= 300:
            return reply
        answer = json.loads(body)
        for service in [answer["service"]] if "service" in answer else answer["services"]:
            told = call.params.get("deploymentConfiguration") or {}
            usual = {"minimumHealthyPercent": 100, "maximumPercent": 200}
            known = self.deployments.setdefault(service["serviceArn"], usual)
            if "service" in answer:
                known = self.deployments[service["serviceArn"]] = {**known, **told}
            service["deploymentConfiguration"] = known
        return status, headers, json.dumps(answer).encode()

    def instance(self, arn):
        """What a query asks of it."""
        region, account, path = arn.split(":")[3:6]
        _, cluster, name = path.split("/")
        backend = ecs_backends[account][region]
        one = backend.container_instances[cluster][name]
        tasks = [task for task in backend.tasks[cluster].values() if task.container_instance_arn == arn]
        return {
            "attributes": {attribute: value or "" for attribute, value in one.attributes.items()},
            "groups": [task.group for task in tasks if task.group and task.last_status != "STOPPED"],
            "fields": {
                "agentConnected": str(one.agent_connected).lower(),
                "agentVersion": one.version_info["agentVersion"],
                "ec2InstanceId": one.ec2_instance_id,
                "runningTasksCount": str(one.running_tasks_count),
            },
        }

    def first_page(self, call, reply):
        """The first page is empty, as pages of AWS may be; each next one has its token in the one before."""
        paged = paginator(call)
        if not paged:
            return reply
        status, headers, body = reply
        bodies = self.split(call, paged, body)
        series = next(self.series)
        for position, text in enumerate(bodies):
            token = f"page-{series}-{position + 1}"
            bodies[position] = text.replace(b"@TOKEN@", token.encode())
            if position > 0:
                self.pages[f"page-{series}-{position}"] = status, headers, bodies[position]
        return status, headers, bodies[0]

    def split(self, call, paged, body):
        shape = call.operation.output_shape
        key, token = (serialized(shape, paged[name]) for name in ("result_key", "output_token"))
        if call.protocol in ("ec2", "query"):
            root = xml.fromstring(body)
            space = re.match(r"\{.*\}", root.tag)
            found = root.find(f".//{space[0] if space else ''}{key}")
            items = [] if found is None else list(found)
        else:
            root = json.loads(body)
            items = root.get(key) or []
        if len(items) <= self.size:
            return [body]
        chunks = [[], *(items[start : start + self.size] for start in range(0, len(items), self.size))]
        return [self.page(root, key, token, chunk, chunk is chunks[-1]) for chunk in chunks]

    def page(self, root, key, token, chunk, is_last):
        if isinstance(root, dict):
            return json.dumps({**root, key: chunk, **({} if is_last else {token: "@TOKEN@"})}).encode()
        root = copy.deepcopy(root)
        space = (re.match(r"\{.*\}", root.tag) or [""])[0]
        parent = next(one for one in root.iter() if one.find(f"{space}{key}") is not None)
        found = parent.find(f"{space}{key}")
        found[:] = chunk
        for old in parent.findall(f"{space}{token}"):
            parent.remove(old)
        if not is_last:
            xml.SubElement(parent, f"{space}{token}").text = "@TOKEN@"
        if space:
            xml.register_namespace("", space[1:-1])
        return xml.tostring(root)

    def control(self, what, environ):
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        told = json.loads(body or "{}")
        answer = {}
        if what == "pages":
            self.size = told["size"]
        elif what == "rules":
            self.rules.append(told)
        elif what == "tasks":
            self.set_task(**told)
        elif what == "hosts":
            self.set_host(**told)
        elif what == "dates":
            self.set_date(**told)
        elif what == "refreshes":
            dates = {key: datetime.fromisoformat(told[key]) for key in ("StartTime", "EndTime") if key in told}
            self.refreshes.append({**told, **dates})
        elif own := next((one for one in self.told if what in one.TOLD), None):
            own.tell(what, told)
        elif what == "calls":
            answer = {"calls": self.calls, "faults": self.faults}
        else:
            return 404, [], b"unknown"
        return 200, [("Content-Type", "application/json")], json.dumps(answer).encode()

    def set_task(self, task, **values):
        _, _, _, _, account, _ = task.split(":", 5)
        region = task.split(":")[3]
        for tasks in ecs_backends[account][region].tasks.values():
            for one in tasks.values():
                if one.task_arn == task:
                    for key, value in values.items():
                        setattr(one, xform_name(key), value)

    def set_host(self, host, **values):
        region, account, path = host.split(":")[3:6]
        _, cluster, name = path.split("/")
        for key, value in values.items():
            setattr(ecs_backends[account][region].container_instances[cluster][name], xform_name(key), value)

    def set_date(self, id, date, image=None, region="eu-central-1"):
        for account in list(ec2_backends):
            backend = ec2_backends[account][region]
            if id in backend.amis or any(id == one.id for held in backend.reservations.values() for one in held.instances):
                self.set_date_of(backend, id, date, image)

    def set_date_of(self, backend, id, date, image):
        if id.startswith("ami-"):
            backend.amis[id].creation_date = datetime.fromisoformat(date)
        else:
            instance = backend.get_instance(id)
            instance.launch_time = datetime.fromisoformat(date)
            instance.image_id = image or instance.image_id


if __name__ == "__main__":
    run_simple("127.0.0.1", int(sys.argv[1]), Emulator(), threaded=True)
