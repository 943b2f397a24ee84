import { createHash, createHmac, generateKeyPairSync, randomBytes, randomUUID } from "node:crypto";
import fc from "fast-check";
import { isSecretName, plainSecret, secretsInText } from "./index.ts";
import { secretWithin } from "./values.ts";

// What is secret here is so by construction: made by the generators that make secrets, or named as programs name them.

const runs = { numRuns: 2000 };

const prefixes = fc.constantFrom("", "DB_", "MYSQL_", "APP_", "SMTP_", "PG", "S3_", "MY_SERVICE_");
const suffixes = fc.constantFrom("", "_2", "_PROD", "_PRIMARY");
const secretWords = fc.constantFrom(
  ..."PASSWORD PASSWD SECRET TOKEN API_KEY APIKEY ACCESS_KEY SECRET_KEY PRIVATE_KEY CREDENTIALS PASSPHRASE CONNECTION_STRING".split(
    " ",
  ),
);
const short = fc.constantFrom(
  ..."PASS PWD PW PAT AUTH_TOKEN SIGNING_KEY ENCRYPTION_KEY ACCESS_KEY_ID".split(" "),
);

type Spelling = (name: string) => string;
const words = (name: string) => name.toLowerCase().split("_").filter(Boolean);
const camel: Spelling = (name) =>
  words(name)
    .map((word, index) => (index === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1)))
    .join("");
const spellings = fc.constantFrom<Spelling>(
  (name) => name,
  (name) => name.toLowerCase(),
  (name) => words(name).join("-"),
  (name) => words(name).join("."),
  camel,
);

it("knows names of secrets in every spelling", () => {
  fc.assert(
    fc.property(prefixes, secretWords, suffixes, spellings, (before, word, behind, spell) => {
      fc.pre(before !== "PG" || word.startsWith("PASSW"));
      expect(isSecretName(spell(`${before}${word}${behind}`))).toBe(true);
    }),
    runs,
  );
  fc.assert(
    fc.property(prefixes, short, spellings, (before, word, spell) => {
      fc.pre(before !== "PG" && `${before}${word}` !== "PWD");
      expect(isSecretName(spell(`${before}${word}`))).toBe(true);
    }),
    runs,
  );
  const known =
    "PGPASSWORD MYSQL_PWD AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN GITHUB_PAT DBPASS ECS_ENGINE_AUTH_DATA";
  for (const name of known.split(" ")) expect([name, isSecretName(name)]).toEqual([name, true]);
});

it("takes no name for a secret's that says what is known of one, how long it is, or where it stands", () => {
  const aspects = fc.constantFrom(
    ..."FILE PATH ARN NAME ID TTL MIN_LENGTH MAX_AGE ROTATION_DAYS URL ENDPOINT POLICY ENABLED HEADER ISSUER PROVIDER".split(
      " ",
    ),
  );
  fc.assert(
    fc.property(
      prefixes,
      secretWords.filter((word) => word !== "ACCESS_KEY"),
      aspects,
      spellings,
      (before, word, aspect, spell) => expect(isSecretName(spell(`${before}${word}_${aspect}`))).toBe(false),
    ),
    runs,
  );
  const others =
    "TRACK_COMPASS COMPASS_URL TOKENIZERS_PARALLELISM POSTGRES_PASSWORD_FILE DB_SECRET_ARN MAX_TOKENS MAX_TOKEN SECRET_NAME " +
    "PASSWORD_MIN_LENGTH TOKEN_TTL PWD OLDPWD PASS_THROUGH BYPASS_CACHE PRIMARY_KEY PARTITION_KEY KMS_KEY_ID SECRETARY PATH " +
    "PASSENGER_APP_ENV KEYBOARD SPAT PATTERN AUTHOR CREDITS TOKENIZER SSH_KEY_NAME PUBLIC_KEY PASSWORDLESS_LOGIN USER_PATH";
  for (const name of others.split(" ")) expect([name, isSecretName(name)]).toEqual([name, false]);
});

const name = fc.constantFrom("SETTING", "VALUE", "APP_CONFIG", "URL", "LICENCE");
const bytes = (least: number, most: number) =>
  fc.integer({ min: least, max: most }).map((length) => randomBytes(length));
const alphabet = (letters: string, length: number) =>
  fc.string({ unit: fc.constantFrom(...letters), minLength: length, maxLength: length });
const base62 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const url = fc
  .tuple(
    fc.constantFrom("postgres", "mysql", "redis", "amqp", "mongodb+srv", "https"),
    fc.constantFrom("app", "", "root"),
    fc
      .stringMatching(/^[A-Za-z0-9!._~%-]{3,20}$/)
      .filter((word) => !/^(?:%[a-z_]\w*%|%[sd]|x{3,}|\.{3}.*)$/i.test(word)),
  )
  .map(([scheme, user, password]) => `${scheme}://${user}:${password}@db.example.com:5432/shop`);
const pem = generateKeyPairSync("ec", {
  namedCurve: "P-256",
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
});
const jwt = fc.record({ sub: fc.uuid(), exp: fc.nat() }).map((claims) => {
  const body = [{ alg: "HS256", typ: "JWT" }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".");
  return `${body}.${createHmac("sha256", "x").update(body).digest("base64url")}`;
});

const secretValues = fc.oneof(
  bytes(36, 64).map((random) => random.toString("base64")),
  bytes(36, 64).map((random) => random.toString("base64url")),
  url,
  jwt,
  fc.constant(pem.privateKey),
  fc.constant(Buffer.from(pem.privateKey).toString("base64")),
  alphabet(upper, 16).map((rest) => `AKIA${rest}`),
  alphabet(upper, 16).map((rest) => `ASIA${rest}`),
  bytes(30, 30).map((random) => random.toString("base64")),
  alphabet(base62, 36).map((rest) => `ghp_${rest}`),
  alphabet(base62, 24).map((rest) => `xoxb-123456789012-${rest}`),
  alphabet(base62, 24).map((rest) => `sk_live_${rest}`),
  alphabet(base62, 20).map((rest) => `glpat-${rest}`),
  fc
    .stringMatching(/^[A-Za-z0-9!]{4,16}$/)
    .map((word) => `Server=db;Database=shop;User Id=sa;Password=${word}x;Encrypt=True`),
  fc
    .stringMatching(/^[A-Za-z0-9!]{4,16}$/)
    .map((word) => `host=db user=app password=${word}x sslmode=require`),
  fc
    .stringMatching(/^[A-Za-z0-9]{6,16}$/)
    .map((word) => `Authorization: Basic ${Buffer.from(`u:${word}`).toString("base64")}`),
);

it("finds secrets by their values, whatever they are called", () =>
  fc.assert(
    fc.property(name, secretValues, (called, value) => {
      const found = plainSecret(called, value);
      expect(found).toMatch(/^(holds|sounds)/);
      expect(found).not.toContain(value);
    }),
    { numRuns: 4000 },
  ));

it("finds nearly all values that are random and short", () => {
  const missed = Array.from({ length: 4000 }, () => randomBytes(24).toString("base64url")).filter(
    (value) => plainSecret("SETTING", value) === undefined,
  );
  expect(missed.length).toBeLessThan(40);
});

const plainWords = fc.array(
  fc.constantFrom("shop", "Web", "Compass", "prod", "Token", "bucket", "2", "Cluster"),
  {
    minLength: 1,
    maxLength: 6,
  },
);
const harmless = fc.oneof(
  plainWords.map((parts) => parts.join("-")),
  plainWords.map((parts) => parts.join("")),
  plainWords.map((parts) => Buffer.from(`${parts.join(" ")} in words`).toString("base64")),
  plainWords.map((parts) => `/var/${parts.join("/")}/secret.txt`),
  plainWords.map((parts) => `https://${parts.join(".")}.example.com:8443/login?next=/a@b`),
  fc.uuid(),
  bytes(20, 20).map((random) => createHash("sha1").update(random).digest("hex")),
  bytes(20, 20).map((random) => `sha256:${createHash("sha256").update(random).digest("hex")}`),
  bytes(20, 20).map((random) => `sha256-${createHash("sha256").update(random).digest("base64")}`),
  alphabet("0123456789abcdef", 17).map((rest) => `subnet-${rest}`),
  plainWords.map(
    (parts) => `arn:aws:secretsmanager:eu-central-1:123456789012:secret:${parts.join("/")}-AbC12d`,
  ),
  plainWords.map((parts) => `123456789012.dkr.ecr.eu-central-1.amazonaws.com/${parts.join("/")}:1.2.3`),
  fc.constantFrom(
    "true",
    "",
    "30",
    "eu-central-1_AbCdEf123",
    "E2QWRUHAPOMQZL",
    "1h57kf5cpq17m0eml12",
    "v1.2.3-rc.1",
  ),
  plainWords.map((parts) => `postgres://\${DB_USER}:\${DB_PASSWORD}@${parts.join("-")}/shop`),
  plainWords.map((parts) => `Server=${parts.join("-")};Password=\${PASSWORD};`),
);

it("finds none in what only looks like one", () => {
  fc.assert(
    fc.property(name, harmless, (called, value) => {
      expect([value, plainSecret(called, value)]).toEqual([value, undefined]);
    }),
    { numRuns: 4000 },
  );
  const about = fc.constantFrom(
    "/run/secrets/db",
    "arn:aws:ssm:eu-central-1:123456789012:parameter/db",
    "${DB_PASSWORD}",
    "true",
    "",
  );
  fc.assert(
    fc.property(prefixes, secretWords, about, (before, word, value) =>
      expect(plainSecret(`${before}${word}`, value)).toBeUndefined(),
    ),
    runs,
  );
});

const lines = fc.constantFrom<(key: string, value: string) => string>(
  (key, value) => `export ${key}=${value}`,
  (key, value) => `${key}="${value}" ./start`,
  (key, value) => `docker run -e ${key}='${value}' web`,
  (key, value) => `[Environment]::SetEnvironmentVariable("${key}", "${value}", "Machine")`,
  (key, value) => `$env:${key} = '${value}'`,
  (key, value) => `$${key} = "${value}"`,
  (key, value) => `./server --${key.toLowerCase().replaceAll("_", "-")} ${value} --port 80`,
  (key, value) => `./server --${key.toLowerCase().replaceAll("_", "-")}=${value}`,
  (key, value) => `java -D${key.toLowerCase().replaceAll("_", ".")}=${value} -jar app.jar`,
  (key, value) => `      ${key}: ${value}`,
  (key, value) => `{"${key}": "${value}"}`,
  (key, value) => `cat > /etc/app.env <<'EOF'\n${key}=${value}\nEOF`,
);
const password = fc
  .stringMatching(/^[a-z][A-Za-z0-9!]{5,14}$/)
  .filter((word) => !/^(?:x+|default|required|optional|enabled|disabled)$/i.test(word));
const key = fc.constantFrom("DB_PASSWORD", "API_KEY", "AUTH_TOKEN", "CLIENT_SECRET", "MYSQL_PWD");

it("finds none in certificates and public keys, and those that stand beside them", () => {
  const line = fc.base64String({ minLength: 64, maxLength: 64 });
  const bodies = fc.array(line, { minLength: 10, maxLength: 30 });
  fc.assert(
    fc.property(
      fc.array(bodies, { minLength: 1, maxLength: 3 }),
      fc.constantFrom("CERTIFICATE", "PUBLIC KEY"),
      (all, kind) => {
        const pem = all
          .map((lines) => [`-----BEGIN ${kind}-----`, ...lines, `-----END ${kind}-----`, ""].join("\n"))
          .join("");
        for (const text of [pem, `CERTIFICATES:\n${pem}`]) {
          expect(plainSecret("DATABASE_CERTIFICATES", text)).toBeUndefined();
          expect(secretsInText(text)).toEqual([]);
        }
        expect(plainSecret("TRUST", `${pem}${"gh" + "p_"}${"aB3".repeat(12)}`)).toBe("holds a token");
        expect(plainSecret("TRUST", pem.replaceAll(kind, "RSA PRIVATE KEY"))).toBe("holds a private key");
      },
    ),
  );
});

it("finds secrets that a script sets or passes on, and never shows them", () =>
  fc.assert(
    fc.property(lines, key, password, (line, called, value) => {
      const found = secretsInText(`#!/bin/bash\nset -e\n${line(called, value)}\necho done\n`);
      expect(found).not.toEqual([]);
      expect(found.join()).not.toContain(value);
    }),
    runs,
  ));

it("finds none where a script reads them from elsewhere", () => {
  const sources = fc.constantFrom(
    "$(aws secretsmanager get-secret-value --secret-id db --query SecretString --output text)",
    "$DB",
    "${DB_PASSWORD}",
    "`cat /run/secrets/db`",
    "/run/secrets/db",
    "arn:aws:secretsmanager:eu-central-1:123456789012:secret:db-AbCdEf",
  );
  fc.assert(
    fc.property(fc.constantFrom(0, 1, 2), key, sources, (at, called, source) => {
      const line =
        [`export ${called}=${source}`, `${called}="${source}" ./start`, `./start --${called} "${source}"`][
          at
        ] ?? "";
      expect(secretsInText(`#!/bin/bash\n# ${called}=never-here\n${line}\n`)).toEqual([]);
    }),
    runs,
  );
  const harmlessLines = `
TOKEN=$(curl -X PUT -H "X-aws-ec2-metadata-token-ttl-seconds: 21600" http://169.254.169.254/latest/api/token)
curl -H "X-aws-ec2-metadata-token: $TOKEN" http://169.254.169.254/latest/meta-data/
docker login --username AWS --password-stdin 123456789012.dkr.ecr.eu-central-1.amazonaws.com
docker build --secret id=npm,src=.npmrc --build-arg VERSION=1.2.3 .
mysql --port 3306 -u root -p"$MYSQL_PWD" -e 'select 1'
aws ssm get-parameter --name /app/db/password --with-decryption
$token = Invoke-RestMethod -Method Put -Uri "http://169.254.169.254/latest/api/token"
$env:DB_PASSWORD = Get-Content C:\\secrets\\db.txt
$Password = (Get-SECSecretValue -SecretId $SecretId).SecretString | ConvertTo-SecureString -AsPlainText -Force
`;
  expect(secretsInText(harmlessLines)).toEqual([]);
  expect(plainSecret("ID", randomUUID())).toBeUndefined();
});

it.each([
  "curl -u admin:hunter2x https://example.com",
  "mysql -uroot -phunter2x shop",
  "sshpass -p hunter2x ssh host",
  "docker login -u me -p hunter2x registry.example.com",
  "ConvertTo-SecureString 'hunter2x' -AsPlainText -Force",
  'echo "admin:hunter2x" | chpasswd',
  "net use Z: \\\\fs\\share /user:corp\\me hunter2x",
])("finds a password that is passed on by %s", (line) =>
  expect(secretsInText(line)).toEqual(["a password is passed on"]),
);

it.each([
  ["DSN", "admin:hunter2secret@tcp(db:3306)/app"],
  ["AUTH_HEADER", "Basic YWRtaW46aHVudGVyMg=="],
  ["CLIENTSECRET", "hunter2"],
  ["MY_PSWD", "hunter2"],
  ["REDISCLI_AUTH", "hunter2"],
])("finds the secret in %s", (name, value) => {
  expect(plainSecret(name, value)).toBeDefined();
});

it.each([
  ["JWT_PUBLIC_KEY", "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA\n-----END PUBLIC KEY-----"],
  ["VAPID_PUBLIC_KEY", "BEl62iUYgUivxIkv69yViEuiBIa"],
  ["RECAPTCHA_SITE_KEY", "6LeIxAcTAAAAAJcZVRqyHh71UMIEGNQ_MXjiZKhI"],
  ["USE_SSM_SECRETS", "1"],
])("takes %s for what everyone may read", (name, value) => {
  expect(plainSecret(name, value)).toBeUndefined();
});

it.each([
  "const password = now?.login.password;",
  "let pwd = await newPassword(secret);",
  'if (username === "" || password === "") return;',
  "const password = () => String(read()).trim();",
  "when(password => use(password));",
  'run("ALTER LOGIN " + name + " WITH PASSWORD = " + quoted(password) + ";");',
])("takes no program that handles a password for a secret: %s", (code) =>
  expect(secretWithin(code)).toBeUndefined(),
);

it.each(['const password = "correct-horse-battery";', "Server=db;Password=correct-horse;", "PWD = hunter22"])(
  "still finds the secret in %s",
  (text) => expect(secretWithin(text)).toBe("a connection string with a password"),
);
