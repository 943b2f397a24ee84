"""Answers for calls that moto lacks, in the service's own protocol."""

from datetime import datetime

from moto.core.serialize import SERIALIZERS
from moto.core.utils import get_service_model


class Refused(Exception):
    def __init__(self, code, message):
        super().__init__(message)
        self.code, self.message = code, message


def answered(handlers, call):
    """@param handlers Has a method for each call: `ecs_ExecuteCommand`. @returns None for a call that moto answers."""
    handler = getattr(handlers, f"{call.service}_{call.operation.name}", None)
    if handler is None:
        return None
    try:
        result = handler(call, **call.params)
    except Refused as refused:
        return call.error(400, refused.code, refused.message)
    if result is None:
        return None
    operation = get_service_model(call.service).operation_model(call.operation.name)
    reply = SERIALIZERS[call.protocol](operation).serialize(result)
    body = reply["body"]
    return reply["status_code"], list(reply["headers"].items()), body if isinstance(body, bytes) else body.encode()


def timed(told):
    """Times as tests write them."""
    return {
        key: datetime.fromisoformat(value.replace("Z", "+00:00")) if key.endswith(("Date", "Time", "edAt")) else value
        for key, value in told.items()
    }
