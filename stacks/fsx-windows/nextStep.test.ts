import { record } from "@ballast/testing";
import { siteLookups, standInSite } from "@ballast/recording/cloud";
import fc from "fast-check";
import run from "../index.ts";
import { isHarmlessNote, paste, type Pasted } from "../testing/pasted.ts";

// The text of the output is given to bash as it stands. The stand-in of the AWS command line has the states that the API reference of
// AWS Directory Service lists for DescribeDirectoryDataAccess, and the errors of the calls that come too early.

const directoryId = "d-0123456789";
const good = {
  retention: "retain",
  network: {
    vpcId: "vpc-0123456789abcdef0",
    privateSubnetIds: { a: "subnet-0123456789abcdef0", b: "subnet-0123456789abcdef1" },
  },
  domain: { source: "existing", name: "corp.example.com", directoryId, dnsIps: ["10.0.0.10"] },
  files: { storageGiB: 32, throughputMBps: 32 },
  share: { mode: "native" },
  image: { repository: "registry.example.com/team/app-state" },
  instanceTypes: ["m5.large"],
  clients: { vpn: "10.8.0.0/16" },
};
const password = "Correct-horse-1";

async function nextStepOf(settings: object, secrets: Record<string, string> = {}): Promise<string> {
  const { result } = await record(run, {
    stack: "fsx-windows-dev",
    config: { "aws:region": "eu-central-1", "ballast:settings": JSON.stringify(settings), ...secrets },
    secretConfigKeys: Object.keys(secrets),
    lookups: siteLookups(standInSite("eu-central-1")),
  });
  const nextStep = result["nextStep"];
  return new Promise((resolve) => (nextStep as { apply(use: (text: string) => void): void }).apply(resolve));
}

type Access = "Disabled" | "Enabling" | "Enabled" | "Disabling" | "Failed";

interface Directory {
  access: Access;
  /** Looks at the status until a change is through. */
  changeTakes: number;
  /** Resets until the account is on every domain controller. */
  replicationTakes: number;
  accountExists: boolean;
}

/** A directory behind the command line; each file of $STATE is one fact of it. */
const awsOf = ({ access, changeTakes, replicationTakes, accountExists }: Directory): string => `
cd "$STATE"
test -e access || { echo ${access} > access; echo ${changeTakes} > left; echo ${replicationTakes} > behind; ${accountExists ? "echo 0 > behind; touch account" : ":"}; }
refuse() { echo "An error occurred ($1) when calling the operation" >&2; exit 254; }
test "$AWS_REGION" = eu-central-1 || [[ " $* " = *" --region eu-central-1 "* ]] || { echo "You must specify a region." >&2; exit 253; }
case "$1 $2" in
  "ds describe-directory-data-access")
    left=$(cat left)
    case "$(cat access)" in
      Enabling) test "$left" -gt 0 && echo $((left - 1)) > left || echo Enabled > access ;;
      Disabling) test "$left" -gt 0 && echo $((left - 1)) > left || echo Disabled > access ;;
    esac
    cat access ;;
  "ds enable-directory-data-access")
    case "$(cat access)" in
      Disabled | Failed) echo Enabling > access; echo ${changeTakes} > left ;;
      *) refuse DirectoryInDesiredStateException ;;
    esac ;;
  "ds-data describe-user") test "$(cat access)" = Enabled || refuse AccessDeniedException; test -e account || refuse ResourceNotFoundException ;;
  "ds-data create-user") test "$(cat access)" = Enabled || refuse AccessDeniedException; test -e account && refuse ConflictException; touch account ;;
  "ds reset-user-password")
    test "$3 $4 $5 $6 $7 $8" = "--directory-id ${directoryId} --user-name app-share --new-password file:///dev/stdin" || refuse ParamValidation
    # The command line keeps every byte of the file.
    given=$(cat /dev/stdin; echo .)
    test -e account || refuse UserDoesNotExistException
    behind=$(cat behind)
    test "$behind" -eq 0 || { echo $((behind - 1)) > behind; refuse UserDoesNotExistException; }
    printf 'reset: %s\n' "$given" ;;
  "secretsmanager get-secret-value") echo '{"username":"app-share","password":"${password}"}' ;;
  "ssm get-parameter") echo '${password}' ;;
  "ecr get-login-password") echo token ;;
  *) refuse "unknown command $*" ;;
esac`;

const ready: Directory = { access: "Enabled", changeTakes: 0, replicationTakes: 0, accountExists: false };
const pasteInto = (text: string, directory: Directory): Pasted =>
  paste(text, {
    aws: awsOf(directory),
    docker: `test "$1" != login || cat > /dev/null`,
    npx: `echo '${password}'`,
  });
const reset = `reset: ${password}.`;

describe("the next step, pasted as it stands", () => {
  it("creates the account with its password, whatever state the directory's data access is in", async () => {
    const text = await nextStepOf(good);
    const directories = fc.record({
      access: fc.constantFrom<Access>("Disabled", "Enabling", "Enabled", "Disabling", "Failed"),
      changeTakes: fc.integer({ min: 0, max: 5 }),
      replicationTakes: fc.integer({ min: 0, max: 5 }),
      accountExists: fc.boolean(),
    });
    fc.assert(
      fc.property(directories, (directory) => {
        const { started, output } = pasteInto(text, directory);
        expect(output.split("\n").filter((line) => line.startsWith("reset: "))).toEqual([reset]);
        expect(started.at(-1)).toBe("docker push registry.example.com/team/app-state:1.0.0");
      }),
      { numRuns: 25 },
    );
  });

  it("failed as it was before: enabling was not waited for", () => {
    const account = `--directory-id ${directoryId} --sam-account-name app-share`;
    const before = `export AWS_REGION=eu-central-1; aws ds enable-directory-data-access --directory-id ${directoryId}; aws ds-data create-user ${account}`;
    const { output } = pasteInto(before, { ...ready, access: "Disabled", changeTakes: 2 });
    expect(output).toContain("AccessDeniedException");
  });

  it("has no password among the arguments of a program, where other users of the machine see it", async () => {
    const { started } = pasteInto(await nextStepOf(good), ready);
    expect(started.filter((line) => line.includes(password))).toEqual([]);
  });

  it.each([
    ["the stack's configuration", { mode: "globalMapping" }, { "ballast:sharePassword": password }],
    ["a parameter", { mode: "globalMapping", passwordParameter: "/team/share-password" }, {}],
  ])("takes the password from %s", async (_, share, secrets) => {
    const text = await nextStepOf({ ...good, share }, secrets);
    expect(text).not.toContain(password);
    expect(pasteInto(text, ready).output).toContain(reset);
  });

  it("leaves no shell waiting that reads its notes as commands", async () => {
    const selfManaged = {
      source: "selfManaged",
      name: "corp.example.com",
      dnsIps: ["10.0.0.10"],
      joinSecretArn: "arn:aws:secretsmanager:eu-central-1:123456789012:secret:join-AbCdEf",
    };
    for (const settings of [good, { ...good, domain: selfManaged }]) {
      const notes = (await nextStepOf(settings)).split("\n").filter((line) => line.startsWith("#"));
      expect(notes.length).toBeGreaterThan(3);
      expect(notes.filter((line) => !isHarmlessNote(line))).toEqual([]);
    }
  });

  it("logs in to a registry of Amazon ECR by the command line of AWS", async () => {
    const repository = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/app-state";
    const { started } = pasteInto(await nextStepOf({ ...good, image: { repository } }), ready);
    // The two sides of a pipe start in no order.
    expect(new Set(started.slice(-4))).toEqual(
      new Set([
        `docker build --build-arg BASE=4.8.1-windowsservercore-ltsc2022 -t ${repository}:1.0.0 stacks/fsx-windows/app`,
        "aws ecr get-login-password --region eu-central-1",
        "docker login --username AWS --password-stdin 123456789012.dkr.ecr.eu-central-1.amazonaws.com",
        `docker push ${repository}:1.0.0`,
      ]),
    );
  });
});
