// Lines of build specifications that store evidence with a release, sign it, and verify it before it is deployed.

/** Stores the package lists with the images that they describe. */
export const attachLists = [
  "suffix= number=1",
  'for image in $(cat "$work/images"); do',
  "  for list in cdx spdx; do",
  '    aws ecr get-login-password | node "$work/gate.mjs" attach "$REPOSITORY_URL@$image" "$work/clair-report$suffix.$list.json"',
  "  done",
  '  number=$((number + 1)) suffix="-$number"',
  "done",
];

const signing = "--message-type RAW --signing-algorithm ECDSA_SHA_256";

/** After the gate, by the digest; no build has the key, which never leaves AWS KMS. */
const sign = [
  'node "$work/gate.mjs" message "$digest" > "$work/to-sign"',
  `aws kms sign --key-id "$SIGNING_KEY" ${signing} --message "fileb://$work/to-sign" \\`,
  '  --query Signature --output text > "$work/signature"',
  'aws ecr get-login-password | node "$work/gate.mjs" sign "$REPOSITORY_URL@$digest" "$work/signature" "$SIGNING_KEY"',
];

/** The service is deployed by digest, so a later change of a tag has no effect. */
const nameImage = (image: string) =>
  `printf '[{"name":"%s","imageUri":"%s"}]' "$CONTAINER_NAME" "${image}" > imagedefinitions.json`;

/** Signs the released digest, and passes this digest to the deployment. */
export const handOn = [...sign, nameImage("$REPOSITORY_URL@$digest")];

export const verifySignature = [
  "# What is handed on is written anew.",
  'mv imagedefinitions.json "$work/imagedefinitions.json"',
  'rm -rf "$work/claims"',
  'mkdir "$work/claims"',
  'image="$(node "$work/gate.mjs" deployed "$work/imagedefinitions.json" "$CONTAINER_NAME" "$REPOSITORY_URL")"',
  'aws ecr get-login-password | node "$work/gate.mjs" claims "$REPOSITORY_URL@${image##*@}" "$work/claims"',
  "verified=",
  'for message in "$work/claims"/*.message; do',
  '  if [ ! -f "$message" ]; then continue; fi',
  `  valid="$(aws kms verify --key-id "$SIGNING_KEY" ${signing} --message "fileb://$message" \\`,
  '    --signature "fileb://${message%message}signature" --query SignatureValid --output text)" || valid=',
  '  if [ "$valid" = True ]; then verified=yes; fi',
  "done",
  'if [ -z "$verified" ]; then echo "NOT VERIFIED: $image has no signature of the judge."; exit 2; fi',
  'echo "Verified: $image has a signature of the judge."',
  nameImage("$image"),
];
