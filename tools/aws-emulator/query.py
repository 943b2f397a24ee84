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
QUOTED = re.compile(r"""\s*(?:'([^']*)'|"([^"]*)")""")
# What Java and Python mean alike for values of attributes; others are not answered, because Python's re is not Java's.
SHARED = re.compile(r"(?:[\w.:/-]|\\\.|[(|)]|[*+?](?![*+?])|\[\^?[\w.]+\])*")


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
        found = QUOTED.match(self.text, self.at)
        if found:
            self.at = found.end()
            pattern = found[1] if found[1] is not None else found[2]
        else:
            pattern = self.unquoted()
        if not SHARED.fullmatch(pattern):
            raise ValueError(f"{pattern!r} may mean something else in Java than in Python, so no answer is given.")
        return pattern

    def unquoted(self):
        """Up to a blank, to a parenthesis that the pattern does not open, or to && or || outside of its parentheses."""
        while self.text[self.at].isspace():
            self.at += 1
        start, open_groups, in_class = self.at, 0, False
        while self.at < len(self.text):
            here = self.text[self.at]
            if here.isspace() or here in "'\"":
                break
            if here == "\\":
                self.at += 2
                continue
            if in_class:
                in_class = here != "]"
            elif here == "[":
                in_class = True
            elif here == "(":
                open_groups += 1
            elif here == ")":
                if open_groups == 0:
                    break
                open_groups -= 1
            elif open_groups == 0 and self.text[self.at : self.at + 2] in ("&&", "||"):
                break
            self.at += 1
        return self.text[start : self.at]


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
        # String equality, as the guide has it; order by numbers where both are.
        kind = str if operator in ("==", "!=") else number
        return holds(instance["attributes"].get(subject[10:]), operator, wanted, kind)
    return holds(instance["fields"][subject], operator, wanted, KEYS.get(subject, str))


def holds(value, operator, wanted, key):
    if operator == "!=" and value is None:
        return False  # As seen in ECS (aws/containers-roadmap, issue 486).
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
    if not re.fullmatch(r"-?\d+(\.\d+)?", text):
        raise ValueError(text)
    return float(text)


def version(text):
    return [int(part) for part in text.split(".")]


def moment(text):
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=timezone.utc)


KEYS = {"runningTasksCount": number, "agentVersion": version, "registeredAt": moment}
