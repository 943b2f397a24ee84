"""
The cluster query language, evaluated as AWS documents it (ECS developer guide, "Cluster query language", read 2026-11-26):
moto ignores the filter of ListContainerInstances. Written apart from packages/placement, which is tested against it.
"""

import re
from datetime import datetime, timezone

SYMBOLS = {
    "equals": "==", "not_equals": "!=", "greater_than": ">", "greater_than_equal": ">=", "less_than": "<",
    "less_than_equal": "<=", "not_exists": "!exists", "not_in": "!in", "matches": "=~", "not_matches": "!~",
}
TOKEN = re.compile(r"""\s*(?:(==|!=|>=|<=|=~|!~|>|<|!(?:in|exists)\b|\(|\)|\[|\]|,|&&|\|\||!)|'([^']*)'|"([^"]*)"|([^\s()\[\],'"&|<>=!~]+))""")
# A pattern goes on to the next blank, or to the parenthesis that closes a group around it.
PATTERN = re.compile(r"""\s*(?:'([^']*)'|"([^"]*)"|(\S+))""")


class Reader:
    def __init__(self, text):
        self.text, self.at = text, 0

    def peek(self):
        found = TOKEN.match(self.text, self.at)
        if not found:
            return None, self.at
        return next(group for group in found.groups() if group is not None), found.end()

    def take(self, *words):
        word, end = self.peek()
        if words and word not in words:
            return None
        self.at = end
        return word

    def pattern(self):
        found = PATTERN.match(self.text, self.at)
        self.at = found.end()
        if found[3] is None:
            return found[1] if found[1] is not None else found[2]
        pattern = found[3]
        while pattern.endswith(")") and pattern.count(")") > pattern.count("("):
            pattern = pattern[:-1]
            self.at -= 1
        return pattern


def satisfies(instance, text):
    return either(Reader(text), instance)


def either(reader, instance):
    value = both(reader, instance)
    while reader.take("or", "||"):
        other = both(reader, instance)
        value = value or other
    return value


def both(reader, instance):
    value = single(reader, instance)
    while reader.take("and", "&&"):
        other = single(reader, instance)
        value = value and other
    return value


def single(reader, instance):
    if reader.take("not", "!"):
        return not single(reader, instance)
    if reader.take("("):
        value = either(reader, instance)
        reader.take(")")
        return value
    subject = re.sub("^instance:", "", reader.take())
    operator = reader.take()
    operator = SYMBOLS.get(operator, operator)
    if operator.endswith("exists"):
        wanted = []
    elif operator.endswith("in"):
        reader.take("[")
        wanted = [reader.take()]
        while reader.take(","):
            wanted.append(reader.take())
        reader.take("]")
    else:
        wanted = [reader.pattern() if operator.endswith("~") else reader.take()]
    if subject == "task:group":
        return any(holds(group, operator, wanted, str) for group in instance["groups"])
    if subject.startswith("attribute:"):
        return holds(instance["attributes"].get(subject[10:]), operator, wanted, number)
    return holds(instance["fields"][subject], operator, wanted, KEYS.get(subject, str))


def holds(value, operator, wanted, key):
    if operator.startswith("!"):
        opposite = {"!=": "==", "!~": "=~"}.get(operator, operator[1:])
        return not holds(value, opposite, wanted, key)
    if value is None:
        return False
    if operator == "exists":
        return True
    if operator == "in":
        return value in wanted
    if operator == "=~":
        return re.fullmatch(wanted[0], value) is not None
    left, right = comparable(key, value, wanted[0])
    return {"==": left == right, ">": left > right, ">=": left >= right, "<": left < right, "<=": left <= right}[operator]


def comparable(key, *values):
    try:
        return [key(value) for value in values]
    except ValueError:
        return list(values)


def number(text):
    return float(text)


def version(text):
    return [int(part) for part in text.split(".")]


def moment(text):
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=timezone.utc)


KEYS = {"runningTasksCount": number, "agentVersion": version, "registeredAt": moment}
