"""Rotations by a function, as Secrets Manager begins them: moto does so only with Docker."""

from handlers import Refused
from moto.secretsmanager.models import secretsmanager_backends


def secret_of(arn):
    region, account = arn.split(":")[3:5]
    return secretsmanager_backends[account][region].secrets[arn]


class Rotations:
    """
    Tests tell it, below /stand-in:
        rotations   {"secret": "<ARN>", "token": "…"}   a new version without a value, AWSPENDING
    """

    TOLD = ("rotations",)

    def tell(self, what, told):
        secret = secret_of(told["secret"])
        secret.remove_version_stages_from_old_versions(["AWSPENDING"])
        secret.versions[told["token"]] = {"createdate": 0, "version_id": told["token"], "version_stages": ["AWSPENDING"]}

    def secretsmanager_PutSecretValue(self, call, SecretId, ClientRequestToken=None, SecretString=None, **_):
        """A version's value never changes (API reference, PutSecretValue, ClientRequestToken); moto lets that of a rotation."""
        if not SecretId.startswith("arn:"):
            return
        value = secret_of(SecretId).versions.get(ClientRequestToken, {}).get("secret_string")
        if value not in (None, SecretString):
            raise Refused("ResourceExistsException", "A version with this token has another value.")
