/** Words that are a secret's by themselves. */
const secretWords = new Set(
  (
    "password passwords passwd passwds passphrase passphrases passcode pswd clientsecret secret secrets token credential credentials " +
    "apikey apikeys apitoken authtoken accesskey secretkey privatekey jwt htpasswd"
  ).split(" "),
);

/** Words that are one together. */
const secretPairs = new Set(
  (
    "api:key access:key secret:key private:key signing:key encryption:key master:key auth:key account:key storage:key shared:key " +
    "ssh:key service:key app:key application:key session:key hmac:key license:key licence:key deploy:key subscription:key " +
    "ingestion:key instrumentation:key admin:key function:key cipher:key crypto:key decryption:key signature:key webhook:key " +
    "connection:string conn:string conn:str connection:strings auth:data auth:tokens access:tokens api:tokens refresh:tokens " +
    "api:keys access:keys redis:auth basic:auth engine:auth npm:auth registry:auth docker:auth http:auth rediscli:auth"
  ).split(" "),
);

/** Behind a secret's word: of what the value is instead. */
const aspects = new Set(
  (
    "file files filename path paths dir directory folder location mount arn arns name names id ids ref reference manager store backend " +
    "provider type kind class mode format encoding algorithm alg policy rule rules length len size min max minimum maximum count " +
    "limit limits quota ttl age expiry expiration expire expires validity lifetime timeout duration interval period days hours minutes " +
    "seconds secs ms rotation reset resets retry retries attempts history enabled disabled enable disable required require allowed " +
    "url uri endpoint host hostname port server service address domain issuer audience realm scope scopes region version prefix suffix " +
    "header headers field fields param parameter parameters label pattern regex regexp strategy username user email login method " +
    "table bucket queue topic page form hint check validation validator strength complexity stdin parallelism budget window usage " +
    "per price cost rate batch column template engine driver source alias status state exists set"
  ).split(" "),
);

/** Before it: of how many. */
const measures = new Set("max min maximum minimum num number count total".split(" "));

/** Words that are a secret's where they end a name, and mean something else within it: `PASS_THROUGH`. */
const atTheEnd = new Set("pass pwd pw psw pat psk cred creds otp bearer".split(" "));

/** Prefixes that people write directly before `pass`. */
const joined =
  /^(?:\w*(?:password|passwd|passphrase|apikey|secretkey|accesskey|privatekey)|(?:db|user|usr|root|admin|pg|my|smtp|mail|ftp|ssh|sql|mysql|redis|mongo|app|svc|login|ldap|proxy|key|store|trust|keystore|truststore|auth|service|account|http|rabbit|mq|amqp|cert|pfx)(?:pass|pwd|pw))$/;

/** Names that other rules would misread: AWS's own, and the shell's. */
const known = new Map([
  ["AWS_ACCESS_KEY_ID", true],
  ["AWS_ACCESS_KEY", true],
  ["VAULT_SECRET_ID", true],
  ["PWD", false],
  ["OLDPWD", false],
  ["AWS_CONTAINER_AUTHORIZATION_TOKEN", true],
]);

/**
 * Whether a name indicates that its value is a secret: `MYSQL_PWD`, `dbPassword`, `GITHUB_PAT`. False for names of values that
 * only refer to a secret or describe one: `DB_SECRET_ARN`, `POSTGRES_PASSWORD_FILE`, `MAX_TOKENS`, `TOKEN_TTL`.
 */
export function isSecretName(name: string): boolean {
  const own = known.get(name.trim().toUpperCase());
  if (own !== undefined) return own;
  const words = wordsOf(name);
  if (isPublic(words)) return false;
  const position = words.findLastIndex((word, at) => isSecretAt(words, word, at));
  if (position < 0) return false;
  const behind = words.slice(position + 1);
  // The id of an access key is half of it.
  if (words[position - 1] === "access" && words[position] === "key" && behind.join() === "id") return true;
  return (
    !behind.some((word) => aspects.has(word)) &&
    (position === 0 || !words.slice(0, 1).some((word) => measures.has(word)))
  );
}

/** Whether a name indicates that its value is intended to be public: `VAPID_PUBLIC_KEY`, `RECAPTCHA_SITE_KEY`. */
export function isPublicName(name: string): boolean {
  return isPublic(wordsOf(name));
}

function isPublic(words: string[]): boolean {
  return words.some((word, at) => word === "public" || (word === "site" && words[at + 1] === "key"));
}

function isSecretAt(words: string[], word: string, at: number): boolean {
  if (secretWords.has(word) || joined.test(word)) return true;
  if (atTheEnd.has(word)) return at === words.length - 1;
  return at > 0 && secretPairs.has(words.slice(at - 1, at + 1).join(":"));
}

/** `db`, `password` of `DB_PASSWORD`, `dbPassword`, `db.password` and `DBPassword`; a number is not a word. */
function wordsOf(name: string): string[] {
  return (name.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[A-Z]+/g) ?? []).map((word) => word.toLowerCase());
}
