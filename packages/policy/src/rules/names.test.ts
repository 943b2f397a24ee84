import { aws } from "@ballast/aws";
import { broken } from "../testing/breaking.ts";
import { itShowsEachRule } from "../testing/examples.ts";
import { madeUp } from "../testing/resources.ts";
import { nameRules } from "./names.ts";

const good = () => [madeUp(aws.role, "web"), madeUp(aws.loadBalancer, "web", { name: "web-1" })];
const longest = "a".repeat(64);

// Lengths and characters of each type: naming.test.ts of packages/aws.
const failing = [
  [{ name: `${longest}a` }, "has a name of 65 characters; AWS allows 64"],
  [{ name: undefined, namePrefix: longest }, "has a name of 90 characters, 26 of them appended"],
  [{ name: "web role" }, "has a name that AWS rejects; use letters, digits and _ + = , . @ -"],
] as const;

itShowsEachRule(nameRules, good, [
  ...failing.map(([inputs, message]): [string, ReturnType<typeof broken>, string] => [
    "aws-name",
    broken(aws.role, inputs),
    message,
  ]),
  [
    "aws-name",
    broken(aws.loadBalancer, { name: "internal-web" }),
    "has a name that AWS rejects; use letters, digits and hyphens between them, not starting",
  ],
  [
    "aws-name",
    broken(aws.role, (role) => void (role.name = longest)),
    "has a name of 72 characters, 8 of them appended to make it unique; AWS allows 64",
  ],
]);
