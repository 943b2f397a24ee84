import { parseQuery, verdictOf, type QueriedInstance } from "../index.ts";

const instance: QueriedInstance = {
  ec2InstanceId: "i-abcd1234",
  agentConnected: true,
  agentVersion: "1.106.1",
  registeredAt: new Date("2026-08-01T12:00:00Z"),
  runningTasksCount: 2,
  attributes: { "ecs.instance-type": "g2.2xlarge", "ecs.availability-zone": "us-east-1a", rack: "10" },
  taskGroups: ["service:production", "database"],
};

it.each([
  ["attribute:ecs.instance-type == g2.2xlarge", true],
  ["attribute:ecs.instance-type =~ g2.*", true],
  ["attribute:ecs.instance-type =~ g2*", false],
  ["attribute:ecs.instance-type =~ g2", false],
  ["attribute:ecs.instance-type !~ p2.*", true],
  ["attribute:ecs.instance-type =~ (g2|p2).*", true],
  ["attribute:ecs.availability-zone in [us-east-1a, us-east-1b]", true],
  ["attribute:ecs.availability-zone !in [us-east-1a, us-east-1b]", false],
  ["attribute:ecs.instance-type =~ g2.* and attribute:ecs.availability-zone != us-east-1d", true],
  ["attribute:rack > 9", true],
  ["attribute:rack <= 9", false],
  ["attribute:color == blue", false],
  ["attribute:color != blue", true],
  ["attribute:color > 1", false],
  ["attribute:color exists", false],
  ["attribute:color !exists", true],
  ["attribute:rack exists and not(attribute:rack == 11)", true],
  ["attribute:rack !exists", false],
  ["task:group == service:production", true],
  ["not(task:group == database)", false],
  ["task:group =~ service:.*", true],
  ["runningTasksCount == 2", true],
  ["runningTasksCount < 2 or runningTasksCount >= 2", true],
  ["agentVersion < 1.14.5", false],
  ["agentVersion >= 1.106.1", true],
  ["registeredAt < 2026-08-02", true],
  ["registeredAt > 2026-08-01T12:00:00", false],
  ["registeredAt == 2026-08-01T14:00:00+02:00", true],
  ["ec2InstanceId in ['i-abcd1234', 'i-wxyx7890']", true],
  ["agentConnected == true", true],
])("%s: %s", (text, expected) => {
  expect(verdictOf(instance, parseQuery(text).query)).toBe(expected);
});

it("knows most of Java's regular expressions, and says which not", () => {
  expect(verdictOf(instance, parseQuery("attribute:ecs.instance-type =~ (?i)G2.*").query)).toBe(true);
  expect(verdictOf(instance, parseQuery("attribute:rack =~ 1*+").query)).toEqual({
    unknown: ["a possessive quantifier in the pattern 1*+ is not simulated"],
  });
});
